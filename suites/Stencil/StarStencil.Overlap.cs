using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Steps the points that need no halo while halos are on their way, and the rest when they are there; "wire"
/// is the time that is left to wait.</summary>
public sealed class OverlapStarStencil : StarRealisation
{
    /// <inheritdoc/>
    public override string Name => "overlap";

    /// <inheritdoc/>
    public override string Summary => "points that need no halo are stepped while halos are on their way";

    /// <inheritdoc/>
    protected override StarKernel<T> Make<T>(StarCase c, Place at, ILocalStar<T> local) => new Kernel<T>(c, at, local);

    private sealed class Kernel<T>(StarCase c, Place at, ILocalStar<T> local) : StarKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        protected override void Step(Span<long> phaseTicks)
        {
            Region all = Field.All, inside = Inside(all);
            long begin = Stopwatch.GetTimestamp();
            Field.Pack();
            long packed = Stopwatch.GetTimestamp();
            Halos.Post();
            long posted = Stopwatch.GetTimestamp();
            local.Step(Field.Tile, inside);
            long stepped = Stopwatch.GetTimestamp();
            Halos.Wait();
            long received = Stopwatch.GetTimestamp();
            Field.Unpack();
            long unpacked = Stopwatch.GetTimestamp();
            local.Step(Field.Tile, all with { Y1 = inside.Y0 });
            local.Step(Field.Tile, all with { Y0 = inside.Y1 });
            local.Step(Field.Tile, inside with { X0 = 0, X1 = inside.X0 });
            local.Step(Field.Tile, inside with { X0 = inside.X1, X1 = all.X1 });
            phaseTicks[0] += packed - begin + (unpacked - received);
            phaseTicks[1] += posted - packed + (received - stepped);
            phaseTicks[2] += stepped - posted + (Stopwatch.GetTimestamp() - unpacked);
        }

        /// <summary>Points that wait for no halo, in whole cache lines along x; none in a narrow tile.</summary>
        private unsafe Region Inside(Region all)
        {
            int radius = Field.Tile.Radius, line = BlockMemory.GuardBytes / sizeof(T);
            int x0 = Waits(Face.Left) ? Math.Min(all.X1, BlockMemory.PitchOf(radius, sizeof(T))) : 0;
            int x1 = Waits(Face.Right) ? Math.Max(x0, (all.X1 - radius) / line * line) : all.X1;
            int y0 = Waits(Face.Front) ? radius : 0;
            int y1 = Waits(Face.Back) ? Math.Max(y0, all.Y1 - radius) : all.Y1;
            return new(x0, x1, y0, y1);
        }

        private bool Waits(Face side) => Field.Neighbour(side) >= 0;
    }
}
