using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Topology;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites;

/// <summary>The axis <c>touch</c>: where the first to write a page of the buffers ran, and so whose memory it lies in.
/// </summary>
public static class FirstTouch
{
    private const string Own = "own", Other = "other";

    /// <summary>The axis.</summary>
    public static readonly Axis Axis = Axis.Names("touch", Role.Tuning, Own, Other);

    /// <summary>Whether it can be done.</summary>
    public static Availability Check(Point p) => p[Axis.Name] switch
    {
        Own => Availability.Yes,
        Other => Elsewhere(),
        var other => Availability.No($"{Axis.Name} is {other}; it is {Own} or {Other}"),
    };

    /// <summary>Moves the calling thread to where pages are to be touched, until what is returned is disposed of on it;
    /// null where it stays.</summary>
    public static PinnedThread? Away(Point p) =>
        p[Axis.Name] == Other ? new(NumaNodes.Read().Elsewhere().Processor) : null;

    private static Availability Elsewhere()
    {
        (int processor, string missing) = NumaNodes.Read().Elsewhere();
        if (processor < 0)
            return Availability.No(missing);
        try
        {
            using var trial = new PinnedThread(processor);
            return Availability.Yes;
        }
        catch (InvalidOperationException e)
        {
            return Availability.No($"the other NUMA domains are not open to this process: {e.Message}");
        }
    }
}
