using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>MPI_Reduce_scatter_block: whatever the library chooses.</summary>
public sealed class LibraryReduceScatter : CollectiveRealisation<ReduceScatterCase>
{
    /// <inheritdoc/>
    public override string Name => "library";

    /// <inheritdoc/>
    public override string Summary => "MPI_Reduce_scatter_block of the MPI library";

    /// <inheritdoc/>
    public override Availability Check(ReduceScatterCase c, Point p, Place at) => c.Block <= int.MaxValue
        ? MpiSums.Check(c.Precision)
        : Availability.No("before MPI 4 a block of a reduction has less than 2^31 elements");

    /// <inheritdoc/>
    protected override CollectiveKernel<T> Make<T>(ReduceScatterCase c, Place at) => new Kernel<T>(c, at);

    private sealed unsafe class Kernel<T>(ReduceScatterCase c, Place at) : CollectiveKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        private readonly long _block = c.Block;

        protected override void Repeat(Communicator team, int repeats)
        {
            T* source = Source, target = Target;
            (long block, Datatype type) = (_block, Datatype.Of<T>());
            for (int i = 0; i < repeats; i++)
                team.ReduceScatterBlock(source, target, block, type, ReduceOp.Sum);
        }
    }
}
