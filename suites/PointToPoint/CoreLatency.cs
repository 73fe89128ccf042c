using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>A cache line between pairs of ranks of a node.</summary>
/// <param name="Ranks">in the team</param>
/// <param name="PartnerOf">the other rank of a rank's pair, on whatever node; -1 for one that rests</param>
public sealed record CoreLatencyCase(int Ranks, Func<int, int> PartnerOf);

/// <summary>What a realisation must show.</summary>
public interface ICoreLatencyKernel : IKernel
{
    /// <summary>Ways that the line of this rank's pair has made since the last reset, as the line itself says; -1 on a
    /// rank without a partner on its node.</summary>
    long Ways { get; }
}

/// <summary>
/// PURPOSE the time in which one core sees what another has written: which cores share what.
/// SOURCE  Hackenberg, Molka and Nagel, MICRO 2009; the circle method (<see cref="Tournament"/>).
/// COST    one repeat is a line there and back between the ranks of each pair that is on one node; the rate counts the
///         ways of the slowest pair. A pair's own time is its ranks' own time.
/// CHECK   the line has counted two ways for each repeat.
/// </summary>
public sealed class CoreLatency : Benchmark<CoreLatencyCase, ICoreLatencyKernel>
{
    /// <inheritdoc/>
    public override string Name => "corelatency";

    /// <inheritdoc/>
    public override string Summary => "a cache line between all pairs of ranks of a node, each in one pair at a time";

    /// <inheritdoc/>
    public override string Source => "Hackenberg, Molka and Nagel, MICRO 2009; circle method of a tournament";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Axis.Rounds];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Messages;

    /// <inheritdoc/>
    public override string FlopModel => "0";

    /// <inheritdoc/>
    public override string ByteModel => "memory 0; a message is one way of a cache line of the slowest pair";

    /// <inheritdoc/>
    public override CoreLatencyCase Bind(Point p, int ranks) => new(ranks, Axis.Pairs(p, ranks));

    /// <inheritdoc/>
    public override Work WorkOf(CoreLatencyCase c, int rank) => rank == 0 ? new(0, 0, 0, 2) : Work.None;

    /// <inheritdoc/>
    public override Verdict Verify(CoreLatencyCase c, ICoreLatencyKernel k, Rigour r, IHarness h)
    {
        double off = k.Ways < 0 ? 0 : Math.Abs(k.Ways / (2.0 * h.Repeats) - 1);
        return Verdict.Of(h.Max(off), 0, "ways of the line that are missing, relative to two a repeat");
    }
}
