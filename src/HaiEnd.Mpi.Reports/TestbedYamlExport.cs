using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>The <c>benchmarks:</c> block of a partition in SHAREing's directory of test beds (github.com/SHAREing-DRI/
/// hpc-testbeds, <c>_systems/system-template</c>): one node, GB/s and TFLOP/s. The directory's table shows the first
/// entry of a type, so double precision comes first.</summary>
public static partial class TestbedYamlExport
{
    /// <summary>A type of the directory that is measured here.</summary>
    /// <param name="Name">in the directory</param>
    /// <param name="Benchmark">ours</param>
    /// <param name="Unit">of its values, in SI</param>
    /// <param name="LeastBytes">that a rank must use</param>
    private sealed record Kind(string Name, string Benchmark, double Unit, long LeastBytes);

    /// <summary>The product of matrices stands for floating point: the peak of the units is what no program reaches.
    /// Arrays must be four times the caches to measure memory (STREAM's run rules); assumed is a rank a core, and no
    /// core with more than 32 MiB.</summary>
    private static readonly Kind[] Kinds =
        [new("memory-bandwidth-gb-s", "triad", 1e9, 128 << 20), new("floating-point-tflop-s", "gemm", 1e12, 0)];

    /// <summary>The directory knows these.</summary>
    private static readonly string[] Precisions = ["fp64", "fp32", "fp16"];

    /// <summary>Characters of a parameter's name, of the 1024 that a key may have (YAML 1.2, 7.4.2).</summary>
    private const int MostOfAKey = 100;

    /// <summary>Words that YAML 1.1 does not take for text.</summary>
    private static readonly string[] Reserved = ["null", "true", "false", "yes", "no", "on", "off"];

    /// <summary>One entry of the block.</summary>
    private sealed record Entry(string Type, string Precision, double Value, PointRecord Point, int Launches);

    /// <summary>Writes the best verified value of each type and precision. A value is the median over launches of
    /// the rate.</summary>
    /// <exception cref="ExportException">several machines, several nodes, or nothing that was verified</exception>
    public static void Write(IReadOnlyList<Launch> runs, TextWriter to)
    {
        string[] machines = [.. runs.SelectMany(MachinesOf).Distinct()];
        if (machines.Length > 1)
            throw new ExportException(
                $"a block describes one partition, and these files are of several: {string.Join("; ", machines)}");
        PointRecord[] points = [.. runs.SelectMany(r => r.Points).Where(p => Array.Exists(
            Kinds, k => k.Benchmark == p.Case.Benchmark && p.FootprintBytes >= k.LeastBytes))];
        Entry[] entries =
        [
            .. from kind in Kinds
               from precision in Precisions
               let best = Best(kind, precision, points)
               where best is not null
               select best,
        ];
        if (entries.Length == 0)
            throw new ExportException(points.Any(p => p.Nodes > 1 && IsRight(p))
                ? "the directory takes figures of one node, and these were measured on several; launch on one node"
                : "there is no verified point of gemm, or of triad beyond the caches; run the suite quick");
        to.Write("  benchmarks:\n");
        foreach (Entry entry in entries)
            Write(entry, to);
    }

    /// <summary>A text as YAML reads it: plain where it is a word, else in double quotes (YAML 1.2, 5.7).</summary>
    internal static string Scalar(string text)
    {
        if (Word().IsMatch(text) && !Reserved.Contains(text))
            return text;
        var quoted = new StringBuilder("\"");
        foreach (Rune rune in text.EnumerateRunes())
            _ = rune.Value is '"' or '\\' ? quoted.Append('\\').Append(rune)
                : Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 or 0xFEFF or 0xFFFE or 0xFFFF
                    ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                    : quoted.Append(rune);
        return PlainText.Escaped(quoted.Append('"').ToString());
    }

    private static IEnumerable<string> MachinesOf(Launch run) => run.Run.Nodes.Select(n =>
        string.Join(' ', new[] { run.Run.Site, run.Run.System, run.Run.Partition, n.CpuModel }
            .Where(s => s.Length > 0))).Distinct();

    private static bool IsRight(PointRecord p) => p.Status == PointStatus.Ok && p.Verified == Verified.Yes;

    private static Entry? Best(Kind kind, string precision, IEnumerable<PointRecord> points) =>
        points.Where(p => p.Case.Benchmark == kind.Benchmark && p["precision"] == precision && p.Nodes == 1)
            .GroupBy(p => (Words.Of(p), p.Ranks))
            // A way whose answer was wrong once is not known to be right the other times.
            .Where(g => g.All(p => p.Status != PointStatus.Wrong) && g.Any(IsRight))
            .Select(g => Middle(kind, precision, [.. g.Where(IsRight)]))
            .Where(e => double.IsFinite(e.Value) && e.Value > 0)
            .MaxBy(e => e.Value);

    private static Entry Middle(Kind kind, string precision, PointRecord[] launches)
    {
        double[] rates = [.. launches.Select(p => p.Figures.Rate).Order()];
        return new(kind.Name, precision, Statistics.Quantile(rates, 0.5) / kind.Unit, launches[0], launches.Length);
    }

    private static void Write(Entry entry, TextWriter to)
    {
        PointRecord p = entry.Point;
        to.Write($"  - type: {entry.Type}\n");
        to.Write($"    name: {Scalar($"HaiEnd.Mpi {p.Case.Name}")}\n");
        to.Write($"    value: {FourDigits(entry.Value)}\n");
        // The template wants the precision here for floating point and nowhere else; pages keep it with the parameters.
        bool floating = entry.Type.StartsWith("floating", StringComparison.Ordinal);
        if (floating)
            to.Write($"    precision: {entry.Precision}\n");
        to.Write("    parameters:\n");
        (string Name, string Value)[] own =
        [
            ("ranks", p.Ranks.ToString(CultureInfo.InvariantCulture)),
            ("launches", entry.Launches.ToString(CultureInfo.InvariantCulture)),
        ];
        foreach ((string name, string value) in p.Parameters.Where(a => !floating || a.Name != "precision")
            .Select(a => (Name: PlainText.Of(a.Name, MostOfAKey), a.Value)).Concat(own).DistinctBy(a => a.Name))
            to.Write($"      {Scalar(name)}: {(Number().IsMatch(value) ? value : Scalar(value))}\n");
    }

    /// <summary>Four significant digits without an exponent.</summary>
    private static string FourDigits(double value)
    {
        double step = Math.Pow(10, Math.Floor(Math.Log10(value)) - 3);
        return (Math.Round(value / step) * step).ToString("0.##########", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_-]{2,}\z")]
    private static partial Regex Word();

    [GeneratedRegex(@"^(0|-?[1-9][0-9]{0,17})\z")]
    private static partial Regex Number();
}
