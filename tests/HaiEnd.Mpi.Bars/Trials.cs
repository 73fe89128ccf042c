using System.Diagnostics;
using System.Text.Json;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Plants;

namespace HaiEnd.Mpi.Bars;

/// <summary>How often <c>compare --gate</c> is right: sets of launches of the same build, some slowed on purpose.
/// </summary>
/// <param name="program">path of <c>haiend</c></param>
internal sealed class Trials(string program)
{
    private const int Launches = 7;

    private const string Suite = """
        schema: haiend-suite/1
        name: trials
        defaults: {warmup: 2, min_samples: 20, max_samples: 200, ci: 1%, max_time: 150ms}
        cases:
          - {bench: busy, sweep: {steps: [1000000, 2000000]}, set: {slower: SLOWER}}
          - {bench: pingpong, sweep: {bytes: [8, 65536]}}
          - {bench: allreduce, realisations: [library], set: {bytes: 1024, precision: fp64}}
        """;

    // The sets of one trial; of the same build are the first two.
    private static readonly (string Name, int Slower)[] Sets = [("a", 0), ("same", 0), ("b10", 10), ("b5", 5)];

    /// <summary>Runs them and prints what was found.</summary>
    /// <param name="count">trials</param>
    public void Run(int count)
    {
        var right = Sets.Skip(1).ToDictionary(s => s.Name, _ => 0);
        var widths = right.Keys.ToDictionary(name => name, _ => new List<double>());
        string folder = Directory.CreateTempSubdirectory("haiend-trials-").FullName;
        try
        {
            for (int trial = 0; trial < count; trial++)
            {
                string at = Directory.CreateDirectory(Path.Combine(folder, $"{trial}")).FullName;
                Measure(at);
                foreach ((string name, _) in Sets.Skip(1))
                {
                    (int exit, bool slower, double[] width) = Compare(at, name);
                    Console.Error.WriteLine($"trial {trial + 1}, {name}: exit {exit}");
                    widths[name].AddRange(width);
                    if (name == "same" ? exit == ExitCode.Done : exit == ExitCode.Regression && slower)
                        right[name]++;
                }

                Directory.Delete(at, recursive: true);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        // 19 of 20.
        int bar = count - count / 20;
        void Print(string what, string name, int least) => Bar.Print(
            what, right[name], least, most: false,
            $"of {count} trials, {Launches} launches a side; intervals "
            + $"{widths[name].DefaultIfEmpty(double.NaN).Min():0.0%} to "
            + $"{widths[name].DefaultIfEmpty(double.NaN).Max():0.0%} wide");
        Print("the same build passes compare --gate, trials", "same", bar);
        Print("10 % slower is found, trials", "b10", bar);
        Print("5 % slower is found, trials (no bar)", "b5", 0);
    }

    /// <summary>One launch of each set in turn, so that all see the same machine.</summary>
    private void Measure(string folder)
    {
        foreach ((string name, int slower) in Sets)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            File.WriteAllText(Path.Combine(folder, $"{name}.yaml"), Suite.Replace("SLOWER", $"{slower}"));
        }

        for (int launch = 0; launch < Launches; launch++)
            for (int set = 0; set < Sets.Length; set++)
            {
                // No set is always the first.
                string at = Path.Combine(folder, Sets[(launch + set) % Sets.Length].Name);
                (int exit, _, string error) = Finish(
                    "mpirun", "-n", "2", "-bind-to", "core", program, "run", "-s", $"{at}.yaml", "-o",
                    Path.Combine(at, $"{launch}.h5"), "--progress", "none");
                if (exit != ExitCode.Done)
                    throw new InvalidOperationException($"exit {exit}: {error}");
            }
    }

    /// <summary>Compares a set with the first: the exit code, whether what was slowed is named as slower, and the
    /// widths of the ratios' intervals [1].</summary>
    private (int Exit, bool Slower, double[] Widths) Compare(string folder, string name)
    {
        (int exit, string text, string error) = Finish(
            program, "compare", Path.Combine(folder, Sets[0].Name), Path.Combine(folder, name), "--gate", "--json");
        if (exit is not (ExitCode.Done or ExitCode.Regression or ExitCode.Inconclusive))
            throw new InvalidOperationException($"exit {exit}: {error}");
        using var json = JsonDocument.Parse(text);
        JsonElement[] points = [.. json.RootElement.GetProperty("comparisons")[0].GetProperty("points")
            .EnumerateArray()];
        bool slower = points.Any(p => p.GetProperty("change").GetString() == "slower"
            && p.GetProperty("point").GetString()!.StartsWith("busy.chain", StringComparison.Ordinal));
        return (exit, slower, [.. points.Select(p => p.GetProperty("ratio_ci95"))
            .Where(ci => ci.ValueKind == JsonValueKind.Array && ci[0].ValueKind == JsonValueKind.Number)
            .Select(ci => ci[1].GetDouble() - ci[0].GetDouble())]);
    }

    private static (int Exit, string Out, string Error) Finish(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[PlugIns.Variable] = typeof(Toy).Assembly.Location;
        using var process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text, error.Result);
    }
}
