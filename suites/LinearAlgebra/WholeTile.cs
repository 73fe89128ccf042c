using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A tile of whole numbers of 8 bits in C#. Where a processor has no instruction for groups of four terms,
/// pairs of them are widened to 16 bits.</summary>
internal sealed unsafe class WholeTile() : DotTile(TileRows, TileColumns)
{
    private const int TileRows = 4, Lanes = 8, TileColumns = 3 * Lanes;

    /// <inheritdoc/>
    public override string Instructions => AvxVnni.IsSupported ? "AVX-VNNI" : "16-bit products";

    /// <inheritdoc/>
    public override void Multiply(
        nint groups, uint* a, uint* b, uint* starts, uint* c, nint ldc, bool accumulate) =>
        Tile(groups, (byte*)a, (sbyte*)b, (int*)starts, (int*)c, ldc, accumulate);

    /// <summary>4 rows of A by 24 columns of B. The twelve sums are named: the compiler keeps no array of vectors in
    /// registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(nint groups, byte* a, sbyte* b, int* starts, int* c, nint ldc, bool accumulate)
    {
        Vector256<int> c00 = Vector256.Load(starts), c10 = c00, c20 = c00, c30 = c00;
        Vector256<int> c01 = Vector256.Load(starts + Lanes), c11 = c01, c21 = c01, c31 = c01;
        Vector256<int> c02 = Vector256.Load(starts + 2 * Lanes), c12 = c02, c22 = c02, c32 = c02;
        for (nint g = 0; g < groups; g++, a += 4 * TileRows, b += 4 * TileColumns)
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
    internal static Vector256<int> Dot(Vector256<int> sum, Vector256<byte> a, Vector256<sbyte> b)
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
}
