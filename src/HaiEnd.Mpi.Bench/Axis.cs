using System.Globalization;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>One thing that is varied.</summary>
/// <param name="Name">as in suite files and result columns, e.g. <c>n</c></param>
/// <param name="Unit">UDUNITS spelling (<c>1</c>, <c>byte</c>) for whole numbers; empty for names</param>
/// <param name="Role">identity or recorded context</param>
/// <param name="Values">what is measured where the suite says nothing</param>
public sealed record Axis(string Name, string Unit, Role Role, IReadOnlyList<string> Values)
{
    /// <summary>An axis of whole numbers.</summary>
    public static Axis Numbers(string name, string unit, Role role, params long[] values) =>
        new(name, unit, role, [.. values.Select(v => v.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>An axis of names.</summary>
    public static Axis Names(string name, Role role, params string[] values) => new(name, "", role, values);

    /// <summary>The precision axis: a problem's identity, because another precision is another answer.</summary>
    public static Axis Precisions(params string[] values) => Names(Point.PrecisionAxis, Role.Problem, values);

    /// <summary>True for whole numbers.</summary>
    public bool IsNumber => Unit.Length > 0;
}
