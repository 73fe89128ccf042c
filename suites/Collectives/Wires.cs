using System.Numerics;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Encodes blocks of numbers for the wire.</summary>
internal unsafe interface IWire
{
    /// <summary>Rounds a block.</summary>
    /// <param name="from">numbers</param>
    /// <param name="length">how many; a block at most</param>
    /// <param name="to">as many bytes as <see cref="Rounding.Bytes"/> tells</param>
    void Encode(float* from, int length, byte* to);

    /// <summary>The inverse, but for what was lost.</summary>
    void Decode(byte* from, int length, float* to);
}

/// <summary>bfloat16.</summary>
internal sealed unsafe class Bf16Wire : IWire
{
    public void Encode(float* from, int length, byte* to) => Bf16.Narrow(from, (Bf16*)to, length);

    public void Decode(byte* from, int length, float* to) => Bf16.Widen((Bf16*)from, to, length);
}

/// <summary>A scale in fp32, the greatest magnitude over 127, then a byte for each number: its nearest multiple of the
/// scale, ties to even. A block that holds an infinity or NaN becomes NaN; one below 2^-100 becomes zero.</summary>
internal sealed unsafe class Int8Wire : IWire
{
    private const int Steps = 127;

    // Added to a number below 2^22, it rounds it to a whole one, which its low bits then are.
    private const float Magic = 1.5f * (1 << 23);

    private static readonly float Least = MathF.ScaleB(1, -100);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Encode(float* from, int length, byte* to)
    {
        float greatest = Greatest(from, length);
        float scale = !float.IsFinite(greatest) ? float.NaN : greatest < Least ? 0 : greatest / Steps;
        float inverse = scale > 0 ? Steps / greatest : 0;
        Unsafe.WriteUnaligned(to, scale);
        var steps = (sbyte*)to + sizeof(float);
        int i = 0;
        for (; i <= length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
            Vector.Narrow(Steps16(from + i, inverse), Steps16(from + i + Vector<short>.Count, inverse))
                .Store(steps + i);
        for (; i < length; i++)
            steps[i] = (sbyte)BitConverter.SingleToInt32Bits(from[i] * inverse + Magic);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Decode(byte* from, int length, float* to)
    {
        float scale = Unsafe.ReadUnaligned<float>(from);
        var steps = (sbyte*)from + sizeof(float);
        int i = 0;
        for (; i <= length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
        {
            Vector.Widen(Vector.Load(steps + i), out Vector<short> low, out Vector<short> high);
            Multiples(low, scale, to + i);
            Multiples(high, scale, to + i + Vector<short>.Count);
        }

        for (; i < length; i++)
            to[i] = steps[i] * scale;
    }

    /// <summary>The greatest magnitude; infinity and NaN are above all.</summary>
    private static float Greatest(float* from, int length)
    {
        int i = 0, greatest = 0;
        Vector<int> most = Vector<int>.Zero;
        for (; i <= length - Vector<int>.Count; i += Vector<int>.Count)
            most = Vector.Max(most, Vector.Load((int*)from + i) & Vector.Create(int.MaxValue));
        for (int lane = 0; lane < Vector<int>.Count; lane++)
            greatest = Math.Max(greatest, most[lane]);
        for (; i < length; i++)
            greatest = Math.Max(greatest, ((int*)from)[i] & int.MaxValue);
        return BitConverter.Int32BitsToSingle(greatest);
    }

    /// <summary>Numbers as whole steps in the low bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<short> Steps16(float* from, float inverse) => Vector.Narrow(
        Vector.AsVectorInt32(Vector.Load(from) * inverse + Vector.Create(Magic)),
        Vector.AsVectorInt32(Vector.Load(from + Vector<float>.Count) * inverse + Vector.Create(Magic)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiples(Vector<short> steps, float scale, float* to)
    {
        Vector.Widen(steps, out Vector<int> low, out Vector<int> high);
        (Vector.ConvertToSingle(low) * scale).Store(to);
        (Vector.ConvertToSingle(high) * scale).Store(to + Vector<float>.Count);
    }
}
