using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>MPI_Allreduce: whatever the library chooses; in place with MPI_IN_PLACE.</summary>
public sealed class LibraryAllreduce : AllreduceRealisation
{
    /// <inheritdoc/>
    public override string Name => "library";

    /// <inheritdoc/>
    public override string Summary => "MPI_Allreduce of the MPI library";

    /// <inheritdoc/>
    public override Availability Check(AllreduceCase c, Point p, Place at) => SummedByMpi(c);

    /// <inheritdoc/>
    protected override AllreduceKernel<T> Make<T>(AllreduceCase c, Point p, Place at, IDisposable? link) =>
        new Kernel<T>(c, at);

    private sealed unsafe class Kernel<T>(AllreduceCase c, Place at) : AllreduceKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        protected override void Once(Communicator team) => Repeat(team, 1);

        protected override void Repeat(Communicator team, int repeats)
        {
            void* source = InPlace ? Communicator.InPlace : Source, target = Target;
            (nint length, Datatype type) = (Length, Datatype.Of<T>());
            for (int i = 0; i < repeats; i++)
                team.AllReduce(source, target, length, type, ReduceOp.Sum);
        }
    }
}
