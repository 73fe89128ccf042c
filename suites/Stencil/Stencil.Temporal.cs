using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Exchanges depth layers and makes depth steps while points are in cache, so that memory is read and written
/// once in depth steps. Lines are worked through in tiles that lean one line back with each step. Inside a tile each
/// step follows the one before, a few layers at a time and one behind: no point is stepped twice, and two arrays are
/// enough (time skewing: McCalpin and Wonnacott, 1999; Wonnacott, IPDPS 2000).</summary>
public sealed class TemporalStencil : DeepStencilRealisation
{
    /// <inheritdoc/>
    public override string Name => "temporal";

    /// <inheritdoc/>
    public override string Summary => "depth steps are made on tiles that stay in cache, with depth layers exchanged";

    /// <inheritdoc/>
    protected override DeepStencilKernel<T> Make<T>(StencilCase c, Place at, ILocalStencil<T> local, int depth) =>
        new Kernel<T>(c, at, local, depth);

    private sealed class Kernel<T>(StencilCase c, Place at, ILocalStencil<T> local, int depth)
        : DeepStencilKernel<T>(c, at, depth)
        where T : unmanaged, INumber<T>
    {
        // Of a second-level cache of 1 MiB, what one step reads and writes before the next one reads it. Tiles of which
        // all steps fit have ten lines, and as many at their edges come from another tile's time, and so from memory:
        // slower, measured on a Zen 5.
        private const int TileBytes = 600 << 10;

        // Of as many, a step finds all but one in the core's own cache, and leaves all but one to the next step.
        private const int LayersAtOnce = 4;

        private readonly Block<T>[] _blocks = new Block<T>[depth];
        private readonly Lines[] _right = new Lines[depth];

        protected override unsafe void Advance()
        {
            for (int step = 0; step < Depth; step++)
            {
                // The first step reads one array and writes the other, the second one the other way round: for these,
                // what is next is fetched. What is written is read again soon.
                Block<T> block = Field.BlockAfter(step);
                _blocks[step] = block with { AheadBytes = step < 2 ? block.AheadBytes : 0, IsPast = false };
                _right[step] = Layers!.After(step + 1);
            }

            Block<T> first = _blocks[0];
            int width = Math.Max(1, TileBytes / (2 * LayersAtOnce * first.Pitch * sizeof(T)));
            for (int y = 0; y < first.Ny + Depth - 1; y += width)
                for (int z = 0; z < first.Nz + Depth - 1; z += LayersAtOnce)
                    for (int step = 0; step < Depth; step++)
                        Tile(step, new(y - step, y - step + width, z - step, z - step + LayersAtOnce));
        }

        private void Tile(int step, Lines lines)
        {
            Lines right = _right[step];
            local.Step(
                _blocks[step],
                new(
                    Math.Max(right.Y0, lines.Y0), Math.Min(right.Y1, lines.Y1),
                    Math.Max(right.Z0, lines.Z0), Math.Min(right.Z1, lines.Z1)));
        }
    }
}
