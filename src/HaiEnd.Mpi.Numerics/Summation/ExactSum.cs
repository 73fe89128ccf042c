namespace HaiEnd.Mpi.Numerics;

/// <summary>A sum without any rounding, to judge others by: whole numbers for all bits that fp64 has, from 2^-1074 on.
/// Source: Kulisch's long accumulator (Kulisch and Miranker, SIAM Review 28, 1986).</summary>
public sealed class ExactSum
{
    /// <summary>Words of 32 bits: those of fp64, and room for 2^60 numbers.</summary>
    public const int Words = 68;

    private const int Bits = 32, LeastExponent = -1074, MostPending = 1 << 30;

    private readonly long[] _words = new long[Words];

    private int _pending;

    /// <summary>Adds a number.</summary>
    /// <exception cref="ArgumentException">it is infinite or none</exception>
    public void Add(double x)
    {
        if (!double.IsFinite(x))
            throw new ArgumentException($"{x} has no place in a sum");
        long bits = BitConverter.DoubleToInt64Bits(x);
        int biased = (int)(bits >> 52 & 0x7FF), place = Math.Max(biased - 1, 0);
        UInt128 mantissa = (ulong)(bits & ((1L << 52) - 1)) + (biased > 0 ? 1UL << 52 : 0);
        mantissa <<= place % Bits;
        for (int i = place / Bits; mantissa != 0; i++, mantissa >>= Bits)
            _words[i] += bits < 0 ? -(long)(uint)mantissa : (uint)mantissa;
        if (++_pending == MostPending)
            Carry();
    }

    /// <summary>Its words, each a whole number that fp64 holds and that may be summed over 2^20 places.</summary>
    public double[] ToWords()
    {
        Carry();
        return Array.ConvertAll(_words, w => (double)w);
    }

    /// <summary>The sum of what places had.</summary>
    /// <param name="words">of all, summed</param>
    public static ExactSum OfWords(ReadOnlySpan<double> words)
    {
        var sum = new ExactSum();
        for (int i = 0; i < Words; i++)
            sum._words[i] = (long)words[i];
        return sum;
    }

    /// <summary>The sum less a number.</summary>
    public ExactSum Less(double x)
    {
        var difference = new ExactSum();
        _words.CopyTo(difference._words, 0);
        difference.Add(-x);
        return difference;
    }

    /// <summary>The sum rounded to fp64, to within one unit of the last place.</summary>
    public double Value
    {
        get
        {
            Carry();
            long[] words = _words;
            bool isNegative = words[^1] < 0;
            if (isNegative)
            {
                var negated = new ExactSum();
                for (int i = 0; i < Words; i++)
                    negated._words[i] = -words[i];
                negated.Carry();
                words = negated._words;
            }

            int top = Array.FindLastIndex(words, w => w != 0);
            double value = 0;
            for (int i = Math.Max(0, top - 3); i <= top; i++)
                value += Math.ScaleB(words[i], Bits * i + LeastExponent);
            return isNegative ? -value : value;
        }
    }

    /// <summary>Leaves 32 bits in each word but the last, which keeps the sign.</summary>
    private void Carry()
    {
        for (int i = 0; i < Words - 1; i++)
        {
            _words[i + 1] += _words[i] >> Bits;
            _words[i] &= uint.MaxValue;
        }

        _pending = 0;
    }
}
