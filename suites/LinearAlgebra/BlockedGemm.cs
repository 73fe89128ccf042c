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

    public void Multiply(int m, int n, int k, Operand a, Operand b, nint c, int ldc, bool accumulate)
    {
        bool isAsStored = typeof(T) == typeof(TStore) && !a.IsTransposed && !b.IsTransposed && !accumulate;
        if (isAsStored && DirectGemm<T>.For(m, n, k) is { } direct)
        {
            direct.Multiply(m, n, k, (T*)a.Address, a.Stride, (T*)b.Address, b.Stride, (T*)c, ldc);
            return;
        }

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
                PackB(b.At(l, j, sizeof(TStore)), depth, columns);
                for (int i = 0; i < m; i += GemmBlocks.Rows)
                {
                    int rows = Math.Min(GemmBlocks.Rows, m - i);
                    PackA(a.At(i, l, sizeof(TStore)), rows, depth);
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

    private void PackA(Operand a, int rows, int depth)
    {
        if (a.IsTransposed)
            PackColumns((TStore*)a.Address, a.Stride, rows, depth, TileRows, _packedA.Pointer);
        else
            PackRows((TStore*)a.Address, a.Stride, rows, depth, TileRows, _packedA.Pointer);
    }

    private void PackB(Operand b, int depth, int columns)
    {
        if (b.IsTransposed)
            PackRows((TStore*)b.Address, b.Stride, columns, depth, TileColumns, _packedB.Pointer);
        else
            PackColumns((TStore*)b.Address, b.Stride, columns, depth, TileColumns, _packedB.Pointer);
    }

    /// <summary>Panels of as many rows as a tile, each column by column, from rows that lie side by side.</summary>
    /// <param name="from">the first element</param>
    /// <param name="stride">elements between rows</param>
    /// <param name="count">rows</param>
    /// <param name="depth">columns</param>
    /// <param name="tile">rows of a panel; the last one is filled up with zeros</param>
    /// <param name="to">where the first panel goes</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackRows(TStore* from, nint stride, int count, int depth, int tile, T* to)
    {
        for (int i = 0; i < count; i += tile, from += tile * stride, to += tile * depth)
        {
            int rows = Math.Min(tile, count - i), r = 0;
            for (; r + 4 <= rows; r += 4)
                PackFourRows(from + r * stride, stride, depth, to + r, tile);
            for (; r < tile; r++)
                for (int l = 0; l < depth; l++)
                    to[(nint)l * tile + r] = r < rows ? Widen(from[r * stride + l]) : T.Zero;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackFourRows(TStore* a, nint stride, int depth, T* to, int step)
    {
        TStore* a1 = a + stride, a2 = a1 + stride, a3 = a2 + stride;
        for (int l = 0; l < depth; l++, to += step)
        {
            to[0] = Widen(a[l]);
            to[1] = Widen(a1[l]);
            to[2] = Widen(a2[l]);
            to[3] = Widen(a3[l]);
        }
    }

    /// <summary>The same panels where the rows are columns of what is stored.</summary>
    /// <inheritdoc cref="PackRows"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackColumns(TStore* from, nint stride, int count, int depth, int tile, T* to)
    {
        for (int j = 0; j < count; j += tile)
        {
            int width = Math.Min(tile, count - j);
            bool isCopied = typeof(T) == typeof(TStore) && width == tile && tile == 3 * TLanes.Count;
            TStore* row = from + j;
            for (int l = 0; l < depth; l++, to += tile, row += stride)
            {
                if (isCopied)
                {
                    TLanes.Load((T*)row).Store(to);
                    TLanes.Load((T*)row + TLanes.Count).Store(to + TLanes.Count);
                    TLanes.Load((T*)row + 2 * TLanes.Count).Store(to + 2 * TLanes.Count);
                }
                else
                {
                    for (int s = 0; s < tile; s++)
                        to[s] = s < width ? Widen(row[s]) : T.Zero;
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
