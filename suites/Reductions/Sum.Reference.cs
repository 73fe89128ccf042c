using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Reductions;

/// <summary>One plain loop on each rank: each addition waits for the one before.</summary>
public sealed class SumReference : MergedSum<PlainSum>
{
    /// <inheritdoc/>
    public override string Name => "reference";

    /// <inheritdoc/>
    public override string Summary => "one plain loop on each rank, then MPI_Allreduce";

    private protected override ReduceOp Merging() => ReduceOp.Sum;
}
