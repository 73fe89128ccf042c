using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HaiEnd.Mpi.Numerics;

/// <summary>Random numbers without a state: the value of entry i is a function of (seed, i) alone, so any rank can make
/// any entry of a distributed array and every decomposition holds the same matrix.
/// Source: the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), used as a counter-based generator.</summary>
public static class Counter
{
    /// <summary>64 random bits for entry <paramref name="index"/> of the stream <paramref name="seed"/>.</summary>
    public static ulong Bits(ulong seed, ulong index)
    {
        ulong z = Mix(seed) + (index + 1) * 0x9E37_79B9_7F4A_7C15UL;
        return Mix(z);
    }

    /// <summary>A number uniform in [-0.5, 0.5), a multiple of 2^-24 so that fp64 and fp32 hold the same
    /// value.</summary>
    public static double Uniform(ulong seed, ulong index) => (Bits(seed, index) >> 40) * Math.ScaleB(1, -24) - 0.5;

    /// <summary>A number uniform in [-0.5, 0.5) with all bits of fp64.</summary>
    public static double Fraction(ulong seed, ulong index) => (Bits(seed, index) >> 11) * Math.ScaleB(1, -53) - 0.5;

    /// <summary><see cref="Fraction"/> of consecutive entries, in vectors.</summary>
    /// <param name="seed">of the stream</param>
    /// <param name="first">the index of the first</param>
    /// <param name="values">where they go</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fractions(ulong seed, ulong first, Span<double> values)
    {
        ulong begin = Mix(seed);
        Vector512<ulong> step = Vector512.Create(0x9E37_79B9_7F4A_7C15UL);
        Vector512<ulong> z = Vector512.Create(begin) + (Vector512<ulong>.Indices + Vector512.Create(first + 1)) * step;
        Vector512<ulong> next = step * Vector512.Create((ulong)Vector512<ulong>.Count);
        int i = 0;
        for (; i <= values.Length - Vector512<double>.Count; i += Vector512<double>.Count, z += next)
        {
            Vector512<ulong> bits = (z ^ (z >>> 30)) * Vector512.Create(0xBF58_476D_1CE4_E5B9UL);
            bits = (bits ^ (bits >>> 27)) * Vector512.Create(0x94D0_49BB_1331_11EBUL);
            bits = (bits ^ (bits >>> 31)) >>> 11;
            Vector512<double> whole = Vector512.ConvertToDouble(bits.AsInt64());
            (whole * Vector512.Create(Math.ScaleB(1, -53)) - Vector512.Create(0.5)).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
            values[i] = Fraction(seed, first + (ulong)i);
    }

    /// <summary>A whole number uniform in [-limit, limit].</summary>
    public static int Integer(ulong seed, ulong index, int limit) =>
        (int)(Bits(seed, index) % (ulong)(2 * limit + 1)) - limit;

    /// <summary>+1 or -1 with equal probability.</summary>
    public static int Sign(ulong seed, ulong index) => (Bits(seed, index) & 1) == 0 ? 1 : -1;

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return z ^ (z >> 31);
    }
}
