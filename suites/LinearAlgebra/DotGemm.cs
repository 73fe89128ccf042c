using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>The innermost kernel of <see cref="DotGemm{TStore}"/>: a tile of C that stays in registers while groups of
/// terms are multiplied and added at once.</summary>
/// <param name="rows">of a tile</param>
/// <param name="columns">of a tile, a multiple of 8</param>
internal abstract unsafe class DotTile(int rows, int columns)
{
    /// <summary>Rows of a tile.</summary>
    public int Rows => rows;

    /// <summary>Columns of a tile.</summary>
    public int Columns => columns;

    /// <summary>What it multiplies with.</summary>
    public abstract string Instructions { get; }

    /// <summary>C = starts + A B, or C += starts + A B.</summary>
    /// <param name="groups">of each sum, 32 bits each</param>
    /// <param name="a">packed: for each group, one of each row</param>
    /// <param name="b">packed: for each group, one of each column</param>
    /// <param name="starts">where the sums of each column begin</param>
    /// <param name="c">the tile's first element</param>
    /// <param name="ldc">elements between rows of C</param>
    /// <param name="accumulate">add to C</param>
    public abstract void Multiply(
        nint groups, uint* a, uint* b, uint* starts, uint* c, nint ldc, bool accumulate);
}

/// <summary>A product of numbers narrower than their sums, which have 32 bits: packed panels as in
/// <see cref="BlockedGemm{TLanes, TStore, T}"/>, in groups of as many terms as fill 32 bits, for instructions that
/// multiply and add a group at once. Those of whole numbers take one factor without a sign: A is stored with 128 added,
/// and -128 times the sum of each column of B is where its sums begin. Sums wrap around 32 bits on the way, as the
/// result does not.</summary>
/// <typeparam name="TStore">elements of A and B, whole if they have 8 bits</typeparam>
/// <param name="tile">what multiplies</param>
/// <param name="memory">for panels</param>
internal sealed unsafe class DotGemm<TStore>(DotTile tile, MemoryBudget memory) : ILocalGemm
    where TStore : unmanaged, INumber<TStore>
{
    // A block of A and a panel of B shall fit in the second-level cache, a block of B in the third. Measured on Zen 5:
    // deeper blocks, which touch C less often, bring more than a panel of B in the first.
    private const int Rows = 192, Groups = 512, Columns = 3072, MostTile = 1024;
    private const uint Offset = 0x8080_8080;

    private readonly NativeBuffer<uint> _packedA = memory.Allocate<uint>(Rows * Groups);
    private readonly NativeBuffer<uint> _packedB = memory.Allocate<uint>(Groups * Columns);
    private readonly NativeBuffer<uint> _starts = memory.Allocate<uint>(Columns);
    private readonly NativeBuffer<uint> _edge = memory.Allocate<uint>(MostTile);

    /// <summary>Memory for panels [byte].</summary>
    public static long Bytes => sizeof(uint) * (Rows * Groups + Groups * Columns + Columns + MostTile);

    /// <inheritdoc/>
    public IReadOnlyList<PointFact> Facts => [new("instructions", "", tile.Instructions)];

    private static int Terms => sizeof(uint) / sizeof(TStore);

    private static bool IsWhole => sizeof(TStore) == 1;

    public void Dispose()
    {
        _packedA.Dispose();
        _packedB.Dispose();
        _starts.Dispose();
        _edge.Dispose();
    }

    public void Multiply(int m, int n, int k, Operand a, Operand b, nint c, int ldc, bool accumulate)
    {
        if (k == 0 && !accumulate)
            for (int i = 0; i < m; i++)
                new Span<uint>((uint*)c + (nint)i * ldc, n).Clear();
        int deepest = Groups * Terms, tallest = Rows / tile.Rows * tile.Rows;
        int widest = Columns / tile.Columns * tile.Columns;
        for (int j = 0; j < n; j += widest)
        {
            int columns = Math.Min(widest, n - j);
            for (int l = 0; l < k; l += deepest)
            {
                int depth = Math.Min(deepest, k - l);
                PackB(b.At(l, j, sizeof(TStore)), depth, columns);
                for (int i = 0; i < m; i += tallest)
                {
                    int rows = Math.Min(tallest, m - i);
                    Operand block = a.At(i, l, sizeof(TStore));
                    // Rows of A are to the packing what columns of B are.
                    Pack(
                        block with { IsTransposed = !a.IsTransposed }, rows, depth, tile.Rows, IsWhole ? Offset : 0,
                        _packedA.Pointer);
                    uint* to = (uint*)c + (nint)i * ldc + j;
                    MultiplyBlock(rows, columns, GroupsOf(depth), to, ldc, accumulate || l > 0);
                }
            }
        }
    }

    private static int GroupsOf(int depth) => (depth + Terms - 1) / Terms;

    private void MultiplyBlock(int rows, int columns, int groups, uint* c, nint ldc, bool accumulate)
    {
        for (int j = 0; j < columns; j += tile.Columns)
            for (int i = 0; i < rows; i += tile.Rows)
            {
                uint* a = _packedA.Pointer + (nint)i * groups, b = _packedB.Pointer + (nint)j * groups;
                uint* starts = _starts.Pointer + j, to = c + i * ldc + j;
                if (i + tile.Rows <= rows && j + tile.Columns <= columns)
                {
                    tile.Multiply(groups, a, b, starts, to, ldc, accumulate);
                    continue;
                }

                (int height, int width) = (Math.Min(tile.Rows, rows - i), Math.Min(tile.Columns, columns - j));
                uint* edge = _edge.Pointer;
                if (accumulate)
                    Copy(height, width, to, ldc, edge, tile.Columns);
                tile.Multiply(groups, a, b, starts, edge, tile.Columns, accumulate);
                Copy(height, width, edge, tile.Columns, to, ldc);
            }
    }

    private static void Copy(int rows, int columns, uint* from, nint stride, uint* to, nint toStride)
    {
        for (int i = 0; i < rows; i++)
            new Span<uint>(from + i * stride, columns).CopyTo(new Span<uint>(to + i * toStride, columns));
    }

    private void PackB(Operand b, int depth, int columns)
    {
        Pack(b, columns, depth, tile.Columns, 0, _packedB.Pointer);
        int whole = (columns + tile.Columns - 1) / tile.Columns * tile.Columns;
        new Span<uint>(_starts.Pointer, whole).Clear();
        if (IsWhole)
            SubtractSums(whole, GroupsOf(depth));
    }

    /// <summary>-128 times the sum of each column of B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SubtractSums(int columns, int groups)
    {
        var b = (sbyte*)_packedB.Pointer;
        for (int j = 0; j < columns; j += tile.Columns)
            for (int g = 0; g < groups; g++)
                for (int s = j; s < j + tile.Columns; s += 8, b += 32)
                {
                    var sums = Vector256.Load((int*)_starts.Pointer + s);
                    var products = WholeTile.Dot(
                        Vector256<int>.Zero, Vector256.Create(Offset).AsByte(), Vector256.Load(b));
                    (sums - products).Store((int*)_starts.Pointer + s);
                }
    }

    /// <summary>Panels of columns as wide as a tile, group by group; zeros fill up the last column and group.</summary>
    /// <param name="from">the block</param>
    /// <param name="columns">of the block</param>
    /// <param name="depth">its rows</param>
    /// <param name="width">columns of a panel</param>
    /// <param name="offset">what each group is changed by</param>
    /// <param name="to">where the first panel goes</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(Operand from, int columns, int depth, int width, uint offset, uint* to)
    {
        int groups = GroupsOf(depth), whole = depth / Terms;
        for (int j = 0; j < columns; j += width, to += (nint)groups * width)
        {
            int fours = Math.Min(width, columns - j) / 4 * 4;
            var first = (TStore*)from.At(0, j, sizeof(TStore)).Address;
            if (!from.IsTransposed)
                PackColumns(first, from.Stride, fours, whole, width, offset, to);
            else
                for (int s = 0; s < fours; s += 4)
                    PackRows(first + (nint)s * from.Stride, from.Stride, whole, width, offset, to + s);

            for (int g = 0; g < groups; g++)
                for (int s = g < whole ? fours : 0; s < width; s++)
                    to[(nint)g * width + s] = Group(from, g * Terms, depth, j + s, columns) ^ offset;
        }
    }

    /// <summary>Four columns whose terms lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackRows(TStore* from, nint stride, int groups, int step, uint offset, uint* to)
    {
        uint* a = (uint*)from, b = (uint*)(from + stride);
        uint* c = (uint*)(from + 2 * stride), d = (uint*)(from + 3 * stride);
        for (int g = 0; g < groups; g++, to += step)
        {
            to[0] = a[g] ^ offset;
            to[1] = b[g] ^ offset;
            to[2] = c[g] ^ offset;
            to[3] = d[g] ^ offset;
        }
    }

    /// <summary>Columns that lie side by side, four at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackColumns(
        TStore* from, nint stride, int columns, int groups, int step, uint offset, uint* to)
    {
        Vector128<byte> order = IsWhole
            ? Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)
            : Vector128.Create((byte)0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
        for (int g = 0; g < groups; g++, from += Terms * stride, to += step)
            for (int s = 0; s < columns; s += 4)
            {
                TStore* a = from + s, b = a + stride;
                Vector128<byte> rows = IsWhole
                    ? Vector128.Create(
                        *(uint*)a, *(uint*)b, *(uint*)(b + stride), *(uint*)(b + 2 * stride)).AsByte()
                    : Vector128.Create(*(ulong*)a, *(ulong*)b).AsByte();
                (Vector128.ShuffleNative(rows, order).AsUInt32() ^ Vector128.Create(offset)).Store(to + s);
            }
    }

    /// <summary>Terms of a column from a row on.</summary>
    private static uint Group(Operand from, int row, int rows, int column, int columns)
    {
        uint group = 0;
        for (int t = 0; t < Terms && row + t < rows && column < columns; t++)
            ((TStore*)&group)[t] = *(TStore*)from.At(row + t, column, sizeof(TStore)).Address;
        return group;
    }
}
