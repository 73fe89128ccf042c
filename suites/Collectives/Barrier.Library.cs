using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>MPI_Barrier: whatever the library chooses.</summary>
public sealed class LibraryBarrier : Realisation<BarrierCase, IBarrierKernel>
{
    /// <inheritdoc/>
    public override string Name => "library";

    /// <inheritdoc/>
    public override string Summary => "MPI_Barrier of the MPI library";

    /// <inheritdoc/>
    public override Availability Check(BarrierCase c, Point p, Place at) => Availability.Yes;

    /// <inheritdoc/>
    public override long FootprintBytes(BarrierCase c, Point p, Place at) => 0;

    /// <inheritdoc/>
    public override IBarrierKernel Prepare(BarrierCase c, Point p, Place at, IDisposable? link) => new Kernel(at.Team);

    private sealed class Kernel(Communicator? team) : IBarrierKernel
    {
        public int MaxBatch => int.MaxValue;

        public void Reset()
        {
        }

        public void Run(int repeats, Span<long> phaseTicks)
        {
            for (int i = 0; i < repeats; i++)
                team?.Barrier();
        }

        public void Dispose()
        {
        }
    }
}
