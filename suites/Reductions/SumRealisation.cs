using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Reductions;

/// <summary>What all ways of summing over ranks share.</summary>
public abstract class SumRealisation : Realisation<SumCase, ISum>
{
    /// <inheritdoc/>
    public override Availability Check(SumCase c, Point p, Place at) => Availability.Yes;

    /// <inheritdoc/>
    public override long FootprintBytes(SumCase c, Point p, Place at) => SumCase.Width * c.Of(at.Rank).Length;

    /// <summary>What is sent where words are, in place of one.</summary>
    private protected static Results.Work WordTraffic(SumCase c, int rank, int words) =>
        new(0, 0, c.LeastSent(rank, words) - c.LeastSent(rank, 1), 0);
}

/// <summary>Each rank sums what it has, and MPI merges the few words that ranks have kept.</summary>
/// <typeparam name="TWay">how numbers are summed</typeparam>
public abstract unsafe class MergedSum<TWay> : SumRealisation
    where TWay : struct, ISummation
{
    /// <inheritdoc/>
    public override Results.Work TrafficOf(SumCase c, Point p, int rank) => WordTraffic(c, rank, TWay.Words);

    /// <inheritdoc/>
    public override ISum Prepare(SumCase c, Point p, Place at, IDisposable? link) =>
        new Kernel(c, at, at.Team is null ? default : Merging());

    /// <summary>What MPI does with two ranks' words.</summary>
    private protected abstract ReduceOp Merging();

    private sealed class Kernel(SumCase c, Place at, ReduceOp merging) : SumKernel(c, at)
    {
        private readonly Datatype _words = at.Team is not null && TWay.Words > 1
            ? Datatype.Contiguous(TWay.Words, Datatype.Of<double>())
            : Datatype.Of<double>();

        public override double Bound(SumTerms terms) => TWay.Bound(terms);

        protected override double Once(double* numbers, nint length)
        {
            double* kept = stackalloc double[TWay.Words];
            new Span<double>(kept, TWay.Words).Clear();
            TWay.Add(numbers, length, kept);
            Team?.AllReduce(Communicator.InPlace, kept, 1, _words, merging);
            return TWay.Value(kept);
        }

        protected override void Dispose(bool disposing)
        {
            if (Team is not null && TWay.Words > 1)
                _words.Dispose();
            if (Team is not null)
                merging.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>Numbers of this rank, and the sum of all ranks'.</summary>
internal abstract unsafe class SumKernel : ISum
{
    private readonly NativeBuffer<double> _numbers;
    private nint _length;

    protected SumKernel(SumCase c, Place at)
    {
        Team = at.Team;
        Partition block = c.Of(at.Rank);
        _numbers = at.Memory.Allocate<double>((nint)block.Length);
        Deal(block.Length, i => c.Input[block.Offset + i, c.N]);
        Reset();
    }

    /// <inheritdoc/>
    public int MaxBatch => int.MaxValue;

    /// <inheritdoc/>
    public double Value { get; private set; }

    /// <summary>The ranks; null for one alone.</summary>
    protected Communicator? Team { get; }

    /// <inheritdoc/>
    public void Deal(long length, Func<long, double> number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _numbers.Length);
        _length = (nint)length;
        for (nint i = 0; i < _length; i++)
            _numbers.Pointer[i] = number(i);
    }

    /// <inheritdoc/>
    public void Reset() => Value = double.NaN;

    /// <inheritdoc/>
    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int r = 0; r < repeats; r++)
            Value = Once(_numbers.Pointer, _length);
    }

    /// <inheritdoc/>
    public abstract double Bound(SumTerms terms);

    /// <inheritdoc/>
    public void Dispose() => Dispose(true);

    /// <summary>Sums once.</summary>
    protected abstract double Once(double* numbers, nint length);

    /// <summary>Gives memory back.</summary>
    /// <param name="disposing">always true: there is no finaliser</param>
    protected virtual void Dispose(bool disposing) => _numbers.Dispose();
}
