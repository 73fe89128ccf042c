using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>A block for each rank on every rank.</summary>
/// <param name="Block">elements of a block</param>
/// <param name="Numbers">what blocks are made of</param>
/// <param name="Precision">number formats</param>
public sealed record AlltoallCase(long Block, WholeNumbers Numbers, Precision Precision)
    : CollectiveCase(Block, Numbers, Precision)
{
    // A block that came back instead of going across is told from the right one, whatever the modulus.
    private const int Stride = 2;

    /// <inheritdoc/>
    public override long Inputs(int rank) => All;

    /// <inheritdoc/>
    public override long Outputs(int rank) => All;

    /// <inheritdoc/>
    public override double Input(int rank, long i) => Between(rank, (int)(i / Block), i % Block);

    /// <inheritdoc/>
    public override double Output(int rank, long i) => Between((int)(i / Block), rank, i % Block);

    private int Between(int from, int to, long i) => Numbers[from + Stride * to, i];
}

/// <summary>
/// PURPOSE every rank has a block for every rank: how tokens reach their experts, and matrices are transposed.
/// SOURCE  MPI 4.0, 6.8; bus bandwidth as nccl-tests defines it (doc/PERFORMANCE.md).
/// COST    (p - 1) / p of the buffer sent by each rank.
/// CHECK   every block has come from its rank to its rank, exactly.
/// </summary>
public sealed class Alltoall : Collective<AlltoallCase>
{
    /// <inheritdoc/>
    public override string Name => "alltoall";

    /// <inheritdoc/>
    public override string Summary => "a block from every rank to every rank";

    /// <inheritdoc/>
    protected override string Section => "section 6.8";

    /// <inheritdoc/>
    protected override bool IsCut => true;

    /// <inheritdoc/>
    protected override AlltoallCase Of(long block, WholeNumbers numbers, Precision precision) =>
        new(block, numbers, precision);
}
