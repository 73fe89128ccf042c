using System.Globalization;
using System.Text;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Interop;
using HaiEnd.Mpi.Bindings.Power;
using static HaiEnd.Mpi.Bindings.Interop.OpenCl;

namespace HaiEnd.Mpi.Bindings.OpenCl;

/// <summary>OpenCL 1.2 and later. The variable HAIEND_OPENCL may name its loader's file.</summary>
public sealed unsafe class OpenClRuntime : IDeviceRuntime
{
    private const string Variable = "HAIEND_OPENCL";

    private readonly Lazy<(FoundDevices Found, nint[] Ids)> _found = new(Search);

    /// <inheritdoc/>
    public string Name => "opencl";

    /// <inheritdoc/>
    public FoundDevices Find() => _found.Value.Found;

    /// <inheritdoc/>
    public Device Open(DeviceFacts device, MemoryBudget memory) =>
        new OpenClDevice(device, _found.Value.Ids[device.Index], memory);

    private static (FoundDevices Found, nint[] Ids) Search()
    {
        try
        {
            nint handle = Libraries.Load(
                Interop.OpenCl.Library, Variable, "libOpenCL.so.1", "libOpenCL.so", "/opt/rocm/lib/libOpenCL.so.1",
                "/usr/local/cuda/lib64/libOpenCL.so.1");
            Libraries.Register(Interop.OpenCl.Library, () => handle);
            return Listed();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or DeviceException)
        {
            return (FoundDevices.None(e.Message), []);
        }
    }

    private static (FoundDevices Found, nint[] Ids) Listed()
    {
        uint count;
        int code = clGetPlatformIDs(0, null, &count);
        if (code == CL_PLATFORM_NOT_FOUND_KHR || (code == CL_SUCCESS && count == 0))
            return (
                FoundDevices.None("no OpenCL platform: no driver is registered in /etc/OpenCL/vendors (PoCL is one)"),
                []);
        Check(code, nameof(clGetPlatformIDs));
        nint* platforms = stackalloc nint[(int)count];
        Check(clGetPlatformIDs(count, platforms, null), nameof(clGetPlatformIDs));
        var ids = new List<nint>();
        var facts = new List<DeviceFacts>();
        var power = new NodePower();
        for (int p = 0; p < count; p++)
        {
            nint platform = platforms[p];
            string driver = Text((size, value, needed) =>
                clGetPlatformInfo(platform, CL_PLATFORM_NAME, size, (void*)value, (nuint*)needed));
            foreach (nint device in DevicesOf(platform))
            {
                facts.Add(power.Described(FactsOf(device, facts.Count, driver)));
                ids.Add(device);
            }
        }

        return facts.Count == 0
            ? (FoundDevices.None("the OpenCL platforms have no devices"), [])
            : (new(facts, ""), [.. ids]);
    }

    private static nint[] DevicesOf(nint platform)
    {
        uint count;
        int code = clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, null, &count);
        if (code == CL_DEVICE_NOT_FOUND)
            return [];
        Check(code, nameof(clGetDeviceIDs));
        var devices = new nint[count];
        fixed (nint* to = devices)
            Check(clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, count, to, null), nameof(clGetDeviceIDs));
        return devices;
    }

    private static DeviceFacts FactsOf(nint device, int index, string platform) => new(
        "opencl", index,
        (Number(device, CL_DEVICE_TYPE) & CL_DEVICE_TYPE_CPU) != 0 ? DeviceKind.Processor : DeviceKind.Accelerator,
        TextOf(device, CL_DEVICE_NAME), $"{platform} {TextOf(device, CL_DRIVER_VERSION)}",
        (long)Number(device, CL_DEVICE_GLOBAL_MEM_SIZE))
    {
        Ecc = Number(device, CL_DEVICE_ERROR_CORRECTION_SUPPORT) != 0,
        ClockHz = Number(device, CL_DEVICE_MAX_CLOCK_FREQUENCY) * 1e6,
        Units = (int)Number(device, CL_DEVICE_MAX_COMPUTE_UNITS),
        HasFp64 = Number(device, CL_DEVICE_DOUBLE_FP_CONFIG) != 0,
        Uuid = UuidOf(device),
        Pci = PciOf(device),
    };

    /// <summary>By cl_khr_device_uuid; a processor has none that means anything.</summary>
    private static string UuidOf(nint device)
    {
        const int Bytes = 16;
        byte* uuid = stackalloc byte[Bytes];
        return clGetDeviceInfo(device, CL_DEVICE_UUID_KHR, Bytes, uuid, null) == CL_SUCCESS
            ? $"GPU-{new Guid(new ReadOnlySpan<byte>(uuid, Bytes), bigEndian: true)}"
            : "";
    }

    /// <summary>By cl_khr_pci_bus_info: domain, bus, device, function.</summary>
    private static string PciOf(nint device)
    {
        uint* at = stackalloc uint[4];
        return clGetDeviceInfo(device, CL_DEVICE_PCI_BUS_INFO_KHR, 4 * sizeof(uint), at, null) == CL_SUCCESS
            ? string.Create(CultureInfo.InvariantCulture, $"{at[0]:x4}:{at[1]:x2}:{at[2]:x2}.{at[3]:x}")
            : "";
    }

    /// <summary>A fact that is a number of up to 64 bits; 0 where the device does not know it.</summary>
    private static ulong Number(nint device, uint name)
    {
        ulong value = 0;
        return clGetDeviceInfo(device, name, sizeof(ulong), &value, null) == CL_SUCCESS ? value : 0;
    }

    private static string TextOf(nint device, uint name) => Text((size, value, needed) =>
        clGetDeviceInfo(device, name, size, (void*)value, (nuint*)needed));

    internal static string Text(Func<nuint, nint, nint, int> ask)
    {
        nuint length = 0;
        if (ask(0, 0, (nint)(&length)) != CL_SUCCESS || length == 0)
            return "";
        var bytes = new byte[length];
        fixed (byte* to = bytes)
            if (ask(length, (nint)to, 0) != CL_SUCCESS)
                return "";
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim();
    }

    internal static void Check(int code, string call)
    {
        if (code != CL_SUCCESS)
            throw new DeviceException($"{call} failed: {Meaning(code)}");
    }

    /// <summary>An error's name in CL/cl.h.</summary>
    internal static string Meaning(int code) => code switch
    {
        -1 => "CL_DEVICE_NOT_FOUND",
        -2 => "CL_DEVICE_NOT_AVAILABLE",
        -3 => "CL_COMPILER_NOT_AVAILABLE",
        CL_MEM_OBJECT_ALLOCATION_FAILURE => "CL_MEM_OBJECT_ALLOCATION_FAILURE",
        CL_OUT_OF_RESOURCES => "CL_OUT_OF_RESOURCES",
        CL_OUT_OF_HOST_MEMORY => "CL_OUT_OF_HOST_MEMORY",
        CL_BUILD_PROGRAM_FAILURE => "CL_BUILD_PROGRAM_FAILURE",
        -36 => "CL_INVALID_COMMAND_QUEUE",
        -38 => "CL_INVALID_MEM_OBJECT",
        -46 => "CL_INVALID_KERNEL_NAME",
        -48 => "CL_INVALID_KERNEL",
        -49 => "CL_INVALID_ARG_INDEX",
        -51 => "CL_INVALID_ARG_SIZE",
        -52 => "CL_INVALID_KERNEL_ARGS",
        -54 => "CL_INVALID_WORK_GROUP_SIZE",
        CL_INVALID_BUFFER_SIZE => "CL_INVALID_BUFFER_SIZE",
        _ => string.Create(CultureInfo.InvariantCulture, $"OpenCL error {code}"),
    };
}
