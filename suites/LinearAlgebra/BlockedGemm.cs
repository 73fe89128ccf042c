using System.Numerics;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Our GEMM for one width of registers: blocks of A and B are copied into panels that the caches hold, in the
/// order in which the register tile reads them, widened from the store format on the way and padded with zeros to whole
/// tiles. Source: Goto and van de Geijn, ACM TOMS 34 (2008), and BLIS (2015).</summary>
/// <typeparam name="TLanes">the registers' operations</typeparam>
/// <typeparam name="TStore">elements of A and B</typeparam>
/// <typeparam name="T">elements of C</typeparam>
internal sealed unsafe class BlockedGemm<TLanes, TStore, T>(MemoryBudget memory) : ILocalGemm
    where TLanes : struct, ILanes<TLanes, T>
    where TStore : unmanaged, INumber<TStore>
    where T : unmanaged, INumber<T>
{
    private static readonly int TileRows = RegisterTile.Rows<TLanes, T>();
    private static readonly int TileColumns = RegisterTile.Across * TLanes.Count;

    private readonly NativeBuffer<T> _packedA = memory.Allocate<T>(GemmBlocks.Rows * GemmBlocks.Depth);
    private readonly NativeBuffer<T> _packedB = memory.Allocate<T>(GemmBlocks.Depth * GemmBlocks.Columns);
    private readonly NativeBuffer<T> _edge = memory.Allocate<T>(GemmBlocks.Tile);

    public void Dispose()
    {
        _packedA.Dispose();
        _packedB.Dispose();
        _edge.Dispose();
    }

    public void Multiply(int m, int n, int k, nint a, int lda, nint b, int ldb, nint c, int ldc, bool accumulate)
    {
        if (k == 0 && !accumulate)
            for (int i = 0; i < m; i++)
                new Span<T>((T*)c + (nint)i * ldc, n).Clear();
        int widest = GemmBlocks.Columns / TileColumns * TileColumns;
        for (int j = 0; j < n; j += widest)
        {
            int columns = Math.Min(widest, n - j);
            for (int l = 0; l < k; l += GemmBlocks.Depth)
            {
                int depth = Math.Min(GemmBlocks.Depth, k - l);
                PackB((TStore*)b + (nint)l * ldb + j, ldb, depth, columns);
                for (int i = 0; i < m; i += GemmBlocks.Rows)
                {
                    int rows = Math.Min(GemmBlocks.Rows, m - i);
                    PackA((TStore*)a + (nint)i * lda + l, lda, rows, depth);
                    MultiplyBlock(rows, columns, depth, (T*)c + (nint)i * ldc + j, ldc, accumulate || l > 0);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyBlock(int rows, int columns, int depth, T* c, nint ldc, bool accumulate)
    {
        for (int j = 0; j < columns; j += TileColumns)
        {
            T* b = _packedB.Pointer + (nint)j * depth;
            for (int i = 0; i < rows; i += TileRows)
            {
                T* a = _packedA.Pointer + (nint)i * depth;
                T* tile = c + i * ldc + j;
                if (i + TileRows <= rows && j + TileColumns <= columns)
                {
                    RegisterTile.Multiply<TLanes, T>(depth, a, b, tile, ldc, accumulate);
                }
                else
                {
                    RegisterTile.Multiply<TLanes, T>(depth, a, b, _edge.Pointer, TileColumns, accumulate: false);
                    CopyEdge(Math.Min(TileRows, rows - i), Math.Min(TileColumns, columns - j), tile, ldc, accumulate);
                }
            }
        }
    }

    private void CopyEdge(int rows, int columns, T* c, nint ldc, bool accumulate)
    {
        T* from = _edge.Pointer;
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                c[i * ldc + j] = accumulate ? c[i * ldc + j] + from[i * TileColumns + j] : from[i * TileColumns + j];
    }

    /// <summary>Panels of TileRows rows, each column by column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackA(TStore* a, nint lda, int rows, int depth)
    {
        T* to = _packedA.Pointer;
        for (int i = 0; i < rows; i += TileRows)
        {
            TStore* from = a + i * lda;
            if (i + TileRows <= rows)
                for (int r = 0; r < TileRows; r += 4)
                    PackFourRows(from + r * lda, lda, depth, to + r);
            else
                for (int l = 0; l < depth; l++)
                    for (int r = 0; r < TileRows; r++)
                        to[l * TileRows + r] = i + r < rows ? Widen(from[r * lda + l]) : T.Zero;
            to += TileRows * depth;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackFourRows(TStore* a, nint lda, int depth, T* to)
    {
        TStore* a1 = a + lda, a2 = a1 + lda, a3 = a2 + lda;
        for (int l = 0; l < depth; l++, to += TileRows)
        {
            to[0] = Widen(a[l]);
            to[1] = Widen(a1[l]);
            to[2] = Widen(a2[l]);
            to[3] = Widen(a3[l]);
        }
    }

    /// <summary>Panels of TileColumns columns, each row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackB(TStore* b, nint ldb, int depth, int columns)
    {
        T* to = _packedB.Pointer;
        for (int j = 0; j < columns; j += TileColumns)
        {
            int width = Math.Min(TileColumns, columns - j);
            TStore* from = b + j;
            for (int l = 0; l < depth; l++, to += TileColumns, from += ldb)
            {
                if (typeof(T) == typeof(TStore) && width == TileColumns)
                {
                    TLanes.Load((T*)from).Store(to);
                    TLanes.Load((T*)from + TLanes.Count).Store(to + TLanes.Count);
                    TLanes.Load((T*)from + 2 * TLanes.Count).Store(to + 2 * TLanes.Count);
                }
                else
                {
                    for (int s = 0; s < TileColumns; s++)
                        to[s] = s < width ? Widen(from[s]) : T.Zero;
                }
            }
        }
    }

    private static T Widen(TStore value) => typeof(T) == typeof(TStore) ? (T)(object)value : T.CreateTruncating(value);
}

/// <summary>How much of a matrix is packed at once, in elements. A block of A shall fit in the second-level cache (1
/// MiB here), a panel of A and one of B shall pass through the first, a block of B shall fit in the third. Measured on
/// Zen 5, where the depths from 256 to 384 differ by less than the noise.</summary>
internal static class GemmBlocks
{
    /// <summary>Rows of a block of A; a multiple of every tile's rows.</summary>
    public const int Rows = 128;

    /// <summary>Terms of a sum before C is updated.</summary>
    public const int Depth = 384;

    /// <summary>Columns of a block of B.</summary>
    public const int Columns = 4096;

    /// <summary>Elements of the largest tile.</summary>
    public const int Tile = 8 * 3 * 16;

    /// <summary>Memory for the packed blocks and a tile [byte].</summary>
    public static long Bytes(Precision precision) =>
        (long)(Rows * Depth + Depth * Columns + Tile) * precision.Formats.Accumulate.Bytes();
}
