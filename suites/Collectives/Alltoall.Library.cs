using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>MPI_Alltoall: whatever the library chooses.</summary>
public sealed class LibraryAlltoall : CollectiveRealisation<AlltoallCase>
{
    /// <inheritdoc/>
    public override string Name => "library";

    /// <inheritdoc/>
    public override string Summary => "MPI_Alltoall of the MPI library";

    /// <inheritdoc/>
    protected override CollectiveKernel<T> Make<T>(AlltoallCase c, Place at) => new Kernel<T>(c, at);

    private sealed unsafe class Kernel<T>(AlltoallCase c, Place at) : CollectiveKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        private readonly long _bytes = c.Block * c.ElementBytes;

        protected override void Repeat(Communicator team, int repeats)
        {
            T* source = Source, target = Target;
            long bytes = _bytes;
            for (int i = 0; i < repeats; i++)
                team.AllToAll(source, target, bytes, Datatype.Byte);
        }
    }
}
