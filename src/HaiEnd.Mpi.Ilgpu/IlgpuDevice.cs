using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bench;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace HaiEnd.Mpi.Ilgpu;

/// <summary>The rank's device as ILGPU sees it: CUDA's devices first, then those of OpenCL. ILGPU's own accelerator on
/// processors is a debugger, where a work-item is a thread: it is never used.</summary>
internal static class IlgpuDevice
{
    // A process is one rank, and a context keeps compiled kernels.
    private static readonly Lazy<Context> Loaded = new(Load);
    private static readonly Dictionary<int, (Accelerator? Accelerator, string Reason)> Opened = [];

    /// <summary>The rank's device; null where there is none.</summary>
    public static Accelerator? Find(Place at, out string reason)
    {
        int localRank = at.NodeOfRank.Take(at.Rank).Count(n => n == at.NodeOf(at.Rank));
        if (!Opened.TryGetValue(localRank, out (Accelerator? Accelerator, string Reason) found))
            Opened[localRank] = found = Open(localRank);
        reason = found.Reason;
        return found.Accelerator;
    }

    private static (Accelerator?, string) Open(int index)
    {
        string what = "start";
        try
        {
            Device[] all = [.. Loaded.Value.Devices.Where(d => d.AcceleratorType != AcceleratorType.CPU)];
            // Ranks may share the processors of their node, which they are anyway; a device of its own they may not.
            if ((index < all.Length ? all[index] : Array.Find(all, IsProcessor)) is not { } device)
                return (null, $"ILGPU finds {all.Length} devices, too few for the ranks of the node");
            what = $"use {device.Name}";
            Accelerator accelerator = device.CreateAccelerator(Loaded.Value);
            return IsRight(accelerator) ? (accelerator, "") : (null, $"ILGPU's answer on {device.Name} is wrong");
        }
        catch (Exception e) when (e is AcceleratorException or NotSupportedException or InternalCompilerException
            or DllNotFoundException)
        {
            return (null, $"ILGPU can't {what}: {e.Message}");
        }
    }

    private static Context Load()
    {
        // ILGPU names libraries without the numbers that nodes without development files have them by.
        NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, (name, _, _) =>
            name is "cuda" or "OpenCL" && NativeLibrary.TryLoad($"lib{name}.so.1", out nint handle) ? handle : 0);
        return Context.Create(b => b.Optimize(OptimizationLevel.O2).Cuda().OpenCL(d =>
        {
            // PoCL lacks it before its version 4; these kernels do without it, as O2 finds where pointers point.
            if (IsProcessor(d))
                d.Capabilities.GetType().GetProperty("GenericAddressSpace")!.SetValue(d.Capabilities, true);
            return d.Capabilities.GenericAddressSpace;
        }));
    }

    private static bool IsProcessor(Device d) => d is CLDevice { DeviceType: CLDeviceType.CL_DEVICE_TYPE_CPU };

    /// <summary>Whether a few sums are what they must be.</summary>
    private static bool IsRight(Accelerator on)
    {
        double[] numbers = [.. Enumerable.Range(0, 1000).Select(i => (double)i)];
        using MemoryBuffer1D<double, Stride1D.Dense> a = on.Allocate1D(numbers);
        on.LoadAutoGroupedStreamKernel<Index1D, ArrayView<double>, ArrayView<double>, ArrayView<double>, double>(
            TriadIlgpu.Triad)(numbers.Length, a.View, a.View, a.View, 3);
        return a.GetAsArray1D().SequenceEqual(numbers.Select(x => 4 * x));
    }
}
