using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Reductions;

/// <summary>A tree on each rank.</summary>
public sealed class SumPairwise : MergedSum<PairwiseSum>
{
    /// <inheritdoc/>
    public override string Name => "pairwise";

    /// <inheritdoc/>
    public override string Summary => "pairs of pairs in vectors on each rank, then MPI_Allreduce";

    private protected override ReduceOp Merging() => ReduceOp.Sum;
}
