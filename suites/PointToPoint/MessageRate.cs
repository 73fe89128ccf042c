using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>
/// PURPOSE how many small messages a second go through when all ranks send at once.
/// SOURCE  OSU micro-benchmarks, osu_mbw_mr.
/// COST    one repeat is a window of messages of every pair; rank i is paired with rank i + p/2, an odd one rests.
/// CHECK   every message of every window arrives as it was sent.
/// </summary>
public sealed class MessageRate : Benchmark<WindowCase, IMessageKernel>
{
    /// <inheritdoc/>
    public override string Name => "message-rate";

    /// <inheritdoc/>
    public override string Summary => "windows of small messages between the first and the second half of the ranks";

    /// <inheritdoc/>
    public override string Source => "OSU micro-benchmarks, osu_mbw_mr";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = WindowCase.Axes(8, 1, 64, 512);

    /// <inheritdoc/>
    public override Metric Metric => Metric.Messages;

    /// <inheritdoc/>
    public override string FlopModel => "0";

    /// <inheritdoc/>
    public override string ByteModel => "memory 0; wire window x bytes for each pair, twice that both ways";

    /// <inheritdoc/>
    public override WindowCase Bind(Point p, int ranks) =>
        WindowCase.Of(p, ranks, rank => Tournament.Opponent(ranks, Tournament.Farthest, rank));

    /// <inheritdoc/>
    public override Work WorkOf(WindowCase c, int rank) => c.WorkOf(rank);

    /// <inheritdoc/>
    public override Verdict Verify(WindowCase c, IMessageKernel k, Rigour r, IHarness h) => c.Verify(k, r, h);

    /// <inheritdoc/>
    public override IReadOnlyList<PointFact> Observe(WindowCase c, IMessageKernel k, IHarness h) => c.Observe(k);
}
