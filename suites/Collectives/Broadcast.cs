using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>A buffer on the first rank, which the others get.</summary>
/// <param name="Block">elements of the buffer</param>
/// <param name="Numbers">what it is made of</param>
/// <param name="Precision">number formats</param>
public sealed record BroadcastCase(long Block, WholeNumbers Numbers, Precision Precision)
    : CollectiveCase(Block, Numbers, Precision)
{
    /// <inheritdoc/>
    public override long Inputs(int rank) => rank == 0 ? Block : 0;

    /// <inheritdoc/>
    public override long Outputs(int rank) => rank == 0 ? 0 : Block;

    /// <inheritdoc/>
    public override double Output(int rank, long i) => Numbers[0, i];
}

/// <summary>
/// PURPOSE a buffer of one rank on all: how parameters and decisions are spread.
/// SOURCE  MPI 4.0, 6.4; bus bandwidth as nccl-tests defines it (doc/PERFORMANCE.md).
/// COST    the buffer received by each rank but the first.
/// CHECK   equal to that of the first rank, exactly.
/// </summary>
public sealed class Broadcast : Collective<BroadcastCase>
{
    /// <inheritdoc/>
    public override string Name => "broadcast";

    /// <inheritdoc/>
    public override string Summary => "a buffer of the first rank on all ranks";

    /// <inheritdoc/>
    protected override string Section => "section 6.4";

    /// <inheritdoc/>
    protected override bool IsCut => false;

    /// <inheritdoc/>
    protected override BroadcastCase Of(long block, WholeNumbers numbers, Precision precision) =>
        new(block, numbers, precision);
}
