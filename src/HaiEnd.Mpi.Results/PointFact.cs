using System.Globalization;

namespace HaiEnd.Mpi.Results;

/// <summary>What is known of a point besides its times: a number or a word, found out once.</summary>
/// <param name="Name">as in files and tables: small letters, digits and underscores</param>
/// <param name="Unit">UDUNITS spelling of a number: <c>1</c>, <c>byte</c>, <c>s</c>; empty for a word</param>
/// <param name="Value">canonical text</param>
public sealed record PointFact(string Name, string Unit, string Value)
{
    /// <summary>A number.</summary>
    public static PointFact Of(string name, string unit, double value) =>
        new(name, unit, value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>The number; NaN for a word.</summary>
    public double Number => Unit.Length > 0
        && double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : double.NaN;
}
