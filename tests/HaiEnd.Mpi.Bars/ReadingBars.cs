using System.Diagnostics;
using System.Globalization;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Bars;

/// <summary>What the installed program takes to report on many samples and to compare many points: its whole time, from
/// start to end.</summary>
/// <param name="program">path of <c>haiend</c></param>
internal sealed class ReadingBars(string program)
{
    /// <summary>Time and memory, over many files and over one.</summary>
    public void Measure()
    {
        Report("1000 files of 10 points x 1000 samples", files: 1000, ranks: 1);
        Report("one file of 10 points x 1000 ranks x 1000 samples", files: 1, ranks: 1000);
        Compare();
    }

    private void Report(string what, int files, int ranks) => InFolder(folder =>
    {
        Synthetic.Launches(folder, files, points: 10, ranks, samples: 1000);
        (double[] seconds, double most) = Rounds(
            3, ExitCode.Done, "report", folder, "-o", Path.Combine(folder, "report.html"));
        Bar.Print($"report over {what}, s", seconds, 5, most: true);
        Bar.Print($"report over {what}, MB", most, 1074, most: true);
    });

    /// <summary>Two launches, which are too few for a verdict, cost what two files do.</summary>
    private void Compare() => InFolder(folder =>
    {
        Synthetic.Launches(folder, files: 2, points: 100, ranks: 2, samples: 1000);
        string[] files = Directory.GetFiles(folder);
        (double[] start, _) = Rounds(9, ExitCode.Done, "--version");
        (double[] whole, _) = Rounds(9, ExitCode.Inconclusive, "compare", files[0], files[1]);
        Bar.Print(
            "compare of two files of 100 points, after start, s", [.. whole.Zip(start, (w, s) => w - s)], 0.5,
            most: true);
    });

    private static void InFolder(Action<string> measure)
    {
        string folder = Directory.CreateTempSubdirectory("haiend-bars-").FullName;
        try
        {
            measure(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private (double[] Seconds, double MostMegabytes) Rounds(int count, int exit, params string[] arguments)
    {
        var seconds = new double[count];
        double most = 0;
        for (int i = 0; i < count; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
            })!;
            Task<string> text = process.StandardOutput.ReadToEndAsync();
            while (!process.WaitForExit(10))
                most = Math.Max(most, ResidentBytes(process.Id) / 1e6);
            if (process.ExitCode != exit)
                throw new InvalidOperationException($"exit {process.ExitCode}, not {exit}: {text.Result}");
            seconds[i] = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }

        return (seconds, most);
    }

    /// <summary>Resident memory of a process and of those that it started, pages that they share counted for
    /// each.</summary>
    private static long ResidentBytes(int process)
    {
        try
        {
            string pages = File.ReadAllText($"/proc/{process}/statm").Split(' ')[1];
            long own = long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
            return own + Directory.EnumerateDirectories($"/proc/{process}/task")
                .SelectMany(t => File.ReadAllText($"{t}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Sum(child => ResidentBytes(int.Parse(child, CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            return 0; // It has ended meanwhile.
        }
    }
}
