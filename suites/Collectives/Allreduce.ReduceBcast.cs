using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>MPI_Reduce to the first rank, then MPI_Bcast: what an all-reduce must never be slower than (Traff, Gropp
/// and Thakur, Self-consistent MPI performance guidelines, IEEE TPDS 21, 2010).</summary>
public sealed class ReduceBcastAllreduce : AllreduceRealisation
{
    /// <inheritdoc/>
    public override string Name => "reduce-bcast";

    /// <inheritdoc/>
    public override string Summary => "MPI_Reduce to the first rank, then MPI_Bcast";

    /// <inheritdoc/>
    public override Availability Check(AllreduceCase c, Point p, Place at) => SummedByMpi(c);

    /// <inheritdoc/>
    protected override AllreduceKernel<T> Make<T>(AllreduceCase c, Point p, Place at, IDisposable? link) =>
        new Kernel<T>(c, at);

    private sealed unsafe class Kernel<T>(AllreduceCase c, Place at) : AllreduceKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        protected override void Once(Communicator team)
        {
            void* source = InPlace && Rank == 0 ? Communicator.InPlace : Source;
            team.Reduce(source, Target, Length, Datatype.Of<T>(), ReduceOp.Sum, 0);
            team.Broadcast(Target, Length, Datatype.Of<T>(), 0);
        }
    }
}
