using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>A block on every rank, which all ranks get.</summary>
/// <param name="Block">elements of a block</param>
/// <param name="Numbers">what blocks are made of</param>
/// <param name="Precision">number formats</param>
public sealed record AllgatherCase(long Block, WholeNumbers Numbers, Precision Precision)
    : CollectiveCase(Block, Numbers, Precision)
{
    /// <inheritdoc/>
    public override long Inputs(int rank) => Block;

    /// <inheritdoc/>
    public override long Outputs(int rank) => All;

    /// <inheritdoc/>
    public override double Output(int rank, long i) => Numbers[(int)(i / Block), i % Block];
}

/// <summary>
/// PURPOSE the blocks of all ranks on every rank: how weights that are spread over ranks come together (FSDP).
/// SOURCE  MPI 4.0, 6.7; bus bandwidth as nccl-tests defines it (doc/PERFORMANCE.md).
/// COST    (p - 1) / p of the gathered buffer received by each rank.
/// CHECK   every block is in the place of its rank, exactly.
/// </summary>
public sealed class Allgather : Collective<AllgatherCase>
{
    /// <inheritdoc/>
    public override string Name => "allgather";

    /// <inheritdoc/>
    public override string Summary => "the blocks of all ranks on every rank";

    /// <inheritdoc/>
    protected override string Section => "section 6.7";

    /// <inheritdoc/>
    protected override bool IsCut => true;

    /// <inheritdoc/>
    protected override AllgatherCase Of(long block, WholeNumbers numbers, Precision precision) =>
        new(block, numbers, precision);
}
