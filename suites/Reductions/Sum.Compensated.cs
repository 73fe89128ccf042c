using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Reductions;

/// <summary>What is rounded off is summed beside, on ranks and between them.</summary>
public sealed unsafe class SumCompensated : MergedSum<CompensatedSum>
{
    /// <inheritdoc/>
    public override string Name => "compensated";

    /// <inheritdoc/>
    public override string Summary => "the sum and what it rounds off, two words, merged by an MPI operation of ours";

    private protected override ReduceOp Merging() => ReduceOp.Create(&Merge, commutes: true);

    [UnmanagedCallersOnly]
    private static void Merge(void* from, void* into, int* length, void* type)
    {
        for (int i = 0; i < *length; i++)
            CompensatedSum.Merge(
                (double*)from + i * CompensatedSum.Words, (double*)into + i * CompensatedSum.Words);
    }
}
