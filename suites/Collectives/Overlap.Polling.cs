using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>The computation is cut into slices with a call of MPI_Test between them, in which the library goes
/// on.</summary>
public sealed class PollingOverlap : OverlapRealisation
{
    /// <inheritdoc/>
    public override string Name => "polling";

    /// <inheritdoc/>
    public override string Summary => "calls MPI_Test between slices of the computation";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Axis.Numbers("slices", "1", Role.Tuning, 64)];

    /// <inheritdoc/>
    protected override OverlapKernel Make(OverlapCase c, Point p, Place at, OverlapLink link) =>
        new Kernel(c, at, link, Math.Max(1, p.Number("slices")));

    private sealed class Kernel(OverlapCase c, Place at, OverlapLink link, long slices) : OverlapKernel(c, at, link)
    {
        protected override double Together()
        {
            Request request = Begin();
            double x = Chain.Start;
            bool isDone = false;
            for (long slice = 0; slice < slices; slice++)
            {
                x = Chain.After(x, (Steps * (slice + 1) / slices) - (Steps * slice / slices));
                isDone = isDone || request.Test();
            }

            if (!isDone)
                request.Wait();
            return x;
        }
    }
}
