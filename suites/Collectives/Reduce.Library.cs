using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>MPI_Reduce: whatever the library chooses.</summary>
public sealed class LibraryReduce : CollectiveRealisation<ReduceCase>
{
    /// <inheritdoc/>
    public override string Name => "library";

    /// <inheritdoc/>
    public override string Summary => "MPI_Reduce of the MPI library";

    /// <inheritdoc/>
    public override Availability Check(ReduceCase c, Point p, Place at) => MpiSums.Check(c.Precision);

    /// <inheritdoc/>
    protected override CollectiveKernel<T> Make<T>(ReduceCase c, Place at) => new Kernel<T>(c, at);

    private sealed unsafe class Kernel<T>(ReduceCase c, Place at) : CollectiveKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        private readonly long _block = c.Block;

        protected override void Repeat(Communicator team, int repeats)
        {
            T* source = Source, target = Target;
            (long block, Datatype type) = (_block, Datatype.Of<T>());
            for (int i = 0; i < repeats; i++)
                team.Reduce(source, target, block, type, ReduceOp.Sum, 0);
        }
    }
}
