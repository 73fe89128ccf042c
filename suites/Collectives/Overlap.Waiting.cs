using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>No call into MPI between the begin and the wait: what is hidden, the library or the network card has done
/// by itself.</summary>
public sealed class WaitingOverlap : OverlapRealisation
{
    /// <inheritdoc/>
    public override string Name => "waiting";

    /// <inheritdoc/>
    public override string Summary => "begins, computes, waits";

    /// <inheritdoc/>
    protected override OverlapKernel Make(OverlapCase c, Point p, Place at, OverlapLink link) =>
        new Kernel(c, at, link);

    internal sealed class Kernel(OverlapCase c, Place at, OverlapLink link) : OverlapKernel(c, at, link)
    {
        protected override double Together()
        {
            Request request = Begin();
            double x = Computed();
            request.Wait();
            return x;
        }
    }
}
