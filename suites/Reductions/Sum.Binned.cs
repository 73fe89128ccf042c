using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Reductions;

/// <summary>Bins that are the same for all: one answer for every order and number of ranks.</summary>
public sealed unsafe class SumBinned : MergedSum<BinnedSum>
{
    /// <inheritdoc/>
    public override string Name => "binned";

    /// <inheritdoc/>
    public override string Summary => "three bins of 40 bits, one pass, merged by an MPI operation of ours: one answer";

    private protected override ReduceOp Merging() => ReduceOp.Create(&Merge, commutes: true);

    [UnmanagedCallersOnly]
    private static void Merge(void* from, void* into, int* length, void* type)
    {
        for (int i = 0; i < *length; i++)
            BinnedSum.Merge((double*)from + i * BinnedSum.Words, (double*)into + i * BinnedSum.Words);
    }
}
