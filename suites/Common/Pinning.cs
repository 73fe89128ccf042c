using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Topology;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites;

/// <summary>The axis <c>pinned</c>: whether ranks stay where the launcher has put them, or each on one processor of its
/// own while it is measured.</summary>
public static class Pinning
{
    private const string No = "no", Yes = "yes";

    /// <summary>The axis.</summary>
    public static readonly Axis Axis = Axis.Names("pinned", Role.Method, No, Yes);

    /// <summary>Whether it can be done.</summary>
    public static Availability Check(Point p, Place at) => p[Axis.Name] switch
    {
        No => Availability.Yes,
        Yes when at.Processor >= 0 => Availability.Yes,
        Yes => Availability.No("which processors are this rank's own is not known"),
        var other => Availability.No($"{Axis.Name} is {other}; it is {No} or {Yes}"),
    };

    /// <summary>Pins the calling thread, until what is returned is disposed of on it; null where it is not.</summary>
    public static PinnedThread? Hold(Point p, Place at) => p[Axis.Name] == Yes ? new(at.Processor) : null;
}
