using System.Numerics;
using HaiEnd.Mpi.Bench;

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
    public override Availability Check(Precision precision, Place at) => Availability.Yes;

    /// <inheritdoc/>
    public override ILocalGemm Create(Precision precision, Place at) => precision.Apply(new Maker());

    private sealed class Maker : IGeneric<ILocalGemm>
    {
        public ILocalGemm For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => new Tiles<TStore, TAccumulate>();
    }

    private sealed unsafe class Tiles<TStore, T> : ILocalGemm
        where TStore : unmanaged, INumber<TStore>
        where T : unmanaged, INumber<T>
    {
        // Rows and columns of a tile of B: 128 KiB in fp64, an eighth of a usual second-level cache.
        private const int Depth = 128, Width = 128;

        public void Multiply(int m, int n, int k, nint a, int lda, nint b, int ldb, nint c, int ldc, bool accumulate)
        {
            if (!accumulate)
                for (int i = 0; i < m; i++)
                    new Span<T>((T*)c + (nint)i * ldc, n).Clear();
            for (int l = 0; l < k; l += Depth)
            {
                for (int j = 0; j < n; j += Width)
                {
                    TStore* tile = (TStore*)b + (nint)l * ldb + j;
                    (int width, int depth) = (Math.Min(Width, n - j), Math.Min(Depth, k - l));
                    AddTile((TStore*)a + l, lda, tile, ldb, (T*)c + j, ldc, m, width, depth);
                }
            }
        }

        public void Dispose()
        {
        }

        private static void AddTile(TStore* a, int lda, TStore* b, int ldb, T* c, int ldc, int m, int n, int k)
        {
            for (int i = 0; i < m; i++)
                for (int l = 0; l < k; l++)
                    AddScaled(T.CreateTruncating(a[(nint)i * lda + l]), b + (nint)l * ldb, c + (nint)i * ldc, n);
        }

        private static void AddScaled(T factor, TStore* from, T* to, int n)
        {
            for (int j = 0; j < n; j++)
                to[j] += factor * T.CreateTruncating(from[j]);
        }
    }
}
