using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites;

/// <summary>The axis <c>pages</c>: the pages that large buffers lie on. The fewer and larger they are, the fewer
/// entries of the TLB they need.</summary>
public static class PageSizes
{
    private const string Ordinary = "ordinary", Small = "4k", Transparent = "thp", Huge = "huge";

    /// <summary>The axis.</summary>
    public static readonly Axis Axis = Axis.Names("pages", Role.Tuning, Ordinary, Small, Transparent, Huge);

    /// <summary>Whether the system gives such pages.</summary>
    /// <param name="p">the point</param>
    /// <param name="at">where</param>
    /// <param name="bytes">that a rank wants [byte]</param>
    /// <param name="buffers">in so many buffers, each of whole pages</param>
    public static Availability Check(Point p, Place at, long bytes, int buffers) => p[Axis.Name] switch
    {
        Transparent when !HugePages.AreTransparent => Availability.No("the system has transparent huge pages off"),
        Huge when (bytes / HugePages.Bytes + buffers) * RanksOnNode(at) is var wanted && wanted > HugePages.Free =>
            Availability.No($"{HugePages.Free} huge pages of 2 MiB are free (vm.nr_hugepages), {wanted} are needed"),
        var name when Axis.Values.Contains(name) => Availability.Yes,
        var other => Availability.No($"{Axis.Name} is {other}; it is one of {string.Join(", ", Axis.Values)}"),
    };

    /// <summary>The pages at a point.</summary>
    public static Pages Of(Point p) => p[Axis.Name] switch
    {
        Small => Pages.Small,
        Transparent => Pages.Huge,
        Huge => Pages.Reserved,
        _ => Pages.Ordinary,
    };

    private static int RanksOnNode(Place at)
    {
        int count = 0;
        for (int r = 0; r < at.Ranks; r++)
            count += at.NodeOf(r) == at.NodeOf(at.Rank) ? 1 : 0;
        return count;
    }
}
