using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Our product of whole numbers of 8 bits with sums of 32: packed panels as in
/// <see cref="BlockedGemm{TLanes, TStore, T}"/>, in groups of four terms, which dot-product instructions multiply and
/// add at once. Those take one factor without a sign: A is stored with 128 added, and 128 times the sum of each column
/// of B is where its sums begin. Sums wrap around 32 bits on the way, as the result does not. Where a processor has no
/// such instruction, pairs of terms are widened to 16 bits.</summary>
internal sealed unsafe class WholeGemm(MemoryBudget memory) : ILocalGemm
{
    private const int Rows = 96, Depth = 1024, Columns = 3072;
    private const int TileRows = 4, TileVectors = 3, Lanes = 8, TileColumns = TileVectors * Lanes, Group = 4;
    private const int Offset = 128;

    private readonly NativeBuffer<byte> _packedA = memory.Allocate<byte>(Rows * Depth);
    private readonly NativeBuffer<sbyte> _packedB = memory.Allocate<sbyte>(Depth * Columns);
    private readonly NativeBuffer<int> _starts = memory.Allocate<int>(Columns);
    private readonly NativeBuffer<int> _edge = memory.Allocate<int>(TileRows * TileColumns);

    /// <summary>Memory for panels [byte].</summary>
    public static long Bytes => Rows * Depth + Depth * Columns + sizeof(int) * (Columns + TileRows * TileColumns);

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
                new Span<int>((int*)c + (nint)i * ldc, n).Clear();
        for (int j = 0; j < n; j += Columns)
        {
            int columns = Math.Min(Columns, n - j);
            for (int l = 0; l < k; l += Depth)
            {
                int depth = Math.Min(Depth, k - l);
                PackB(b.At(l, j, 1), depth, columns);
                for (int i = 0; i < m; i += Rows)
                {
                    int rows = Math.Min(Rows, m - i);
                    PackA(a.At(i, l, 1), rows, depth);
                    MultiplyBlock(rows, columns, Groups(depth), (int*)c + (nint)i * ldc + j, ldc, accumulate || l > 0);
                }
            }
        }
    }

    private static int Groups(int depth) => (depth + Group - 1) / Group;

    private void MultiplyBlock(int rows, int columns, int groups, int* c, nint ldc, bool accumulate)
    {
        for (int j = 0; j < columns; j += TileColumns)
            for (int i = 0; i < rows; i += TileRows)
            {
                byte* a = _packedA.Pointer + (nint)i * groups * Group;
                sbyte* b = _packedB.Pointer + (nint)j * groups * Group;
                int* starts = _starts.Pointer + j, tile = c + i * ldc + j;
                if (i + TileRows <= rows && j + TileColumns <= columns)
                {
                    Tile(groups, a, b, starts, tile, ldc, accumulate);
                    continue;
                }

                Tile(groups, a, b, starts, _edge.Pointer, TileColumns, accumulate: false);
                for (int r = 0; r < Math.Min(TileRows, rows - i); r++)
                    for (int s = 0; s < Math.Min(TileColumns, columns - j); s++)
                        tile[r * ldc + s] =
                            (accumulate ? tile[r * ldc + s] : 0) + _edge.Pointer[r * TileColumns + s];
            }
    }

    /// <summary>4 rows of A by 24 columns of B. The twelve sums are named: the compiler keeps no array of vectors in
    /// registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(int groups, byte* a, sbyte* b, int* starts, int* c, nint ldc, bool accumulate)
    {
        Vector256<int> c00 = Vector256.Load(starts), c10 = c00, c20 = c00, c30 = c00;
        Vector256<int> c01 = Vector256.Load(starts + Lanes), c11 = c01, c21 = c01, c31 = c01;
        Vector256<int> c02 = Vector256.Load(starts + 2 * Lanes), c12 = c02, c22 = c02, c32 = c02;
        for (int g = 0; g < groups; g++, a += TileRows * Group, b += TileColumns * Group)
        {
            Vector256<sbyte> b0 = Vector256.Load(b), b1 = Vector256.Load(b + 32), b2 = Vector256.Load(b + 64);
            Vector256<byte> row = Vector256.Create(*(int*)a).AsByte();
            (c00, c01, c02) = (Dot(c00, row, b0), Dot(c01, row, b1), Dot(c02, row, b2));
            row = Vector256.Create(*(int*)(a + 4)).AsByte();
            (c10, c11, c12) = (Dot(c10, row, b0), Dot(c11, row, b1), Dot(c12, row, b2));
            row = Vector256.Create(*(int*)(a + 8)).AsByte();
            (c20, c21, c22) = (Dot(c20, row, b0), Dot(c21, row, b1), Dot(c22, row, b2));
            row = Vector256.Create(*(int*)(a + 12)).AsByte();
            (c30, c31, c32) = (Dot(c30, row, b0), Dot(c31, row, b1), Dot(c32, row, b2));
        }

        Store(c00, c01, c02, c, accumulate);
        Store(c10, c11, c12, c + ldc, accumulate);
        Store(c20, c21, c22, c + 2 * ldc, accumulate);
        Store(c30, c31, c32, c + 3 * ldc, accumulate);
    }

    /// <summary>sum + the four products of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Dot(Vector256<int> sum, Vector256<byte> a, Vector256<sbyte> b)
    {
        if (AvxVnni.IsSupported)
            return AvxVnni.MultiplyWideningAndAdd(sum, a, b);

        // Even and odd terms as 16 bits each: a product of 8 and 8 bits fits, and so does a sum of two in 32.
        Vector256<short> evenA = (a.AsInt16() & Vector256.Create((short)0xFF)), oddA = a.AsInt16() >>> 8;
        Vector256<short> evenB = (b.AsInt16() << 8) >> 8, oddB = b.AsInt16() >> 8;
        return sum + Pairs(evenA, evenB) + Pairs(oddA, oddB);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Pairs(Vector256<short> a, Vector256<short> b)
    {
        if (Avx2.IsSupported)
            return Avx2.MultiplyAddAdjacent(a, b);
        Vector256<int> low = ((a.AsInt32() << 16) >> 16) * ((b.AsInt32() << 16) >> 16);
        return low + (a.AsInt32() >> 16) * (b.AsInt32() >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> c0, Vector256<int> c1, Vector256<int> c2, int* c, bool accumulate)
    {
        if (accumulate)
            (c0, c1, c2) = (
                c0 + Vector256.Load(c), c1 + Vector256.Load(c + Lanes), c2 + Vector256.Load(c + 2 * Lanes));
        c0.Store(c);
        c1.Store(c + Lanes);
        c2.Store(c + 2 * Lanes);
    }

    /// <summary>Panels of 4 rows, four terms of each row after the other; 128, which is 0, fills them up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackA(Operand a, int rows, int depth)
    {
        byte* to = _packedA.Pointer;
        for (int i = 0; i < rows; i += TileRows)
            for (int l = 0; l < depth; l += Group)
                for (int r = i; r < i + TileRows; r++, to += Group)
                {
                    if (r < rows && l + Group <= depth && !a.IsTransposed)
                        *(uint*)to = *(uint*)(a.Address + (nint)r * a.Stride + l) ^ 0x8080_8080;
                    else
                        for (int t = 0; t < Group; t++)
                            to[t] = r < rows && l + t < depth
                                ? (byte)(*(sbyte*)a.At(r, l + t, 1).Address + Offset) : (byte)Offset;
                }
    }

    /// <summary>Panels of 24 columns, four terms of each column after the other, and -128 times the sum of each.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackB(Operand b, int depth, int columns)
    {
        sbyte* to = _packedB.Pointer;
        int whole = (columns + TileColumns - 1) / TileColumns * TileColumns;
        new Span<int>(_starts.Pointer, whole).Clear();
        for (int j = 0; j < whole; j += TileColumns)
            for (int l = 0; l < depth; l += Group, to += TileColumns * Group)
            {
                if (j + TileColumns <= columns && l + Group <= depth && !b.IsTransposed)
                    PackWhole((sbyte*)b.Address + (nint)l * b.Stride + j, b.Stride, to, _starts.Pointer + j);
                else
                    PackEdge(b, l, depth, j, columns, to);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PackWhole(sbyte* from, nint stride, sbyte* to, int* starts)
    {
        for (int s = 0; s < TileColumns; s += Lanes)
        {
            Vector256<uint> low = Pairs(from + s, from + stride + s);
            Vector256<uint> high = Pairs(from + 2 * stride + s, from + 3 * stride + s);
            Vector256<sbyte> groups = (low | high << 16).AsSByte();
            groups.Store(to + s * Group);
            Vector256<int> sums = Dot(Vector256<int>.Zero, Vector256.Create((byte)Offset), groups);
            (Vector256.Load(starts + s) - sums).Store(starts + s);
        }

        // Eight numbers in 16 of 32 bits each: those of one row below those of the next.
        static Vector256<uint> Pairs(sbyte* row, sbyte* next) => Vector256.WidenLower(
            (Eight(row) | Eight(next) << 8).ToVector256());

        static Vector128<ushort> Eight(sbyte* from) =>
            Vector128.WidenLower(Vector128.CreateScalar(*(ulong*)from).AsByte());
    }

    private void PackEdge(Operand b, int l, int depth, int j, int columns, sbyte* to)
    {
        for (int s = 0; s < TileColumns; s++)
            for (int t = 0; t < Group; t++)
            {
                sbyte value = j + s < columns && l + t < depth ? *(sbyte*)b.At(l + t, j + s, 1).Address : (sbyte)0;
                to[s * Group + t] = value;
                _starts.Pointer[j + s] -= Offset * value;
            }
    }
}
