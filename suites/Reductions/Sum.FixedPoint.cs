using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Reductions;

/// <summary>Whole numbers below the greatest magnitude, which is asked for first: one answer for every order and number
/// of ranks, by sums of MPI's own.</summary>
public sealed class SumFixedPoint : SumRealisation
{
    /// <inheritdoc/>
    public override string Name => "fixed-point";

    /// <inheritdoc/>
    public override string Summary => "whole numbers of 64 bits, two passes, one MAX and one SUM by MPI: one answer";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Axis.Numbers("words", "1", Role.Method, 2)];

    /// <inheritdoc/>
    public override Availability Check(SumCase c, Point p, Place at) =>
        p.Number("words") is < 1 or > 3 ? Availability.No($"a number is cut into 1 to 3 words, not {p["words"]}")
        : c.Ranks > FixedPointSum.MaxTerms ? Availability.No($"words have room for {FixedPointSum.MaxTerms} ranks")
        : Availability.Yes;

    /// <inheritdoc/>
    public override Work TrafficOf(SumCase c, Point p, int rank) =>
        WordTraffic(c, rank, (int)p.Number("words") + 2);

    /// <inheritdoc/>
    public override ISum Prepare(SumCase c, Point p, Place at, IDisposable? link) =>
        new Kernel(c, at, (int)p.Number("words"));

    private sealed unsafe class Kernel(SumCase c, Place at, int count) : SumKernel(c, at)
    {
        public override double Bound(SumTerms terms) => ErrorBounds.FixedPointSum(terms, count);

        protected override double Once(double* numbers, nint length)
        {
            long greatest = FixedPointSum.Greatest(numbers, length);
            Team?.AllReduce(Communicator.InPlace, &greatest, 1, Datatype.Of<long>(), ReduceOp.Max);
            if (FixedPointSum.Exponent(greatest) is not { } exponent)
                return double.NaN;
            long* words = stackalloc long[4];
            new Span<long>(words, 4).Clear();
            FixedPointSum.Add(numbers, length, exponent, words, count);
            Team?.AllReduce(Communicator.InPlace, words, count + 1, Datatype.Of<long>(), ReduceOp.Sum);
            return FixedPointSum.Total(words, count, exponent);
        }
    }
}
