using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>MPI_Bcast: whatever the library chooses.</summary>
public sealed class LibraryBroadcast : CollectiveRealisation<BroadcastCase>
{
    /// <inheritdoc/>
    public override string Name => "library";

    /// <inheritdoc/>
    public override string Summary => "MPI_Bcast of the MPI library";

    /// <inheritdoc/>
    protected override CollectiveKernel<T> Make<T>(BroadcastCase c, Place at) => new Kernel<T>(c, at);

    private sealed unsafe class Kernel<T>(BroadcastCase c, Place at) : CollectiveKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        private readonly long _bytes = c.Block * c.ElementBytes;

        protected override void Repeat(Communicator team, int repeats)
        {
            T* buffer = Rank == 0 ? Source : Target;
            long bytes = _bytes;
            for (int i = 0; i < repeats; i++)
                team.Broadcast(buffer, bytes, Datatype.Byte, 0);
        }
    }
}
