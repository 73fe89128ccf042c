using System.Diagnostics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Cuda;
using HaiEnd.Mpi.Bindings.Devices;

namespace HaiEnd.Mpi.Bars;

/// <summary>Our kernels against what the device's memory and the vendor's library deliver, and our calls against the
/// same calls from C, on the first accelerator of CUDA; and whether it gets all its memory back.</summary>
internal sealed class DeviceBars(Catalog catalog)
{
    private const int Rounds = 15;

    private const string Large = "n=134217728";

    /// <summary>Measures them.</summary>
    public void Measure()
    {
        using var devices = new RankDevices(DeviceRuntimes.All(), 0);
        string reason = "CUDA has no accelerator here";
        if (devices.KindOf("cuda") != DeviceKind.Accelerator || devices.Find("cuda", out reason) is not { } device)
        {
            Bar.Skip("all bars of devices", reason);
            return;
        }

        Console.WriteLine($"# {device.Facts.Model}, {device.Facts.Driver}");
        var place = new Place(null, 1, new MemoryBudget(), catalog) { Devices = devices };
        Launch(device);
        var compute = new ComputeBars(catalog, new OneRank(), place);
        compute.Ratio("cuda triad fp64 / copy", $"triad.cuda {Large}", $"copy.cuda {Large}", Rounds, 0.9, 20);
        compute.Ratio("cuda triad fp32 / copy", $"triad.cuda {Large} precision=fp32",
            $"copy.cuda {Large} precision=fp32", Rounds, 0.9, 20);
        compute.Ratio("cuda stencil n=512 / copy", "stencil.cuda n=512", $"copy.cuda {Large}", Rounds, 0.8, 20);
        compute.Ratio("cuda sgemm n=8192 / cublas", "gemm.cuda n=8192 precision=fp32",
            "gemm.cublas n=8192 precision=fp32", Rounds, 0.6, 3);
        // Numbers of cudaDataType and cublasComputeType.
        Cublas(place, device, "fp64", sizeof(double), (1, 1, 70));
        Cublas(place, device, "bf16", sizeof(ushort), (14, 0, 68));
        Leaks(place, device);
    }

    /// <summary>A kernel that does nothing, from C# and from C.</summary>
    private static void Launch(Device device)
    {
        const int Launches = 10_000;
        using DeviceProgram program =
            device.Compile("KERNEL(1, 1, 1) nothing(void) { }", new Dictionary<string, string>());
        using DeviceKernel kernel = program.Kernel("nothing", new(1));
        Bar.Print(
            "launch from C# / from C",
            Paired.Ratios(Rounds, () => Ours(device, kernel, Launches),
                () => CudaYardstick.LaunchSeconds(kernel, device, Launches)),
            1.1, most: true);
    }

    private static double Ours(Device device, DeviceKernel kernel, int launches)
    {
        device.Finish();
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < launches; i++)
            kernel.Launch(new(1), []);
        device.Finish();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    /// <summary>The vendor's product, from C# and from C.</summary>
    private void Cublas(Place place, Device device, string precision, int bytes, (int, int, int) types)
    {
        const int N = 8192, Repeats = 5;
        string name = $"cublas {precision} n={N} from C# / from C";
        Timed ours;
        try
        {
            ours = new Timed($"gemm.cublas n={N} precision={precision}", catalog, new OneRank(), place);
        }
        catch (Exception e) when (e is InvalidOperationException or UnknownNameException)
        {
            Bar.Skip(name, e.Message);
            return;
        }

        using (ours)
        {
            using DeviceBuffer a = device.Allocate((long)N * N * bytes), b = device.Allocate(a.Bytes);
            using DeviceBuffer c = device.Allocate((long)N * N * Math.Max(bytes, sizeof(float)));
            Fill(a, b);
            double[] ratios = Paired.Ratios(
                Rounds, () => CudaYardstick.GemmSeconds(device, types, a, b, c, N, Repeats) / Repeats,
                () => ours.Seconds(Repeats));
            Bar.Print(name, ratios, 0.97, most: false);
        }

        // Small normal numbers of any format: what is multiplied moves clocks and power.
        unsafe void Fill(params ReadOnlySpan<DeviceBuffer> all)
        {
            using NativeBuffer<byte> random = place.Memory.Allocate<byte>((nint)all[0].Bytes);
            new Random(1).NextBytes(random.Span);
            for (nint i = bytes - 1; i < random.Length; i += bytes)
                random.Pointer[i] = 0x3f;
            foreach (DeviceBuffer buffer in all)
                device.Write(buffer, 0, random.Pointer, buffer.Bytes);
        }
    }

    /// <summary>What is free before and after many kernels were made and freed.</summary>
    private void Leaks(Place place, Device device)
    {
        const int Times = 20;
        string[] specs = ["triad.cuda n=1000001", "stencil.cuda n=65", "gemm.cuda n=333"];
        void All()
        {
            foreach (string spec in specs)
                new Timed(spec, catalog, new OneRank(), place).Dispose();
        }

        All();
        long before = device.FreeBytes ?? 0;
        for (int i = 0; i < Times; i++)
            All();
        long lost = before - (device.FreeBytes ?? 0);
        Bar.Print($"memory not given back by {Times} times {specs.Length} kernels [byte]", lost, 0, most: true);
    }
}
