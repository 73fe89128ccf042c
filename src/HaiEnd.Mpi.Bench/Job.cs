using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>A bound point without its types, so that the engine is written once.</summary>
/// <param name="benchmark">what is asked</param>
/// <param name="realisation">the way of doing it</param>
/// <param name="point">the values</param>
public abstract class Job(IBenchmark benchmark, IRealisation realisation, Point point)
{
    /// <summary>The values of all axes.</summary>
    public Point Point => point;

    /// <summary>What all points of this case share.</summary>
    public CaseInfo Case { get; } = new(
        benchmark.Name, benchmark.Version, realisation.Name, Metrics.NameOf(benchmark.Metric),
        Metrics.UnitOf(benchmark.Metric),
        "max-over-ranks", benchmark.FlopModel, benchmark.ByteModel, benchmark.Roof, realisation.Phases)
    {
        Runtime = realisation is IOnDevice on ? on.Runtime : "",
    };

    /// <summary>Names of the phases that Run times.</summary>
    public IReadOnlyList<string> Phases => realisation.Phases;

    /// <summary>What its rate is.</summary>
    public Metric Metric => benchmark.Metric;

    /// <summary>Whether it can be done here.</summary>
    public abstract Availability Check(Place at);

    /// <summary>Memory on this rank [byte].</summary>
    public abstract long FootprintBytes(Place at);

    /// <summary>Work of one repeat on one rank.</summary>
    public abstract Work WorkOf(int rank);

    /// <summary>Collective set-up.</summary>
    public abstract IDisposable? Connect(Place at);

    /// <summary>Allocates and fills.</summary>
    public abstract IKernel Prepare(Place at, IDisposable? link);

    /// <summary>Judges what the kernel left.</summary>
    public abstract Verdict Verify(IKernel kernel, Rigour rigour, IHarness harness);

    /// <summary>What else is worth knowing of a right answer. Collective.</summary>
    public abstract IReadOnlyList<PointFact> Observe(IKernel kernel, IHarness harness);
}

internal sealed class Job<TCase, TKernel>(
    Benchmark<TCase, TKernel> benchmark, Realisation<TCase, TKernel> realisation, Point point, int ranks)
    : Job(benchmark, realisation, point)
    where TCase : notnull
    where TKernel : class, IKernel
{
    private readonly TCase _bound = benchmark.Bind(point, ranks);

    public override Availability Check(Place at) => realisation.Check(_bound, Point, at);

    public override long FootprintBytes(Place at) => realisation.FootprintBytes(_bound, Point, at);

    public override Work WorkOf(int rank) =>
        benchmark.WorkOf(_bound, rank) + realisation.TrafficOf(_bound, Point, rank);

    public override IDisposable? Connect(Place at) => realisation.Connect(_bound, Point, at);

    public override IKernel Prepare(Place at, IDisposable? link) => realisation.Prepare(_bound, Point, at, link);

    public override Verdict Verify(IKernel kernel, Rigour rigour, IHarness harness) =>
        benchmark.Verify(_bound, (TKernel)kernel, rigour, harness);

    public override IReadOnlyList<PointFact> Observe(IKernel kernel, IHarness harness) =>
        benchmark.Observe(_bound, (TKernel)kernel, harness);
}
