using System.Globalization;

namespace HaiEnd.Mpi.Numerics;

/// <summary>A factor of C = A B.</summary>
public enum Factor
{
    /// <summary>The left one, m x k.</summary>
    A,

    /// <summary>The right one, k x n.</summary>
    B,
}

/// <summary>How the entries of A and B are drawn: what looks alike to one way of multiplying is hard for another. Every
/// entry is a function of its place, made by sums, products and exact powers of two alone, so that it has the same bits
/// on any rank and any processor. Names are a kind and mostly a number, as <c>spread-0.5</c>.
/// Source of the kinds: the generators of Mukunoki et al., ISC 2020, and of the repositories of Ozaki's schemes; the
/// rescaling is ours: fp64 does not notice it, numbers of fixed point do.</summary>
public sealed record ProductInput
{
    /// <summary>Uniform in [-0.5, 0.5), multiples of 2^-24.</summary>
    public static readonly ProductInput Uniform = new("uniform", Kind.Uniform, 0);

    /// <summary>Whole numbers from -3 to 3, which every format multiplies and adds exactly.</summary>
    public static readonly ProductInput Whole = new("whole-3", Kind.Whole, 3);

    /// <summary>The row of A that is bad where one is.</summary>
    public const int BadRow = 0;

    private const string Kinds =
        "uniform, whole-LIMIT, spread-PHI, rescaled-BITS, bad-row-BITS, cancelling-BITS or zeros";

    // Sums of so many uniform numbers are normal enough; the least that 64 bits give in a few words.
    private const int Terms = 48;

    // What the tails of a normal distribution are cut at, so that a greatest magnitude is known.
    private const double Farthest = 6;

    private readonly Kind _kind;
    private readonly double _number;

    private ProductInput(string name, Kind kind, double number) => (Name, _kind, _number) = (name, kind, number);

    private enum Kind
    {
        Uniform,
        Whole,
        Spread,
        Rescaled,
        BadRow,
        Cancelling,
        Zeros,
    }

    /// <summary>As in suite files.</summary>
    public string Name { get; }

    /// <summary>All entries are whole numbers.</summary>
    public bool IsWhole => _kind == Kind.Whole;

    /// <summary>log2 of a number that no entry's magnitude is above.</summary>
    public double GreatestBits => _kind switch
    {
        Kind.Whole => Math.Log2(_number),
        Kind.Spread => _number * Farthest / Math.Log(2) - 1,
        Kind.Rescaled or Kind.BadRow => _number - 1,
        _ => 0,
    };

    /// <summary>log2 of a number below which there are next to no entries but zeros, one in some thousands.</summary>
    public double LeastBits => _kind switch
    {
        Kind.Whole => 0,
        Kind.Spread => -_number * Farthest / Math.Log(2) - 13,
        Kind.Rescaled => -_number - 13,
        _ => -13,
    };

    /// <summary>The input of a name.</summary>
    /// <exception cref="ArgumentException">there is none; the message lists the kinds</exception>
    public static ProductInput Parse(string name)
    {
        int cut = name.LastIndexOf('-');
        string kind = cut < 0 ? name : name[..cut];
        bool isNumber = double.TryParse(
            cut < 0 ? "" : name[(cut + 1)..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out double number);
        return (kind, isNumber, number) switch
        {
            ("uniform", false, _) => Uniform,
            ("zeros", false, _) => new(name, Kind.Zeros, 0),
            ("whole", true, >= 1 and <= 1 << 26) => new(name, Kind.Whole, Math.Floor(number)),
            ("spread", true, >= 0 and <= 16) => new(name, Kind.Spread, number),
            ("rescaled", true, >= 0 and <= 400) => new(name, Kind.Rescaled, Math.Floor(number)),
            ("bad-row", true, >= 1 and <= 400) => new(name, Kind.BadRow, Math.Floor(number)),
            ("cancelling", true, >= 1 and <= 52) => new(name, Kind.Cancelling, Math.Floor(number)),
            _ => throw new ArgumentException($"input is {name}; it is {Kinds}"),
        };
    }

    /// <summary>An entry.</summary>
    /// <param name="factor">of A or of B</param>
    /// <param name="outer">the row of A or the column of B</param>
    /// <param name="inner">the column of A or the row of B</param>
    /// <param name="index">number of the entry in its matrix</param>
    /// <param name="terms">k</param>
    public double Entry(Factor factor, int outer, int inner, ulong index, int terms)
    {
        ulong seed = (ulong)factor + 1;
        return _kind switch
        {
            Kind.Uniform => Counter.Uniform(seed, index),
            Kind.Whole => Counter.Integer(seed, index, (int)_number),
            Kind.Spread => Counter.Fraction(seed, index) * Exponential(_number * Normal(seed, index)),
            Kind.Rescaled => Math.ScaleB(Counter.Fraction(seed, index), (factor == Factor.A ? 1 : -1) * Power(inner)),
            Kind.BadRow => IsBad(factor, outer, inner, terms)
                ? Math.ScaleB(Counter.Fraction(seed, index), (int)_number) : Counter.Fraction(seed, index),
            Kind.Cancelling => Cancelling(factor, outer, inner, index, terms),
            _ => IsEmpty(seed, outer) ? 0 : Counter.Uniform(seed, index),
        };
    }

    /// <summary>A D and D^-1 B: D has powers of two from 2^-b to 2^b.</summary>
    private int Power(int inner) => Counter.Integer(3, (ulong)inner, (int)_number);

    /// <summary>One entry of one row of A.</summary>
    private static bool IsBad(Factor factor, int row, int inner, int terms) =>
        factor == Factor.A && row == BadRow && inner == terms / 2;

    /// <summary>A's second half is its first, B's second half the first with the sign turned and 2^-b more, so that C
    /// is small beside what it is a sum of.</summary>
    private double Cancelling(Factor factor, int outer, int inner, ulong index, int terms)
    {
        int half = terms / 2;
        bool isSecond = inner >= half && inner < 2 * half;
        ulong first = isSecond ? index - (ulong)half : index;
        ulong place = factor == Factor.A ? first : (ulong)(inner % Math.Max(1, half)) << 32 | (uint)outer;
        double value = Counter.Uniform((ulong)factor + 1, place);
        return factor == Factor.B && isSecond ? -value * (1 + Math.ScaleB(1, -(int)_number)) : value;
    }

    /// <summary>A quarter of the rows of A and of the columns of B are zero.</summary>
    private static bool IsEmpty(ulong seed, int outer) => Counter.Bits(seed + 2, (ulong)outer) % 4 == 0;

    /// <summary>Nearly normal, mean 0 and deviation 1: the sum of 48 uniform numbers of 16 bits.</summary>
    private static double Normal(ulong seed, ulong index)
    {
        long sum = 0;
        for (ulong word = 0; word < Terms / 4; word++)
        {
            ulong bits = Counter.Bits(seed + 4, index * (Terms / 4) + word);
            sum += (long)((bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48));
        }

        // The deviation of the sum of 48 numbers uniform on an interval is twice its length.
        double normal = (sum - Terms * 32767.5) * Math.ScaleB(1, -17);
        return Math.Clamp(normal, -Farthest, Farthest);
    }

    /// <summary>e^x to some 1e-10, by Taylor's series and squaring alone: the same bits everywhere.</summary>
    private static double Exponential(double x)
    {
        const int Squarings = 10;
        double y = Math.ScaleB(x, -Squarings);
        double power = 1 + y * (1 + y * (1.0 / 2 + y * (1.0 / 6 + y * (1.0 / 24 + y * (1.0 / 120)))));
        for (int i = 0; i < Squarings; i++)
            power *= power;
        return power;
    }
}
