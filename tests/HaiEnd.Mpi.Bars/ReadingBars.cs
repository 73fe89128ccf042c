using System.Diagnostics;
using System.Globalization;

namespace HaiEnd.Mpi.Bars;

/// <summary>What the installed program takes to read many samples: its whole time, from start to end, as
/// <c>export</c>, which does little else.</summary>
/// <param name="program">path of <c>haiend</c></param>
internal sealed class ReadingBars(string program)
{
    private const int Rounds = 3;

    /// <summary>Time and memory, over many files and over one.</summary>
    public void Measure()
    {
        Read("1000 files of 10 points x 1000 samples", files: 1000, ranks: 1);
        Read("one file of 10 points x 1000 ranks x 1000 samples", files: 1, ranks: 1000);
    }

    private void Read(string what, int files, int ranks)
    {
        string folder = Directory.CreateTempSubdirectory("haiend-bars-").FullName;
        try
        {
            Synthetic.Launches(folder, files, points: 10, ranks, samples: 1000);
            double[] seconds = new double[Rounds];
            double most = 0;
            for (int i = 0; i < Rounds; i++)
                (seconds[i], most) = Export(folder, most);
            Bar.Print($"export {what}, s", seconds, 5, most: true);
            Bar.Print($"export {what}, MB", most, 1074, most: true);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private (double Seconds, double MostMegabytes) Export(string folder, double most)
    {
        long begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(program, ["export", folder, "--to", "csv", "-o", "/dev/null"]);
        while (!process.WaitForExit(10))
            most = Math.Max(most, ResidentBytes(process.Id) / 1e6);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"exit {process.ExitCode}");
        return (Stopwatch.GetElapsedTime(begin).TotalSeconds, most);
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
