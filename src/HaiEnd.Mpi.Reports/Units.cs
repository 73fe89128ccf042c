using System.Globalization;

namespace HaiEnd.Mpi.Reports;

/// <summary>Numbers with units for people: the only place where prefixes are chosen. Files keep plain SI
/// units.</summary>
public static class Units
{
    private static readonly string[] Large = ["", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Small = ["", "m", "u", "n", "p"];
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    /// <summary>Three significant digits and an SI prefix, e.g. <c>84.3 Gflop/s</c>; <c>-</c> for NaN.</summary>
    /// <param name="value">in <paramref name="unit"/></param>
    /// <param name="unit">as in files; <c>byte</c> is written B</param>
    public static string Si(double value, string unit)
    {
        if (!double.IsFinite(value))
            return "-";
        int step = Step(value);
        return $"{In(value, step)} {Symbol(step, unit)}";
    }

    /// <summary>A value with its interval, four digits each and all with the value's prefix, e.g.
    /// <c>84.31 [83.92, 84.70] GB/s</c>; <c>-</c> for NaN.</summary>
    public static string Si(double value, double low, double high, string unit)
    {
        if (!double.IsFinite(value))
            return "-";
        int step = Step(value);
        return $"{In(value, step, 1)} [{In(low, step, 1)}, {In(high, step, 1)}] {Symbol(step, unit)}";
    }

    /// <summary>A size with an IEC prefix, e.g. <c>64 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        int step = 0;
        double value = bytes;
        while (Math.Abs(value) >= 1024 && step < Binary.Length - 1)
        {
            value /= 1024;
            step++;
        }

        return $"{(step == 0 ? bytes.ToString(CultureInfo.InvariantCulture) : Digits(value))} {Binary[step]}B";
    }

    /// <summary>A share, e.g. <c>75.2 %</c>; <c>-</c> for NaN.</summary>
    public static string Percent(double fraction) =>
        double.IsFinite(fraction) ? string.Create(CultureInfo.InvariantCulture, $"{Digits(fraction * 100)} %") : "-";

    /// <summary>A duration for people, e.g. <c>820 ms</c>, <c>41 s</c> or <c>14m 05s</c>.</summary>
    public static string Duration(double seconds) => seconds < 59.5
        ? seconds < 1 ? Si(seconds, "s") : string.Create(CultureInfo.InvariantCulture, $"{seconds:F0} s")
        : string.Create(CultureInfo.InvariantCulture,
            $"{(long)Math.Round(seconds) / 60}m {(long)Math.Round(seconds) % 60:00}s");

    /// <summary>A ratio, e.g. <c>1.4x</c>.</summary>
    public static string Times(double ratio) => double.IsFinite(ratio) ? $"{Trimmed(Digits(ratio))}x" : "-";

    /// <summary>A number at an axis, as short as it can be said: <c>2 us</c>, <c>64 KiB</c> or <c>80 %</c>.</summary>
    /// <param name="value">in <paramref name="unit"/></param>
    /// <param name="unit">as in files; <c>byte</c> takes binary prefixes, <c>%</c> is a share of 1</param>
    public static string Short(double value, string unit)
    {
        string text = unit switch
        {
            "byte" => Bytes((long)value),
            "%" => Percent(value),
            _ => Si(value, unit),
        };
        int end = text.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? text : Trimmed(text[..end]) + text[end..];
    }

    private static int Step(double value)
    {
        double size = Math.Abs(value);
        if (size == 0)
            return 0;
        int step = (int)Math.Floor(Math.Log10(size) / 3);
        // 999.6 would be written 1000: it belongs to the next prefix.
        if (Rounded(size / Math.Pow(1000, step)) >= 1000)
            step++;
        return Math.Clamp(step, 1 - Small.Length, Large.Length - 1);
    }

    private static string In(double value, int step, int more = 0) => value == 0 ? "0"
        : double.IsFinite(value) ? Digits(value / Math.Pow(1000, step), more) : value > 0 ? "inf" : "-";

    private static string Symbol(int step, string unit) =>
        (step >= 0 ? Large[step] : Small[-step]) + unit.Replace("byte", "B", StringComparison.Ordinal);

    private static string Trimmed(string digits) =>
        digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits;

    private static double Rounded(double value) =>
        value < 1 ? value : double.Parse(Digits(value), CultureInfo.InvariantCulture);

    /// <summary>Three significant digits, or more, without an exponent, for 0.001 to 99999.</summary>
    private static string Digits(double value, int more = 0)
    {
        double size = Math.Abs(value);
        int decimals = more + (size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3);
        // Else what is rounded to nothing would keep its sign.
        value = size < 0.5 * Math.Pow(10, -decimals) ? 0 : value;
        return value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
