using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Exchanges depth layers and makes depth steps, each over fewer of the neighbours' points: fewer messages for
/// more work, which pays where messages are slow and blocks small (Ding and He, SC01).</summary>
public sealed class DeepHaloStencil : DeepStencilRealisation
{
    /// <inheritdoc/>
    public override string Name => "deep-halo";

    /// <inheritdoc/>
    public override string Summary => "depth layers are exchanged every depth steps";

    /// <inheritdoc/>
    protected override DeepStencilKernel<T> Make<T>(StencilCase c, Place at, ILocalStencil<T> local, int depth) =>
        new Kernel<T>(c, at, local, depth);

    private sealed class Kernel<T>(StencilCase c, Place at, ILocalStencil<T> local, int depth)
        : DeepStencilKernel<T>(c, at, depth)
        where T : unmanaged, INumber<T>
    {
        protected override void Advance()
        {
            for (int step = 0; step < Depth; step++)
                local.Step(Field.BlockAfter(step), Layers!.After(step + 1));
        }
    }
}
