using System.Numerics;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Compute;

/// <summary>Chains in as many registers as leave room for the two constants: 24 of 32, or 12 of 16. The latency of a
/// multiply-add times how many begin in a cycle is 8 on x86-64 and 16 on Arm's widest cores, so no unit
/// waits.</summary>
/// <typeparam name="TLanes">a register</typeparam>
/// <typeparam name="T">what it holds</typeparam>
internal sealed unsafe class FmaChains<TLanes, T> : IPeakKernel
    where TLanes : struct, ILanes<TLanes, T>
    where T : unmanaged, INumber<T>
{
    private readonly NativeBuffer<T> _values;

    public FmaChains(MemoryBudget memory)
    {
        _values = memory.Allocate<T>(Registers * TLanes.Count);
        Reset();
    }

    public int Chains => (int)_values.Length;

    // The check follows every step of a batch again, one number at a time.
    public int MaxBatch => 16;

    private static int Registers => TLanes.Registers >= 32 ? 24 : 12;

    public double Read(int chain) => double.CreateTruncating(_values.Pointer[chain]);

    public void Reset()
    {
        for (int i = 0; i < Chains; i++)
            _values.Pointer[i] = T.CreateTruncating(PeakCase.Start(i));
    }

    public void Run(int repeats, Span<long> phaseTicks)
    {
        long steps = PeakCase.MultiplyAdds / Chains * repeats;
        T factor = T.CreateTruncating(PeakCase.Factor), shift = T.CreateTruncating(PeakCase.Shift);
        if (Registers == 24)
            Run24(_values.Pointer, steps, factor, shift);
        else
            Run12(_values.Pointer, steps, factor, shift);
    }

    public void Dispose() => _values.Dispose();

    // A method of its own without calls, so that the chains stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run24(T* x, long steps, T factor, T shift)
    {
        TLanes r = TLanes.Splat(factor), s = TLanes.Splat(shift);
        TLanes a0 = At(x, 0), a1 = At(x, 1), a2 = At(x, 2), a3 = At(x, 3), a4 = At(x, 4), a5 = At(x, 5);
        TLanes b0 = At(x, 6), b1 = At(x, 7), b2 = At(x, 8), b3 = At(x, 9), b4 = At(x, 10), b5 = At(x, 11);
        TLanes c0 = At(x, 12), c1 = At(x, 13), c2 = At(x, 14), c3 = At(x, 15), c4 = At(x, 16), c5 = At(x, 17);
        TLanes d0 = At(x, 18), d1 = At(x, 19), d2 = At(x, 20), d3 = At(x, 21), d4 = At(x, 22), d5 = At(x, 23);
        for (long i = 0; i < steps; i++)
        {
            (a0, a1, a2) = (Step(a0, r, s), Step(a1, r, s), Step(a2, r, s));
            (a3, a4, a5) = (Step(a3, r, s), Step(a4, r, s), Step(a5, r, s));
            (b0, b1, b2) = (Step(b0, r, s), Step(b1, r, s), Step(b2, r, s));
            (b3, b4, b5) = (Step(b3, r, s), Step(b4, r, s), Step(b5, r, s));
            (c0, c1, c2) = (Step(c0, r, s), Step(c1, r, s), Step(c2, r, s));
            (c3, c4, c5) = (Step(c3, r, s), Step(c4, r, s), Step(c5, r, s));
            (d0, d1, d2) = (Step(d0, r, s), Step(d1, r, s), Step(d2, r, s));
            (d3, d4, d5) = (Step(d3, r, s), Step(d4, r, s), Step(d5, r, s));
        }

        Store(x, a0, a1, a2, a3, a4, a5);
        Store(x + 6 * TLanes.Count, b0, b1, b2, b3, b4, b5);
        Store(x + 12 * TLanes.Count, c0, c1, c2, c3, c4, c5);
        Store(x + 18 * TLanes.Count, d0, d1, d2, d3, d4, d5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run12(T* x, long steps, T factor, T shift)
    {
        TLanes r = TLanes.Splat(factor), s = TLanes.Splat(shift);
        TLanes a0 = At(x, 0), a1 = At(x, 1), a2 = At(x, 2), a3 = At(x, 3), a4 = At(x, 4), a5 = At(x, 5);
        TLanes b0 = At(x, 6), b1 = At(x, 7), b2 = At(x, 8), b3 = At(x, 9), b4 = At(x, 10), b5 = At(x, 11);
        for (long i = 0; i < steps; i++)
        {
            (a0, a1, a2) = (Step(a0, r, s), Step(a1, r, s), Step(a2, r, s));
            (a3, a4, a5) = (Step(a3, r, s), Step(a4, r, s), Step(a5, r, s));
            (b0, b1, b2) = (Step(b0, r, s), Step(b1, r, s), Step(b2, r, s));
            (b3, b4, b5) = (Step(b3, r, s), Step(b4, r, s), Step(b5, r, s));
        }

        Store(x, a0, a1, a2, a3, a4, a5);
        Store(x + 6 * TLanes.Count, b0, b1, b2, b3, b4, b5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Step(TLanes x, TLanes r, TLanes s) => TLanes.MultiplyAdd(x, r, s);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes At(T* x, int register) => TLanes.Load(x + register * TLanes.Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* x, TLanes v0, TLanes v1, TLanes v2, TLanes v3, TLanes v4, TLanes v5)
    {
        v0.Store(x);
        v1.Store(x + TLanes.Count);
        v2.Store(x + 2 * TLanes.Count);
        v3.Store(x + 3 * TLanes.Count);
        v4.Store(x + 4 * TLanes.Count);
        v5.Store(x + 5 * TLanes.Count);
    }
}
