using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Measures the plain loops in tiles.</summary>
public sealed class GemmTiled : LocalGemmRealisation<TiledGemm>;

/// <summary>The plain loops over tiles that stay in a cache: what blocking alone brings, before packing and vectors.
/// Source: Lam, Rothberg and Wolf, ASPLOS IV, 1991.</summary>
public sealed class TiledGemm : LocalGemmPart
{
    /// <inheritdoc/>
    public override string Name => "tiled";

    /// <inheritdoc/>
    public override string Summary => "the plain loops over tiles that stay in a cache";

    /// <inheritdoc/>
    public override Availability Check(Precision precision, Place at) => CheckProcessor(precision);

    /// <inheritdoc/>
    public override ILocalGemm Create(Precision precision, Place at)
    {
        Formats formats = precision.Formats;
        return new Tiles(
            new ReferenceGemm().Create(precision, at), formats.Store.Bytes(), formats.Accumulate.Bytes());
    }

    private sealed class Tiles(ILocalGemm plain, int storeBytes, int accumulateBytes) : ILocalGemm
    {
        // Rows and columns of a tile of B: 128 KiB in fp64, an eighth of a usual second-level cache.
        private const int Depth = 128, Width = 128;

        public void Multiply(int m, int n, int k, Operand a, Operand b, nint c, int ldc, bool accumulate)
        {
            // At least once: a product without terms clears C.
            for (int l = 0; l == 0 || l < k; l += Depth)
            {
                for (int j = 0; j < n; j += Width)
                {
                    (int width, int depth) = (Math.Min(Width, n - j), Math.Min(Depth, k - l));
                    plain.Multiply(
                        m, width, depth, a.At(0, l, storeBytes), b.At(l, j, storeBytes),
                        c + (nint)j * accumulateBytes, ldc, accumulate || l > 0);
                }
            }
        }

        public void Dispose() => plain.Dispose();
    }
}
