using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>A buffer on every rank, whose sum the first gets.</summary>
/// <param name="Block">elements of the buffer</param>
/// <param name="Numbers">what it is made of</param>
/// <param name="Precision">number formats</param>
public sealed record ReduceCase(long Block, WholeNumbers Numbers, Precision Precision)
    : CollectiveCase(Block, Numbers, Precision)
{
    /// <inheritdoc/>
    public override long Inputs(int rank) => Block;

    /// <inheritdoc/>
    public override long Outputs(int rank) => rank == 0 ? Block : 0;

    /// <inheritdoc/>
    public override double Output(int rank, long i) => Numbers.Sum(i);
}

/// <summary>
/// PURPOSE the sum of a buffer over all ranks on one of them: how results are collected.
/// SOURCE  MPI 4.0, 6.9.1; bus bandwidth as nccl-tests defines it (doc/PERFORMANCE.md).
/// COST    the buffer sent by each rank but the first.
/// CHECK   exactly equal to the sum of whole numbers, on the first rank.
/// </summary>
public sealed class Reduce : Collective<ReduceCase>
{
    /// <inheritdoc/>
    public override string Name => "reduce";

    /// <inheritdoc/>
    public override string Summary => "sum of a buffer over all ranks, on the first";

    /// <inheritdoc/>
    protected override string Section => "section 6.9.1";

    /// <inheritdoc/>
    protected override bool IsCut => false;

    /// <inheritdoc/>
    protected override bool IsSum => true;

    /// <inheritdoc/>
    protected override ReduceCase Of(long block, WholeNumbers numbers, Precision precision) =>
        new(block, numbers, precision);
}
