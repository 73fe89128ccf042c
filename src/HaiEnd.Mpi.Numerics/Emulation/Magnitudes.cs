using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Numerics.Emulation;

/// <summary>Exponents of doubles, and what emulation has to know of its inputs before it begins.</summary>
public static class Magnitudes
{
    /// <summary>Below every exponent: that of zero, so that it never decides a greatest one.</summary>
    public const int OfZero = int.MinValue / 4;

    /// <summary>floor(log2 |x|) of a finite number; <see cref="OfZero"/> of zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Exponent(double x)
    {
        int biased = (int)(BitConverter.DoubleToUInt64Bits(x) >> 52) & 0x7FF;
        return biased > 0 ? biased - 1023 : x == 0 ? OfZero : Math.ILogB(x);
    }

    /// <summary>Raises numbers to the greatest magnitude of each row.</summary>
    public static void OfRows(Doubles a, Span<double> greatest)
    {
        for (int i = 0; i < a.Rows; i++)
        {
            double most = greatest[i];
            for (int l = 0; l < a.Columns; l++)
                most = Math.Max(most, Math.Abs(a[i, l]));
            greatest[i] = most;
        }
    }

    /// <summary>Raises numbers to the greatest magnitude of each column.</summary>
    public static void OfColumns(Doubles b, Span<double> greatest)
    {
        for (int l = 0; l < b.Rows; l++)
            for (int j = 0; j < b.Columns; j++)
                greatest[j] = Math.Max(greatest[j], Math.Abs(b[l, j]));
    }

    /// <summary>Why these numbers can't be emulated with; null where they can. Numbers that are not finite have no
    /// digits, and with subnormal ones the bounds do not hold (shown for the scheme of NVIDIA by a counter-example:
    /// x = (2^-1074, 7 2^-1023), y = (1, -7 2^-60) gets the wrong sign).</summary>
    public static string? Obstacle(Doubles a)
    {
        for (int i = 0; i < a.Rows; i++)
            for (int l = 0; l < a.Columns; l++)
            {
                double x = a[i, l];
                if (!double.IsFinite(x))
                    return "an entry is infinite or not a number";
                if (double.IsSubnormal(x))
                    return "an entry is subnormal";
            }

        return null;
    }
}
