using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Jobs;

/// <summary>Makes scaling series of points.</summary>
/// <param name="catalog">what there is</param>
/// <param name="key">how ranks and size grow</param>
/// <param name="launch">ranks of the launch</param>
internal sealed class Series(Catalog catalog, ScalingKey key, int launch)
{
    private static readonly string[] SizeAxes = ["n", "bytes"];

    /// <summary>The axis that says how large a problem is; null where a benchmark has none.</summary>
    public static string? SizeOf(IBenchmark benchmark) =>
        Array.Find(SizeAxes, s => benchmark.Axes.Any(a => a.Name == s));

    /// <summary>A point on each rank count; of its own size on the fewest ranks.</summary>
    public IEnumerable<PointSpec> Points(PointSpec point)
    {
        if (key.Mode == ScalingMode.Strong)
            return key.In(launch).Select(k => point with { Ranks = k, Series = SeriesName.Strong.ToString() });
        (PointSpec first, string axis) = Named(point);
        var sizes = new ScaledSizes(catalog, axis, key.Mode == ScalingMode.MemoryBound);
        return key.In(launch).Select(k => (first with { Ranks = k }).With(axis, sizes.On(first, k)));
    }

    /// <summary>A zig-zag that begins at a point.</summary>
    public ZigzagPlan Zigzag(PointSpec point)
    {
        (PointSpec first, string axis) = Named(point);
        var sizes = new ScaledSizes(catalog, axis, memory: false);
        return new(first, axis, [.. key.In(launch).Select(k => (k, sizes.On(first, k)))], key.Threshold);
    }

    /// <summary>The point on the fewest ranks, with the name of its series.</summary>
    private (PointSpec From, string Axis) Named(PointSpec point)
    {
        string axis = key.Axis?.Text ?? SizeOf(catalog.Benchmark(point.Benchmark))!;
        long size = long.Parse(point[axis]!, CultureInfo.InvariantCulture);
        string name = new SeriesName(key.Mode, axis, size).ToString();
        return (point with { Ranks = key.In(launch)[0], Series = name }, axis);
    }
}
