namespace HaiEnd.Mpi.Results;

/// <summary>What an axis says about a measurement.</summary>
public enum Role
{
    /// <summary>What is asked: size, precision. Part of a point's identity.</summary>
    Problem,

    /// <summary>How it is done: the algorithm's parts. Part of a point's identity.</summary>
    Method,

    /// <summary>Recorded context: core type, panel width, threads. Not identity.</summary>
    Tuning,
}

/// <summary>One value of one axis.</summary>
/// <param name="Name">the axis, e.g. <c>n</c></param>
/// <param name="Unit">UDUNITS spelling: <c>1</c>, <c>byte</c>, <c>s</c>; empty for text</param>
/// <param name="Role">identity or context</param>
/// <param name="Value">canonical text: whole numbers without separators, names in lower case</param>
public sealed record Parameter(string Name, string Unit, Role Role, string Value);
