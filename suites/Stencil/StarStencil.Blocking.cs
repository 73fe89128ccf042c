using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Exchanges all halos, then steps all points: nothing overlaps, so the phases add up to the time.</summary>
public sealed class BlockingStarStencil : StarRealisation
{
    /// <inheritdoc/>
    public override string Name => "blocking";

    /// <inheritdoc/>
    public override string Summary => "all halos are exchanged, then all points are stepped";

    /// <inheritdoc/>
    protected override StarKernel<T> Make<T>(StarCase c, Place at, ILocalStar<T> local) => new Kernel<T>(c, at, local);

    private sealed class Kernel<T>(StarCase c, Place at, ILocalStar<T> local) : StarKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        protected override void Step(Span<long> phaseTicks)
        {
            long begin = Stopwatch.GetTimestamp();
            Field.Pack();
            long packed = Stopwatch.GetTimestamp();
            Halos.Post();
            Halos.Wait();
            long received = Stopwatch.GetTimestamp();
            Field.Unpack();
            long unpacked = Stopwatch.GetTimestamp();
            local.Step(Field.Tile, Field.All);
            phaseTicks[0] += packed - begin + (unpacked - received);
            phaseTicks[1] += received - packed;
            phaseTicks[2] += Stopwatch.GetTimestamp() - unpacked;
        }
    }
}
