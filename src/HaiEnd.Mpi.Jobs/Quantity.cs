using System.Globalization;
using System.Text.RegularExpressions;

namespace HaiEnd.Mpi.Jobs;

/// <summary>Numbers as people write them: <c>64Mi</c>, <c>2%</c>, <c>90s</c>, <c>8..16Mi*4</c>,
/// <c>64..512+64</c>.</summary>
public static partial class Quantity
{
    /// <summary>More values than this in one range are a slip of the pen, not a sweep.</summary>
    private const int MostValues = 10_000;

    /// <summary>A whole number, with an optional prefix: k M G T are powers of 1000 (SI), Ki Mi Gi Ti of 1024 (IEC
    /// 80000-13).</summary>
    /// <exception cref="FormatException">it is not one</exception>
    public static long Whole(string text)
    {
        string digits = text.TrimEnd("kKMGTi".ToCharArray());
        long factor = text[digits.Length..] switch
        {
            "" => 1,
            "k" => 1_000,
            "M" => 1_000_000,
            "G" => 1_000_000_000,
            "T" => 1_000_000_000_000,
            "Ki" => 1L << 10,
            "Mi" => 1L << 20,
            "Gi" => 1L << 30,
            "Ti" => 1L << 40,
            var other => throw new FormatException(
                $"'{other}' is no prefix: k M G T are powers of 1000, Ki Mi Gi Ti of 1024"),
        };
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            throw new FormatException($"expected a whole number such as 512 or 64Mi, got '{text}'");
        try
        {
            return checked(number * factor);
        }
        catch (OverflowException)
        {
            throw new FormatException($"'{text}' is more than {long.MaxValue}");
        }
    }

    /// <summary>One number, a comma list, or a range: <c>a..b*factor</c> or <c>a..b+step</c>. The ends belong to
    /// it.</summary>
    /// <exception cref="FormatException">it is none of these</exception>
    public static IReadOnlyList<long> Range(string text)
    {
        if (text.Contains(',', StringComparison.Ordinal))
            return [.. text.Split(',', StringSplitOptions.TrimEntries).SelectMany(Range)];
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
            return [Whole(text)];
        int sign = text.IndexOfAny(['*', '+'], dots);
        if (sign < 0)
            throw new FormatException($"'{text}' says no step: write {text}*2 (doubling) or {text}+64 (adding)");
        long from = Whole(text[..dots]), to = Whole(text[(dots + 2)..sign]), step = Whole(text[(sign + 1)..]);
        bool multiply = text[sign] == '*';
        if (step < (multiply ? 2 : 1) || (multiply && from < 1))
            throw new FormatException($"'{text}' would never end: the step must grow");
        if (to < from)
            throw new FormatException($"'{text}' runs backwards");
        return Steps(from, to, step, multiply);
    }

    /// <summary>A relative number: <c>2%</c> or <c>0.02</c> [1].</summary>
    /// <exception cref="FormatException">it is not one</exception>
    public static double Fraction(string text)
    {
        bool percent = text.EndsWith('%');
        string number = percent ? text[..^1] : text;
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            || !(value > 0) || double.IsInfinity(value))
            throw new FormatException($"expected a percentage such as 2%, got '{text}'");
        return percent ? value / 100 : value;
    }

    /// <summary>A time: <c>500ms</c>, <c>90s</c>, <c>5m</c>, <c>2h</c>, or <c>00:40:00</c> [s].</summary>
    /// <exception cref="FormatException">it is not one</exception>
    public static double Seconds(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParseExact(
                text, [@"h\:mm\:ss", @"hh\:mm\:ss"], CultureInfo.InvariantCulture, out TimeSpan clock))
            return clock.TotalSeconds;
        (string unit, double factor) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => ("ms", 1e-3),
            _ when text.EndsWith('s') => ("s", 1.0),
            _ when text.EndsWith('m') => ("m", 60.0),
            _ when text.EndsWith('h') => ("h", 3600.0),
            _ => throw new FormatException($"expected a time with a unit, such as 500ms, 90s or 5m, got '{text}'"),
        };
        if (!double.TryParse(text[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            || !(value > 0) || double.IsInfinity(value))
            throw new FormatException($"expected a time such as 500ms, 90s or 5m, got '{text}'");
        return value * factor;
    }

    /// <summary>A rate or a time with its unit, e.g. <c>56 Gflop/s</c>, <c>54 TF/s</c>, <c>88 GB/s</c>,
    /// <c>80 GiB/s</c>, <c>2.2 us</c>. A number without a unit is refused.</summary>
    /// <param name="text">a number, a prefix and a unit</param>
    /// <param name="unit"><c>flop/s</c>, <c>byte/s</c>, <c>message/s</c> or <c>s</c></param>
    /// <returns>in <paramref name="unit"/></returns>
    /// <exception cref="FormatException">it is not one</exception>
    public static double WithUnit(string text, string unit)
    {
        (Regex symbol, string example) = unit switch
        {
            "flop/s" => (FlopsUnit(), "a rate such as 56 Gflop/s or 54 TF/s"),
            "byte/s" => (BytesUnit(), "a rate such as 88 GB/s or 80 GiB/s (b would be bits)"),
            "message/s" => (MessagesUnit(), "a rate such as 3 Mmessage/s"),
            _ => (SecondsUnit(), "a time such as 2.2 us, 15 ms or 1.5 s"),
        };
        Match whole = NumberAndUnit().Match(text);
        Match named = symbol.Match(whole.Groups[2].Value);
        if (!whole.Success || !named.Success
            || !double.TryParse(whole.Groups[1].Value, CultureInfo.InvariantCulture, out double number)
            || !double.IsFinite(number))
            throw new FormatException($"expected {example}, got '{text}'");
        return number * Factor(named.Groups[1].Value);
    }

    /// <summary>A number that is not negative: <c>1.05</c>, <c>80%</c>, <c>1e-13</c> [1].</summary>
    /// <exception cref="FormatException">it is not one</exception>
    public static double Ratio(string text)
    {
        double value = Signed(text);
        return value >= 0 ? value : throw new FormatException($"expected a number such as 1.05 or 80%, got '{text}'");
    }

    /// <summary>A number with a sign, or a percentage: <c>-4%</c>, <c>+5%</c> [1].</summary>
    /// <exception cref="FormatException">it is not one</exception>
    public static double Signed(string text)
    {
        bool percent = text.EndsWith('%');
        if (!double.TryParse(
                percent ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            || !double.IsFinite(value))
            throw new FormatException($"expected a number such as 1.05 or 80%, got '{text}'");
        return percent ? value / 100 : value;
    }

    private static double Factor(string prefix) => prefix switch
    {
        "" => 1,
        "p" => 1e-12,
        "n" => 1e-9,
        "u" or "\u00b5" or "\u03bc" => 1e-6,
        "m" => 1e-3,
        "k" or "K" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        _ => Math.Pow(1024, 1 + "KMGTPE".IndexOf(prefix[0], StringComparison.Ordinal)),
    };

    [GeneratedRegex(@"^([0-9.]+(?:[eE][+-]?[0-9]+)?)\s*([^\s0-9.].*)$")]
    private static partial Regex NumberAndUnit();

    [GeneratedRegex(@"^([kKMGTPE]?)(?:[fF]lops?/s|FLOPS?/s|FLOPS|F/s)$")]
    private static partial Regex FlopsUnit();

    [GeneratedRegex(@"^((?:[KMGTPE]i|[kMGTPE])?)(?:B|bytes?)/s$")]
    private static partial Regex BytesUnit();

    [GeneratedRegex("^([kKMGTPE]?)messages?/s$")]
    private static partial Regex MessagesUnit();

    [GeneratedRegex("^([pnu\u00b5\u03bcm]?)s$")]
    private static partial Regex SecondsUnit();

    private static List<long> Steps(long from, long to, long step, bool multiply)
    {
        var values = new List<long>();
        for (long v = from; v <= to;)
        {
            if (values.Count == MostValues)
                throw new FormatException($"a range may have at most {MostValues} values");
            values.Add(v);
            if (multiply ? v > to / step : v > to - step)
                break;
            v = multiply ? v * step : v + step;
        }

        return values;
    }
}
