using System.Diagnostics;

namespace HaiEnd.Mpi.Numerics.Emulation;

/// <summary>How a number is cut into digits of 8 bits.</summary>
public enum DigitScheme
{
    /// <summary>Sign and magnitude, 7 bits a digit, the rest cut off: ozIMMU (Ootomo, Ozaki, Yokota, IJHPCA 38,
    /// 2024).</summary>
    Truncated,

    /// <summary>Digits from -128 to 127, the rest rounded to nearest: ozIMMU_RN (Uchino, Ozaki, Imamura, IJHPCA 39,
    /// 2025).</summary>
    Nearest,

    /// <summary>The same digits, from a two's complement number that is cut off: cuBLAS (Schwarz et al., arXiv
    /// 2511.13778).</summary>
    Unsigned,
}

/// <summary>What follows from a scheme.</summary>
public static class DigitSchemes
{
    /// <summary>Bits by which a digit is worth less than the one before it.</summary>
    public static int Step(this DigitScheme scheme) => scheme == DigitScheme.Truncated ? 7 : 8;

    /// <summary>Bits behind the point that some digits hold of a number below 1.</summary>
    public static int Bits(this DigitScheme scheme, int slices) =>
        scheme == DigitScheme.Truncated ? 7 * slices : 8 * slices - 1;

    /// <summary>What is lost of a number below 1, in units of 2^-(step slices).</summary>
    public static double Loss(this DigitScheme scheme) => scheme == DigitScheme.Unsigned ? 2 : 1;

    /// <summary>The power of two that the digits of numbers up to the greatest are cut below: 2^e above it, and twice
    /// that where the first digit from -128 to 127 might have to be 128, as carries raise it; that is from
    /// 127.498 / 128 on. <see cref="Magnitudes.OfZero"/> of 0.</summary>
    public static int Above(this DigitScheme scheme, double greatest)
    {
        int exponent = Magnitudes.Exponent(greatest);
        if (exponent == Magnitudes.OfZero)
            return exponent;
        bool isRaised = scheme != DigitScheme.Truncated && Math.ScaleB(greatest, 6 - exponent) >= MostOfFirst;
        return exponent + (isRaised ? 2 : 1);
    }

    private const double MostOfFirst = 127.498;

    /// <summary>Cuts a number into digits.</summary>
    /// <param name="scheme">how</param>
    /// <param name="x">a finite number</param>
    /// <param name="exponent">what <see cref="Above"/> says of the greatest</param>
    /// <param name="digits">gets the digits, the greatest first, <paramref name="stride"/> apart</param>
    /// <param name="slices">how many</param>
    /// <param name="stride">elements between the digits</param>
    public static unsafe void Cut(
        this DigitScheme scheme, double x, int exponent, sbyte* digits, int slices, nint stride)
    {
        long significand = Significand(x, out int place);
        bool isTruncated = scheme == DigitScheme.Truncated;
        int shift = place - exponent + scheme.Bits(slices), step = scheme.Step();
        int empty = 0;
        if (shift >= 0)
        {
            empty = Math.Min(shift / step, slices);
            significand <<= shift % step;
        }
        else
        {
            int right = Math.Min(-shift, 62);
            if (scheme == DigitScheme.Nearest)
                significand += 1L << (right - 1);
            significand = isTruncated && significand < 0 ? -(-significand >> right) : significand >> right;
        }

        for (int s = slices - 1; s >= 0; s--)
        {
            sbyte digit = s >= slices - empty ? (sbyte)0
                : isTruncated ? (sbyte)(significand % 128) : (sbyte)significand;
            digits[s * stride] = digit;
            if (s < slices - empty)
                significand = (significand - digit) >> step;
        }

        Debug.Assert(significand == 0, "a number is beyond its exponent");
    }

    /// <summary>x = significand 2^place.</summary>
    private static long Significand(double x, out int place)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int biased = (int)(bits >> 52) & 0x7FF;
        long significand = (bits & (1L << 52) - 1) | (biased > 0 ? 1L << 52 : 0);
        place = Math.Max(biased, 1) - 1075;
        return bits < 0 ? -significand : significand;
    }
}
