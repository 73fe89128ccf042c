using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>The arrays of a triad, and what all ways of working through them share.</summary>
/// <typeparam name="T">an element</typeparam>
internal abstract unsafe class TriadArrays<T> : ITriad
    where T : unmanaged, INumber<T>
{
    private readonly NativeBuffer<T> _a, _b, _c;

    protected TriadArrays(long n, MemoryBudget memory)
    {
        _a = memory.Allocate<T>((nint)n);
        _b = memory.Allocate<T>((nint)n);
        _c = memory.Allocate<T>((nint)n);
        for (nint i = 0; i < _b.Length; i++)
        {
            _b.Pointer[i] = T.CreateTruncating(TriadCase.B(i));
            _c.Pointer[i] = T.CreateTruncating(TriadCase.C(i));
        }
    }

    public int MaxBatch => int.MaxValue;

    public double Read(long i) => double.CreateTruncating(_a.Pointer[i]);

    public void Reset()
    {
    }

    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int r = 0; r < repeats; r++)
            Once(_a.Pointer, _b.Pointer, _c.Pointer, T.CreateTruncating(TriadCase.Scalar), _a.Length);
    }

    /// <summary>a = b + s c.</summary>
    protected abstract void Once(T* a, T* b, T* c, T s, nint n);

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }
}

/// <summary>What all realisations of the triad share.</summary>
public abstract class TriadRealisation : Realisation<TriadCase, ITriad>
{
    /// <inheritdoc/>
    public override Availability Check(TriadCase c, Point p, Place at) => NativeArithmetic.Check(c.Precision);

    /// <inheritdoc/>
    public override long FootprintBytes(TriadCase c, Point p, Place at) => c.Bytes;
}
