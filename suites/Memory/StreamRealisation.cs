using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Topology;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>What all ways of running one of STREAM's loops share.</summary>
/// <typeparam name="TKind">which loop</typeparam>
public abstract class StreamRealisation<TKind> : Realisation<StreamCase<TKind>, IStream<TKind>>
    where TKind : struct, IStreamKind
{
    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [PageSizes.Axis, FirstTouch.Axis];

    /// <inheritdoc/>
    public override Availability Check(StreamCase<TKind> c, Point p, Place at) =>
        PageSizes.Check(p, at, c.Bytes, 3) is { IsYes: false } pages ? pages
            : FirstTouch.Check(p) is { IsYes: false } touch ? touch
            : NativeArithmetic.Check(c.Precision);

    /// <inheritdoc/>
    public override long FootprintBytes(StreamCase<TKind> c, Point p, Place at) => c.Bytes;

    /// <inheritdoc/>
    public sealed override IStream<TKind> Prepare(StreamCase<TKind> c, Point p, Place at, IDisposable? link)
    {
        using PinnedThread? away = FirstTouch.Away(p);
        return Make(c, p, at);
    }

    /// <summary>Allocates the arrays and writes them, so that the calling thread is the first to touch them.</summary>
    protected abstract IStream<TKind> Make(StreamCase<TKind> c, Point p, Place at);
}

/// <summary>The arrays of a loop, and what all ways of working through them share.</summary>
/// <typeparam name="TKind">which loop</typeparam>
/// <typeparam name="T">an element</typeparam>
internal abstract unsafe class StreamArrays<TKind, T> : IStream<TKind>
    where TKind : struct, IStreamKind
    where T : unmanaged, INumber<T>
{
    private readonly NativeBuffer<T> _a, _b, _c;

    protected StreamArrays(long n, MemoryBudget memory, Pages pages)
    {
        _a = memory.Allocate<T>((nint)n, pages);
        _b = memory.Allocate<T>(TKind.IsSum ? (nint)n : 0, TKind.IsSum ? pages : Pages.Ordinary);
        _c = memory.Allocate<T>((nint)n, pages);
        for (nint i = 0; i < _b.Length; i++)
            _b.Pointer[i] = T.CreateTruncating(StreamData.B(i));
        for (nint i = 0; i < _c.Length; i++)
            _c.Pointer[i] = T.CreateTruncating(StreamData.C(i));
    }

    public int MaxBatch => int.MaxValue;

    public double Read(long i) => double.CreateTruncating(_a.Pointer[i]);

    public void Reset()
    {
    }

    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int r = 0; r < repeats; r++)
            Once(_a.Pointer, _b.Pointer, _c.Pointer, T.CreateTruncating(StreamData.Scalar), _a.Length);
    }

    /// <summary>a = [b +] [s] c.</summary>
    protected abstract void Once(T* a, T* b, T* c, T s, nint n);

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }
}
