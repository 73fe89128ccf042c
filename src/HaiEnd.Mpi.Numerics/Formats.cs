namespace HaiEnd.Mpi.Numerics;

/// <summary>The kinds of number that a kernel stores, computes in, accumulates in or sends.</summary>
public enum ElementKind
{
    /// <summary>IEEE 754 binary64, unit roundoff 2^-53.</summary>
    Fp64,

    /// <summary>IEEE 754 binary32, unit roundoff 2^-24.</summary>
    Fp32,

    /// <summary>What matrix units make of binary32 to multiply it, in 32 bits: unit roundoff 2^-11.</summary>
    Tf32,

    /// <summary>IEEE 754 binary16, unit roundoff 2^-11.</summary>
    Fp16,

    /// <summary>bfloat16, unit roundoff 2^-8.</summary>
    Bf16,

    /// <summary>8 bits, 3 of them of the significand: unit roundoff 2^-4.</summary>
    Fp8E4M3,

    /// <summary>8 bits, 2 of them of the significand: unit roundoff 2^-3.</summary>
    Fp8E5M2,

    /// <summary>A whole number of 8 bits, with a sign.</summary>
    Int8,

    /// <summary>A whole number of 32 bits, with a sign.</summary>
    Int32,

    /// <summary>A whole number of 64 bits, with a sign.</summary>
    Int64,
}

/// <summary>What is known of a number format.</summary>
public static class ElementKinds
{
    /// <summary>Size of one element [byte].</summary>
    public static int Bytes(this ElementKind kind) => kind switch
    {
        ElementKind.Fp64 or ElementKind.Int64 => 8,
        ElementKind.Fp32 or ElementKind.Tf32 or ElementKind.Int32 => 4,
        ElementKind.Fp16 or ElementKind.Bf16 => 2,
        ElementKind.Int8 or ElementKind.Fp8E4M3 or ElementKind.Fp8E5M2 => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no size is known for this format"),
    };

    /// <summary>True for formats that hold nothing but whole numbers.</summary>
    public static bool IsWhole(this ElementKind kind) =>
        kind is ElementKind.Int8 or ElementKind.Int32 or ElementKind.Int64;

    /// <summary>True for floating-point formats of 8 bits.</summary>
    public static bool IsFp8(this ElementKind kind) => kind is ElementKind.Fp8E4M3 or ElementKind.Fp8E5M2;

    /// <summary>The greatest number below which every whole number is exact.</summary>
    public static double WholeLimit(this ElementKind kind) => kind switch
    {
        ElementKind.Int8 => sbyte.MaxValue,
        ElementKind.Int32 => int.MaxValue,
        ElementKind.Int64 => long.MaxValue,
        _ => 1 / kind.UnitRoundoff(),
    };

    /// <summary>log2 of a number to which no magnitude below it is rounded up to infinity or cut.</summary>
    public static double GreatestBits(this ElementKind kind) => kind switch
    {
        ElementKind.Fp64 => 1024,
        ElementKind.Fp32 or ElementKind.Tf32 or ElementKind.Bf16 => 128,
        ElementKind.Fp16 => 16,
        ElementKind.Fp8E4M3 => Math.Log2(448),
        ElementKind.Fp8E5M2 => Math.Log2(57344),
        _ when kind.IsWhole() => Math.Log2(kind.WholeLimit()),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no range is known for this format"),
    };

    /// <summary>Unit roundoff u [1]: half the distance from 1 to the next number
    /// (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 2.1).</summary>
    public static double UnitRoundoff(this ElementKind kind) => kind switch
    {
        ElementKind.Fp64 => Math.ScaleB(1, -53),
        ElementKind.Fp32 => Math.ScaleB(1, -24),
        ElementKind.Tf32 or ElementKind.Fp16 => Math.ScaleB(1, -11),
        ElementKind.Bf16 => Math.ScaleB(1, -8),
        ElementKind.Fp8E4M3 => Math.ScaleB(1, -4),
        ElementKind.Fp8E5M2 => Math.ScaleB(1, -3),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no roundoff is known for this format"),
    };
}

/// <summary>The four places in a kernel where a precision is chosen.</summary>
/// <param name="Store">how arrays are kept in memory</param>
/// <param name="Compute">what the operations are done in</param>
/// <param name="Accumulate">what long sums are kept in</param>
/// <param name="Wire">what crosses the network</param>
public sealed record Formats(ElementKind Store, ElementKind Compute, ElementKind Accumulate, ElementKind Wire);
