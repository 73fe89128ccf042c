using System.Globalization;

namespace HaiEnd.Mpi.Analysis;

/// <summary>What stays the same while the ranks grow.</summary>
public enum ScalingMode
{
    /// <summary>the problem</summary>
    Strong,

    /// <summary>the work of a rank</summary>
    Weak,

    /// <summary>the memory of a rank</summary>
    MemoryBound,

    /// <summary>the problem, until efficiency is lost; then it grows to the work of a rank that the base had (SHAREing
    /// workbook 2026, 5.3)</summary>
    SharingZigzag,
}

/// <summary>The name of a scaling series, as points carry it: <c>strong</c>, or <c>weak:n=1024</c> where the axis n was
/// 1024 on the fewest ranks.</summary>
/// <param name="Mode">what stays the same</param>
/// <param name="Axis">the axis that grows; empty where none does</param>
/// <param name="Base">its value on the fewest ranks</param>
public sealed record SeriesName(ScalingMode Mode, string Axis, long Base)
{
    /// <summary>The modes as suites and files spell them.</summary>
    public static readonly IReadOnlyList<string> Modes = ["strong", "weak", "memory-bound", "sharing-zigzag"];

    /// <summary>A series of a fixed problem.</summary>
    public static readonly SeriesName Strong = new(ScalingMode.Strong, "", 0);

    /// <inheritdoc/>
    public override string ToString() => Axis.Length == 0 ? Modes[(int)Mode]
        : string.Create(CultureInfo.InvariantCulture, $"{Modes[(int)Mode]}:{Axis}={Base}");

    /// <summary>The series in a column of a file; what can't be read is left out, for another program may have
    /// written it.</summary>
    public static IEnumerable<SeriesName> In(string column)
    {
        foreach (string name in column.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = name.Split([':', '='], 3);
            int mode = Modes.ToList().IndexOf(parts[0]);
            long from = 0;
            bool fits = parts.Length == 1
                || (parts.Length == 3 && long.TryParse(parts[2], CultureInfo.InvariantCulture, out from));
            if (mode >= 0 && fits)
                yield return new((ScalingMode)mode, parts.Length == 1 ? "" : parts[1], from);
        }
    }
}
