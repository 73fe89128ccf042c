using System.Numerics;
using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Numerics;

// Whole arrays, in vectors as wide as the processor's; addresses need not be aligned.
public readonly unsafe partial struct Bf16
{
    /// <summary>to = a + b, each sum rounded; each may be another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Bf16* to, Bf16* a, Bf16* b, nint length)
    {
        nint i = 0;
        for (; i <= length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            (Vector<float> low, Vector<float> high) = Widen(a + i);
            (Vector<float> otherLow, Vector<float> otherHigh) = Widen(b + i);
            Store(low + otherLow, high + otherHigh, to + i);
        }

        for (; i < length; i++)
            to[i] = a[i] + b[i];
    }

    /// <summary>Copies, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(Bf16* from, float* to, nint length)
    {
        nint i = 0;
        for (; i <= length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            (Vector<float> low, Vector<float> high) = Widen(from + i);
            low.Store(to + i);
            high.Store(to + i + Vector<float>.Count);
        }

        for (; i < length; i++)
            to[i] = from[i];
    }

    /// <summary>Copies, rounding each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Narrow(float* from, Bf16* to, nint length)
    {
        nint i = 0;
        for (; i <= length - Vector<ushort>.Count; i += Vector<ushort>.Count)
            Store(Vector.Load(from + i), Vector.Load(from + i + Vector<float>.Count), to + i);
        for (; i < length; i++)
            to[i] = (Bf16)from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<float> Low, Vector<float> High) Widen(Bf16* from)
    {
        Vector.Widen(Vector.Load((ushort*)from), out Vector<uint> low, out Vector<uint> high);
        return (Vector.AsVectorSingle(low << Half), Vector.AsVectorSingle(high << Half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector<float> low, Vector<float> high, Bf16* to) =>
        Vector.Narrow(Rounded(low), Rounded(high)).Store((ushort*)to);

    /// <summary>The bits of the rounded numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Rounded(Vector<float> values)
    {
        Vector<uint> bits = Vector.AsVectorUInt32(values);
        Vector<uint> rounded = bits + Vector.Create(Tie - 1) + ((bits >>> Half) & Vector<uint>.One);
        return Vector.ConditionalSelect(
            Vector.AsVectorUInt32(Vector.Equals(values, values)), rounded, bits | Vector.Create(Quiet)) >>> Half;
    }
}
