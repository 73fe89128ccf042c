using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites.Collectives;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>SUMMA whose blocks of A and B lie in memory that the ranks of a node share: there is one copy of each on a
/// node, and a rank multiplies from where its owner keeps it. Panels of ranks on other nodes come as messages while it
/// multiplies. Source: MPI 4.0, section 12.2.3; Hoefler et al., MPI + MPI, Computing 95 (2013).</summary>
public sealed class PgemmShared : SummaRealisation
{
    /// <inheritdoc/>
    public override string Name => "shared";

    /// <inheritdoc/>
    public override string Summary => "SUMMA in memory that a node shares: no messages inside it";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes => [.. base.Axes, SlicesAxis];

    private protected override int Buffers => 2;

    /// <inheritdoc/>
    public override Work TrafficOf(PgemmCase c, Point p, int rank) =>
        PlanOf(c, p, rank).TrafficTo(other => p.NodeOf(other) != p.NodeOf(rank));

    /// <inheritdoc/>
    public override IDisposable? Connect(PgemmCase c, Point p, Place at) => at.Team is null
        ? null
        : new SharedLinks(at.Team, GridOf(c, p), p.NodeOf, PartBytes(PlanOf(c, p, at.Rank)));

    /// <inheritdoc/>
    public override IDistributedProduct Prepare(PgemmCase c, Point p, Place at, IDisposable? link)
    {
        SummaPlan plan = PlanOf(c, p, at.Rank);
        SummaPanels panels = link is SharedLinks links
            ? new SharedPanels(plan, links, at.Memory, BuffersAt(p, at))
            : new SummaPanels(plan, null, new SummaBlocks(plan, at.Memory), at.Memory, buffers: 0);
        return new SummaTurns(panels, LocalOf(c, p, at), at.Memory, SlicesOf(p, at));
    }

    /// <inheritdoc/>
    protected override long BlockBytes(PgemmCase c, Point p, Place at)
    {
        SummaPlan plan = PlanOf(c, p, at.Rank);
        long own = (plan.A.Count + plan.B.Count) * plan.ElementBytes;
        return plan.Bytes(BuffersAt(p, at))
            + (at.Team is null ? 0 : PartBytes(plan) + NodeShare.OverheadBytes - own);
    }

    /// <summary>None where all ranks are on one node.</summary>
    private int BuffersAt(Point p, Place at) => IsOneNode(p, at) ? 0 : Buffers;

    /// <summary>Shared memory for the blocks of any rank [byte].</summary>
    private static long PartBytes(SummaPlan plan) =>
        Enumerable.Range(0, plan.Grid.Ranks).Max(r => SummaBlocks.Bytes(plan, r));
}

/// <summary>The ranks of a row, of a column, and of a node, with their memory.</summary>
internal sealed class SharedLinks : IDisposable
{
    private readonly int[] _rankOnNode;

    /// <summary>Allocates the memory; collective.</summary>
    /// <param name="team">all ranks</param>
    /// <param name="grid">of them</param>
    /// <param name="nodeOf">the node of each rank</param>
    /// <param name="bytes">for each rank</param>
    public SharedLinks(Communicator team, Grid grid, Func<int, int> nodeOf, long bytes)
    {
        Grid = new(team, grid);
        Share = new NodeShare(team, team.Split(nodeOf(team.Rank), team.Rank)!, bytes);
        _rankOnNode = new int[team.Size];
        for (int r = 0, next = 0; r < team.Size; r++)
            _rankOnNode[r] = nodeOf(r) == nodeOf(team.Rank) ? next++ : -1;
    }

    /// <summary>Rows and columns.</summary>
    public SummaLinks Grid { get; }

    /// <summary>The memory of this node.</summary>
    public NodeShare Share { get; }

    /// <summary>Where the blocks of a rank lie; 0 where it is on another node.</summary>
    public unsafe nint PartOf(int rank) => _rankOnNode[rank] < 0 ? 0 : (nint)Share.Part(_rankOnNode[rank]);

    public void Dispose()
    {
        Share.Dispose();
        Grid.Dispose();
    }
}

/// <summary>Panels that are read where they are, if they are on this node.</summary>
internal sealed class SharedPanels : SummaPanels
{
    private readonly SharedLinks _links;
    private readonly MemoryBudget _memory;

    public SharedPanels(SummaPlan plan, SharedLinks links, MemoryBudget memory, int buffers)
        : base(plan, links.Grid, BlocksIn(plan, links), memory, buffers)
    {
        (_links, _memory) = (links, memory);
        memory.Take(links.Share.TakenBytes);
    }

    protected override nint InReachA(SummaStep step) =>
        _links.PartOf(Plan.OwnerOfA(step)) is not 0 and var part ? part + Plan.OffsetOfA(step) : 0;

    protected override nint InReachB(SummaStep step) => Plan.OwnerOfB(step) is var owner
        && _links.PartOf(owner) is not 0 and var part
            ? part + SummaBlocks.PlaceOfB(Plan, owner) + Plan.OffsetOfB(step)
            : 0;

    protected override bool IsOutOfReach(int rank) => _links.PartOf(rank) == 0;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _memory.Return(_links.Share.TakenBytes);
    }

    private static SummaBlocks BlocksIn(SummaPlan plan, SharedLinks links)
    {
        if (!links.Share.HasRoom)
            throw new InsufficientMemoryException(
                $"the system has no {links.Share.TakenBytes} bytes of shared memory for each rank of the node");
        return new SummaBlocks(plan, links.PartOf(plan.Rank));
    }
}
