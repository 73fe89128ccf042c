using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>
/// PURPOSE what a link carries when it is kept full, one way and both ways.
/// SOURCE  OSU micro-benchmarks, osu_bw and osu_bibw.
/// COST    one repeat is a window of messages, and one way a short answer that is not counted.
/// CHECK   every message of the window arrives as it was sent.
/// </summary>
public sealed class Bandwidth : Benchmark<WindowCase, IMessageKernel>
{
    /// <inheritdoc/>
    public override string Name => "bandwidth";

    /// <inheritdoc/>
    public override string Summary => "a window of messages between the first rank and the last, one way or both";

    /// <inheritdoc/>
    public override string Source => "OSU micro-benchmarks, osu_bw and osu_bibw";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = WindowCase.Axes(8, 1 << 10, 64 << 10, 1 << 20);

    /// <inheritdoc/>
    public override Metric Metric => Metric.Link;

    /// <inheritdoc/>
    public override string FlopModel => "0";

    /// <inheritdoc/>
    public override string ByteModel => "memory 0; wire window x bytes, twice that both ways";

    /// <inheritdoc/>
    public override WindowCase Bind(Point p, int ranks) => WindowCase.Of(p, ranks, Message.Ends(ranks));

    /// <inheritdoc/>
    public override Work WorkOf(WindowCase c, int rank) => c.WorkOf(rank);

    /// <inheritdoc/>
    public override Verdict Verify(WindowCase c, IMessageKernel k, Rigour r, IHarness h) => c.Verify(k, r, h);

    /// <inheritdoc/>
    public override IReadOnlyList<PointFact> Observe(WindowCase c, IMessageKernel k, IHarness h) => c.Observe(k);
}
