using System.Globalization;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis.Acceptance;

/// <summary>The slowest pair of a round of a tournament against what is usual between ranks so near to each other
/// [1].</summary>
internal static class SlowLink
{
    /// <summary>The ratio, see <see cref="LinkMap.Ratio"/>; NaN where there is no pair.</summary>
    public static Bounded Of(PoolMember member)
    {
        if (Slowest(member) is not (var map, { } link))
            return new(double.NaN, Interval.None);
        RankTime ratio = map.Ratio(link);
        return new(ratio.Median, new(ratio.CiLow, ratio.CiHigh));
    }

    /// <summary>Names the pair, of the launch where it is slowest.</summary>
    /// <param name="seen">the round in each launch</param>
    public static string Named(IReadOnlyList<PoolMember> seen)
    {
        PoolMember worst = seen.MaxBy(s => Of(s).Value)!;
        if (Slowest(worst) is not (var map, { } link))
            return "";
        int alike = map.Links.Count(l => l.Where == link.Where);
        string times = map.Ratio(link).Median.ToString("F2", CultureInfo.InvariantCulture);
        string shared = map.SharedEnd is { } rank
            ? $"; all {map.SlowLinks.Count()} slow links are of {Seats.Called(map.Launch.Run, rank)}" : "";
        return $"{map.Called(link)} take {times} x the median of {alike} links {Seats.Words(link.Where)}{shared}";
    }

    private static (LinkMap, Link?)? Slowest(PoolMember member)
    {
        if (LinkMap.Of(member.Launch, member.Point) is not { } map)
            return null;
        int round = LinkMap.RoundOf(member.Point);
        return (map, map.BySlowness.FirstOrDefault(l => l.Round == round));
    }
}
