using System.Globalization;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Reductions;

/// <summary>The numbers of a sum: each is a function of its place, with the same bits on any rank. Names are a kind and
/// mostly a number, as <c>cancelling-40</c>.</summary>
public sealed record SumInput
{
    private const string Kinds = "positive, uniform, spread-BITS or cancelling-BITS";

    private readonly Kind _kind;
    private readonly int _bits;

    private SumInput(string name, Kind kind, int bits) => (Name, _kind, _bits) = (name, kind, bits);

    private enum Kind
    {
        Positive,
        Uniform,
        Spread,
        Cancelling,
    }

    /// <summary>As in suite files.</summary>
    public string Name { get; }

    /// <summary>The input of a name.</summary>
    /// <exception cref="ArgumentException">there is none; the message lists the kinds</exception>
    public static SumInput Parse(string name)
    {
        int cut = name.LastIndexOf('-');
        bool isNumber = int.TryParse(
            cut < 0 ? "" : name[(cut + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int bits);
        return (cut < 0 ? name : name[..cut], isNumber, bits) switch
        {
            ("positive", false, _) => new(name, Kind.Positive, 0),
            ("uniform", false, _) => new(name, Kind.Uniform, 0),
            ("spread", true, <= 700) => new(name, Kind.Spread, bits),
            ("cancelling", true, <= 700) => new(name, Kind.Cancelling, bits),
            _ => throw new ArgumentException($"input is {name}; it is {Kinds}"),
        };
    }

    /// <summary>A number.</summary>
    /// <param name="i">its place</param>
    /// <param name="n">how many there are</param>
    public double this[long i, long n] => _kind switch
    {
        Kind.Positive => 1 + Counter.Fraction(1, (ulong)i),
        Kind.Uniform => Counter.Fraction(1, (ulong)i),
        Kind.Spread => Math.ScaleB(
            Counter.Fraction(1, (ulong)i), -(int)(Counter.Bits(2, (ulong)i) % (ulong)(_bits + 1))),
        _ => Cancelling(i, n),
    };

    /// <summary>The last third is the first, backwards and with the sign turned; what is between is 2^(1-b) as large
    /// and all that is left of the sum, so that its condition is nearly 2^b.</summary>
    private double Cancelling(long i, long n)
    {
        long third = n / 3;
        bool isLast = i >= n - third;
        double value = 1 + Counter.Fraction(1, (ulong)(isLast ? n - 1 - i : i));
        return isLast ? -value : i < third ? value : Math.ScaleB(value, 1 - _bits);
    }
}
