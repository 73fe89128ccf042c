using HaiEnd.Mpi.Analysis;

namespace HaiEnd.Mpi.Jobs;

/// <summary>The key <c>scaling</c> of a case: how its points are measured on more and more ranks.</summary>
/// <param name="Where">where it is written</param>
/// <param name="Mode">what stays the same</param>
/// <param name="Ranks">rank counts; empty for powers of two up to the launch, and the launch</param>
/// <param name="Axis">what grows; null for the benchmark's size</param>
/// <param name="Threshold">efficiency at which a zig-zag grows the problem [1]</param>
public sealed record ScalingKey(
    Located Where, ScalingMode Mode, IReadOnlyList<int> Ranks, Located? Axis, double Threshold)
{
    /// <summary>Where SHAREing draws the line (workbook 2026, 5.3) [1].</summary>
    private const double UsualThreshold = 0.6;

    /// <summary>Reads it.</summary>
    /// <exception cref="BadInputException">with file, line and column</exception>
    internal static ScalingKey Of(YamlMap map)
    {
        map.Allow("mode", "ranks", "axis", "threshold");
        Located mode = map.Text("mode") ?? throw map.Bad("scaling needs the key 'mode'");
        int index = SeriesName.Modes.ToList().IndexOf(mode.Text);
        if (index < 0)
            throw mode.Bad($"no mode of scaling is called '{mode}'; {Nearest.Hint(mode.Text, SeriesName.Modes)}");
        Located? threshold = map.Text("threshold");
        if (threshold is not null && (ScalingMode)index != ScalingMode.SharingZigzag)
            throw threshold.Bad($"threshold: only the mode {SeriesName.Modes[(int)ScalingMode.SharingZigzag]} has one");
        Located? axis = map.Text("axis");
        if (axis is not null && (ScalingMode)index == ScalingMode.Strong)
            throw axis.Bad("axis: in the mode strong no size grows");
        return new(
            mode, (ScalingMode)index, [.. map.List("ranks").SelectMany(Counts).Distinct().Order()], axis,
            threshold is null ? UsualThreshold : Share(threshold));
    }

    /// <summary>The rank counts in a launch of this size.</summary>
    public IReadOnlyList<int> In(int launch)
    {
        if (Ranks.Count > 0)
            return Ranks;
        var counts = new List<int>();
        for (int k = 1; k < launch; k *= 2)
            counts.Add(k);
        return [.. counts, launch];
    }

    private static IEnumerable<int> Counts(Located text)
    {
        try
        {
            IReadOnlyList<long> counts = Quantity.Range(text.Text);
            return counts.All(c => c is > 0 and <= int.MaxValue)
                ? counts.Select(c => (int)c)
                : throw new FormatException($"a rank count is at least 1, got '{text}'");
        }
        catch (FormatException e)
        {
            throw text.Bad($"ranks: {e.Message}");
        }
    }

    private static double Share(Located text)
    {
        try
        {
            double share = Quantity.Fraction(text.Text);
            return share < 1 ? share : throw new FormatException($"must be below 100%, got '{text}'");
        }
        catch (FormatException e)
        {
            throw text.Bad($"threshold: {e.Message}");
        }
    }
}
