using System.Globalization;
using System.Numerics;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Jobs;

/// <summary>Finds the size that gives a rank as much on more ranks as on few. How much that is comes from the
/// benchmark's own count of work, or the realisation's of memory, so nobody states an exponent.</summary>
/// <param name="catalog">what there is</param>
/// <param name="axis">what grows</param>
/// <param name="memory">keep the memory of a rank instead of its work</param>
internal sealed class ScaledSizes(Catalog catalog, string axis, bool memory)
{
    /// <summary>A benchmark that refuses so many neighbouring sizes refuses them all.</summary>
    private const int MostRefusals = 64;

    /// <summary>Sizes keep the base's alignment, but not so coarsely that work is missed by more than some percent: a
    /// granule is at most this part of the base.</summary>
    private const int Granules = 64;

    private readonly Place _place = new(null, 1, new MemoryBudget(), catalog);

    /// <summary>The size on this many ranks; the base's where the benchmark takes none that fits.</summary>
    /// <param name="first">the base, with its ranks</param>
    /// <param name="ranks">how many</param>
    public long On(PointSpec first, int ranks)
    {
        long start = long.Parse(first[axis]!, CultureInfo.InvariantCulture);
        if (ranks == first.Ranks || PerRank(first) is not { } wanted || start < 1)
            return start;
        long coarsest = (long)BitOperations.RoundUpToPowerOf2((ulong)(start / Granules) + 1) / 2;
        long granule = Math.Max(1, Math.Min(start & -start, coarsest));
        PointSpec to = first with { Ranks = ranks };
        Found? below = null, above = null;
        bool Placed(Found? found)
        {
            if (found?.Amount < wanted)
                below = found;
            else
                above = found ?? above;
            return found is not null;
        }

        for (long size = start; above is null && size <= long.MaxValue / 4; size *= 2)
            if (!Placed(Accepted(to, size, granule)))
                break;
        for (long size = start / 2; below is null && size >= granule; size /= 2)
            if (!Placed(Accepted(to, size / granule * granule, granule)))
                break;
        return below is { } low && above is { } high
            ? Between(to, wanted, granule, low, high)
            : (above ?? below)?.Size ?? start;
    }

    /// <summary>Halves what lies between a size that is too small and one that is large enough.</summary>
    private long Between(PointSpec to, double wanted, long granule, Found low, Found high)
    {
        while (high.Size - low.Size > granule)
        {
            long middle = low.Size + (high.Size - low.Size) / granule / 2 * granule;
            if (Accepted(to, middle, granule) is not { } found || found.Size >= high.Size)
                break;
            (low, high) = found.Amount < wanted ? (found, high) : (low, found);
        }

        return wanted / low.Amount <= high.Amount / wanted ? low.Size : high.Size;
    }

    /// <summary>The first size from this one on that the benchmark takes.</summary>
    private Found? Accepted(PointSpec to, long size, long granule)
    {
        for (int i = 0; i < MostRefusals; i++, size += granule)
            if (PerRank(to.With(axis, size)) is { } amount)
                return new(size, amount);
        return null;
    }

    /// <summary>Work of a rank, the mean over the ranks; or the memory of rank 0, whose part is no smaller than
    /// another's. Null where the benchmark refuses the size.</summary>
    private double? PerRank(PointSpec spec)
    {
        try
        {
            Job job = catalog.Bind(spec, spec.Ranks);
            if (memory)
                return job.FootprintBytes(_place);
            Work work = Work.None;
            for (int r = 0; r < spec.Ranks; r++)
                work += job.WorkOf(r);
            return (double)Efficiency.Amount(job.Metric, work) / spec.Ranks;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException or UnknownNameException)
        {
            return null;
        }
    }

    /// <summary>A size that the benchmark takes, and how much a rank has of it.</summary>
    private readonly record struct Found(long Size, double Amount);
}
