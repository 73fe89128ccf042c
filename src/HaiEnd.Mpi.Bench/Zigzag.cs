using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>A zig-zag series before it is measured.</summary>
/// <param name="Base">the point on the fewest ranks</param>
/// <param name="Axis">the axis that grows</param>
/// <param name="Steps">rank counts, ascending, and the size that gives each rank the work that the base had</param>
/// <param name="Threshold">efficiency at which the problem grows [1]</param>
public sealed record ZigzagPlan(
    PointSpec Base, string Axis, IReadOnlyList<(int Ranks, long Size)> Steps, double Threshold)
{
    /// <summary>The points of the fixed problem: as far as is known before anything is measured.</summary>
    public IEnumerable<PointSpec> Known => Steps.Select(s => Base with { Ranks = s.Ranks });

    /// <summary>True for a point of this series, on any ranks and of any size: others of its name may differ in their
    /// realisation or precision.</summary>
    public bool Has(PointSpec point) =>
        (point with { Ranks = Base.Ranks }).With(Axis, SizeOf(Base)).ToString() == Base.ToString();

    /// <summary>The size of a point of this series.</summary>
    public long SizeOf(PointSpec point) =>
        long.Parse(point[Axis]!, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>More and more ranks at a fixed problem; where efficiency falls to the threshold the problem grows to the
/// work of a rank that the base had, is measured again on as many ranks, and stays so from there on. Source: SHAREing
/// workbook 2026, 5.3.</summary>
/// <param name="plan">the series</param>
/// <param name="earlier">points that earlier files have</param>
public sealed class Zigzag(ZigzagPlan plan, IReadOnlyList<PointRecord> earlier) : IProtocol
{
    /// <inheritdoc/>
    public int Count { get; private set; } = plan.Steps.Count;

    /// <summary>Goes the way again from its beginning, until it comes to a point without a result.</summary>
    public PointSpec? Next(IReadOnlyList<PointRecord> done)
    {
        Dictionary<string, PointRecord> results = [];
        foreach (PointRecord point in earlier.Concat(done).Where(p => plan.Has(PointSpec.Of(p))))
            results[PointSpec.Of(point).ToString()] = point;
        Count = Math.Max(Count, results.Count + 1);
        PointRecord? from = null;
        PointSpec at = plan.Base;
        foreach ((int ranks, long size) in plan.Steps)
        {
            at = at with { Ranks = ranks };
            if (!results.TryGetValue(at.ToString(), out PointRecord? result))
                return at;
            if (result.Status != PointStatus.Ok)
                continue;
            from ??= result;
            PointSpec grown = at.With(plan.Axis, size);
            double efficiency = Efficiency.Of(result, result.Figures.Median, from, from.Figures.Median);
            if (efficiency > plan.Threshold || size <= plan.SizeOf(at))
                continue;
            if (!results.TryGetValue(grown.ToString(), out PointRecord? after))
                return grown;
            at = after.Status == PointStatus.Ok ? grown : at;
        }

        return null;
    }
}
