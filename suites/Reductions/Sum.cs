using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Reductions;

/// <summary>Numbers of fp64 that are dealt to ranks in consecutive blocks.</summary>
/// <param name="N">how many on all ranks</param>
/// <param name="Input">the numbers</param>
/// <param name="Ranks">who hold them</param>
public sealed record SumCase(long N, SumInput Input, int Ranks)
{
    /// <summary>Bytes of a number.</summary>
    public const int Width = sizeof(double);

    /// <summary>The numbers of a rank.</summary>
    public Partition Of(int rank) => Partition.Of(N, Ranks, rank);

    /// <summary>What a rank sends at least where words of all ranks are summed [byte].</summary>
    public long LeastSent(int rank, int words) => Partition.Of(2L * (Ranks - 1) * words * Width, Ranks, rank).Length;
}

/// <summary>What a realisation must show.</summary>
public interface ISum : IKernel
{
    /// <summary>The sum of all ranks' numbers, as the last repeat found it on this rank.</summary>
    double Value { get; }

    /// <summary>The most that this way of summing may err.</summary>
    double Bound(SumTerms terms);

    /// <summary>Puts other numbers in the place of this rank's.</summary>
    /// <param name="length">how many; not more than there were at first</param>
    /// <param name="number">what stands where</param>
    void Deal(long length, Func<long, double> number);
}

/// <summary>
/// PURPOSE one number out of many that are spread over all ranks: a norm, a dot product, an energy; what accuracy and
///         the same bits every day cost.
/// SOURCE  Higham, Accuracy and Stability of Numerical Algorithms, 2002, chapter 4.
/// COST    8 n bytes read once: what a second pass or more arithmetic costs shows in the rate.
/// CHECK   on every rank as near to the exact sum (<see cref="ExactSum"/>) as the way's own bound says.
/// </summary>
public sealed class Sum : Benchmark<SumCase, ISum>
{
    /// <inheritdoc/>
    public override string Name => "sum";

    /// <inheritdoc/>
    public override string Summary => "the sum of numbers that are spread over all ranks, on all ranks";

    /// <inheritdoc/>
    public override string Source => "Higham, Accuracy and Stability of Numerical Algorithms, 2002, chapter 4";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Numbers("n", "1", Role.Problem, 1 << 23),
        Axis.Names("input", Role.Problem, "positive", "cancelling-40"),
    ];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Bandwidth;

    /// <inheritdoc/>
    public override string Roof => "read-bandwidth";

    /// <inheritdoc/>
    public override string FlopModel => "n: an addition for each number";

    /// <inheritdoc/>
    public override string ByteModel => "8 n: each number is read once; wire 2 (p - 1) / p numbers a rank";

    /// <inheritdoc/>
    public override SumCase Bind(Point p, int ranks) => p.Number("n") is var n and >= 0
        ? new(n, SumInput.Parse(p["input"]), ranks)
        : throw new ArgumentException("there are not fewer than 0 numbers");

    /// <inheritdoc/>
    public override Work WorkOf(SumCase c, int rank)
    {
        long mine = c.Of(rank).Length;
        return new(mine, SumCase.Width * mine, c.LeastSent(rank, 1), 0);
    }

    /// <inheritdoc/>
    public override Verdict Verify(SumCase c, ISum k, Rigour r, IHarness h)
    {
        ExactReference s = ExactReference.Of(c, h);
        double error = h.Max(s.ErrorOf(k.Value));
        return Verdict.Of(error / s.Scale, k.Bound(s.Terms) / s.Scale, "the exact sum, over the sum of magnitudes");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<PointFact> Observe(SumCase c, ISum k, IHarness h)
    {
        ExactReference s = ExactReference.Of(c, h);
        double error = h.Max(s.ErrorOf(k.Value));
        return
        [
            PointFact.Of("error_u", "1", error / (ElementKind.Fp64.UnitRoundoff() * s.Scale)),
            .. s.Terms.Sum > 0 ? [PointFact.Of("condition", "1", s.Terms.Magnitudes / s.Terms.Sum)]
                : Array.Empty<PointFact>(),
            .. SumOrders.Observe(c, k, h),
        ];
    }
}
