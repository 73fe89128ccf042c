using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Steps the lines that need no halo while halos are on their way, and the rest when they are there. What that
/// gains depends on whether the library moves messages while nobody calls it; "wire" is the time that is left to wait.
/// </summary>
public sealed class OverlapStencil : StencilRealisation
{
    /// <inheritdoc/>
    public override string Name => "overlap";

    /// <inheritdoc/>
    public override string Summary => "lines that need no halo are stepped while halos are on their way";

    /// <inheritdoc/>
    public override Availability Check(StencilCase c, Point p, Place at) => c.Blocks.Px == 1
        ? base.Check(c, p, at)
        : Availability.No("every line needs a halo where x is cut; dims=2 leaves it whole");

    /// <inheritdoc/>
    protected override StencilKernel<T> Make<T>(
        StencilCase c, Point p, Place at, IDisposable? link, ILocalStencil<T> local) =>
        new Kernel<T>(c, at, local);

    private sealed class Kernel<T>(StencilCase c, Place at, ILocalStencil<T> local) : StencilKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        protected override void Step(Span<long> phaseTicks)
        {
            Lines all = Field.AllLines;
            Lines inside = Inside(all);
            long begin = Stopwatch.GetTimestamp();
            Field.Pack();
            long packed = Stopwatch.GetTimestamp();
            Halos.Post();
            long posted = Stopwatch.GetTimestamp();
            local.Step(Field.Block, inside);
            long stepped = Stopwatch.GetTimestamp();
            Halos.Wait();
            long received = Stopwatch.GetTimestamp();
            local.Step(Field.Block, all with { Z1 = inside.Z0 });
            local.Step(Field.Block, all with { Z0 = inside.Z1 });
            local.Step(Field.Block, inside with { Y0 = 0, Y1 = inside.Y0 });
            local.Step(Field.Block, inside with { Y0 = inside.Y1, Y1 = all.Y1 });
            phaseTicks[0] += packed - begin;
            phaseTicks[1] += posted - packed + (received - stepped);
            phaseTicks[2] += stepped - posted + (Stopwatch.GetTimestamp() - received);
        }

        /// <summary>Lines that wait for no halo: none in a block of one line between two neighbours.</summary>
        private Lines Inside(Lines all)
        {
            int y0 = Waiting(Face.Front), z0 = Waiting(Face.Below);
            return new(
                y0, Math.Max(y0, all.Y1 - Waiting(Face.Back)), z0, Math.Max(z0, all.Z1 - Waiting(Face.Above)));
        }

        private int Waiting(Face face) => Field.Neighbour(face) < 0 ? 0 : 1;
    }
}
