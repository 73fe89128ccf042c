using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>A block for each rank on every rank.</summary>
/// <param name="Block">elements of a block</param>
/// <param name="Numbers">what blocks are made of</param>
/// <param name="Precision">number formats</param>
public sealed record ReduceScatterCase(long Block, WholeNumbers Numbers, Precision Precision)
    : CollectiveCase(Block, Numbers, Precision)
{
    /// <inheritdoc/>
    public override long Inputs(int rank) => All;

    /// <inheritdoc/>
    public override long Outputs(int rank) => Block;

    /// <inheritdoc/>
    public override double Output(int rank, long i) => Numbers.Sum(rank * Block + i);
}

/// <summary>
/// PURPOSE each rank gets one block of the sum over all ranks: how gradients are spread over ranks (FSDP).
/// SOURCE  MPI 4.0, 6.10.1; bus bandwidth as nccl-tests defines it (doc/PERFORMANCE.md).
/// COST    (p - 1) / p of the buffer sent by each rank.
/// CHECK   exactly equal to the sum of whole numbers, and each block on its rank.
/// </summary>
public sealed class ReduceScatter : Collective<ReduceScatterCase>
{
    /// <inheritdoc/>
    public override string Name => "reduce-scatter";

    /// <inheritdoc/>
    public override string Summary => "sum of a buffer over all ranks, a block of it on each";

    /// <inheritdoc/>
    protected override string Section => "section 6.10.1";

    /// <inheritdoc/>
    protected override bool IsCut => true;

    /// <inheritdoc/>
    protected override bool IsSum => true;

    /// <inheritdoc/>
    protected override ReduceScatterCase Of(long block, WholeNumbers numbers, Precision precision) =>
        new(block, numbers, precision);
}
