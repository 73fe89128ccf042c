using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>MPI_Allgather: whatever the library chooses.</summary>
public sealed class LibraryAllgather : CollectiveRealisation<AllgatherCase>
{
    /// <inheritdoc/>
    public override string Name => "library";

    /// <inheritdoc/>
    public override string Summary => "MPI_Allgather of the MPI library";

    /// <inheritdoc/>
    protected override CollectiveKernel<T> Make<T>(AllgatherCase c, Place at) => new Kernel<T>(c, at);

    private sealed unsafe class Kernel<T>(AllgatherCase c, Place at) : CollectiveKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        private readonly long _bytes = c.Block * c.ElementBytes;

        protected override void Repeat(Communicator team, int repeats)
        {
            T* source = Source, target = Target;
            long bytes = _bytes;
            for (int i = 0; i < repeats; i++)
                team.AllGather(source, target, bytes, Datatype.Byte);
        }
    }
}
