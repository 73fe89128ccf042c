using System.Diagnostics;
using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Bars;

/// <summary>The installed program as a whole.</summary>
/// <param name="program">path of <c>haiend</c></param>
internal sealed class ProgramBars(string program)
{
    /// <summary>Time to the end of <c>haiend list</c>, to the first point of a run, and memory of a run that does next
    /// to nothing.</summary>
    public void Measure()
    {
        Bar.Print("haiend list, s", Times(21, () => Finish(Begin(program, "list"))), 0.100, most: true);
        string folder = Directory.CreateTempSubdirectory("haiend-bars-").FullName;
        try
        {
            int launch = 0;
            string File() => Path.Combine(folder, $"{launch++}.h5");
            string[] Run(string file) => ["-n", "2", program, "run", "--progress", "lines", "-o", file];
            Bar.Print(
                "mpirun -n 2 haiend run to its first point, s", Times(5, () => FirstPoint(Run(File()))), 3, most: true);
            string last = File();
            Finish(Begin("mpirun", [.. Run(last), "-f", "pingpong.*", "--sizes", "8", "-i", "10"]));
            double peak = ResultFile.Read(last).Points.Max(p => p.MemPeakBytes.Max()) / 1e6;
            Bar.Print("peak resident memory of an (almost) empty run, MB/rank", peak, 100, most: true);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Time to make a synthetic point durable.</summary>
    public static void Store()
    {
        string folder = Directory.CreateTempSubdirectory("haiend-bars-").FullName;
        try
        {
            Append(folder, 64, 15, 0.050);
            Append(folder, 4096, 3, 2);
            Seal(folder, 4096, 3, 2);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Append(string folder, int ranks, int rounds, double bar)
    {
        using var store = new Hdf5RunStore(Path.Combine(folder, $"{ranks}.h5"));
        store.Begin(Synthetic.Run(ranks));
        int order = 0;
        double[] seconds = Times(rounds, () => store.Append(Synthetic.Point(ranks, 1000, order++)));
        Bar.Print($"a point of {ranks} ranks x 1000 samples made durable, s", seconds, bar, most: true);
    }

    private static void Seal(string folder, int ranks, int rounds, double bar)
    {
        const int Samples = 1000, Tables = 2;
        int launch = 0;
        string file = "";
        double[] seconds = Times(rounds, () =>
        {
            file = Path.Combine(folder, $"sealed-{launch++}.h5");
            using var store = new Hdf5RunStore(file);
            store.Begin(Synthetic.Run(ranks));
            store.Append(Synthetic.Point(ranks, Samples, 0));
            store.Seal(Synthetic.Run(ranks));
        });
        Bar.Print($"a point of {ranks} ranks x {Samples} samples kept and sealed, s", seconds, bar, most: true);
        Bar.Print(
            $"the file of a point of {ranks} ranks x {Samples} samples / its raw int64",
            new FileInfo(file).Length / ((double)Tables * ranks * Samples * sizeof(long)), 0.3, most: true,
            "times and starts");
    }

    private static double[] Times(int rounds, Action action)
    {
        var seconds = new double[rounds];
        action();
        for (int i = 0; i < rounds; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            action();
            seconds[i] = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }

        return seconds;
    }

    private static void FirstPoint(string[] run)
    {
        using Process process = Begin("mpirun", run);
        _ = process.StandardOutput.ReadToEndAsync();
        string? line;
        do
            line = process.StandardError.ReadLine();
        while (line is not null && !line.StartsWith('['));
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        if (line is null)
            throw new InvalidOperationException("the run ended before its first point");
    }

    private static Process Begin(string file, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static void Finish(Process process)
    {
        using (process)
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"exit {process.ExitCode}: {error.Result}");
        }
    }
}
