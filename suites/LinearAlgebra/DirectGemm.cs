using System.Numerics;
using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Our GEMM for matrices so small that packing does not pay: C = A B, neither transposed, straight from where
/// they lie. The last tile of a row or column is moved back so that it ends at the edge; what it shares with the one
/// before is multiplied twice.</summary>
/// <typeparam name="T">elements of A, B and C</typeparam>
internal abstract unsafe class DirectGemm<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>More multiply-adds than this are packed first. Measured on Zen 5, where packing is slower at 512 and as
    /// fast at 768; where rows lie on more pages than the processor remembers, it is needed.</summary>
    private const long Most = 512 * 512 * 512;

    private static readonly DirectGemm<T>[] OfAllWidths = [.. Lanes.All(new OfWidth())];

    /// <summary>Columns of C that it needs.</summary>
    public abstract int Columns { get; }

    /// <summary>The widest for so many columns; null where packing pays.</summary>
    public static DirectGemm<T>? For(int m, int n, int k)
    {
        if (n == 0 || (long)m * n * k > Most)
            return null;
        foreach (DirectGemm<T> width in OfAllWidths)
            if (width.Columns <= n)
                return width;
        return null;
    }

    /// <summary>C = A B.</summary>
    /// <param name="m">rows of A and C</param>
    /// <param name="n">columns of B and C, at least <see cref="Columns"/></param>
    /// <param name="k">terms of each sum</param>
    /// <param name="a">A, row-major</param>
    /// <param name="lda">elements between rows of A</param>
    /// <param name="b">B, row-major</param>
    /// <param name="ldb">elements between rows of B</param>
    /// <param name="c">C, row-major</param>
    /// <param name="ldc">elements between rows of C</param>
    public abstract void Multiply(int m, int n, int k, T* a, nint lda, T* b, nint ldb, T* c, nint ldc);

    private sealed class OfWidth : IForLanes<T, DirectGemm<T>>
    {
        public DirectGemm<T> For<TLanes>()
            where TLanes : struct, ILanes<TLanes, T> => new DirectGemm<TLanes, T>();
    }
}

/// <summary>The same with lanes of one width.</summary>
/// <typeparam name="V">the lanes</typeparam>
/// <typeparam name="T">elements of A, B and C</typeparam>
internal sealed unsafe class DirectGemm<V, T> : DirectGemm<T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, INumber<T>
{
    /// <inheritdoc/>
    public override int Columns => V.Count;

    /// <inheritdoc/>
    public override void Multiply(int m, int n, int k, T* a, nint lda, T* b, nint ldb, T* c, nint ldc)
    {
        int vectors = (n + V.Count - 1) / V.Count, last = n - V.Count;
        int taken;
        for (int v = 0; v < vectors; v += taken)
        {
            // One alone has too few sums to keep the processor busy: four are taken as two and two.
            taken = vectors - v == 4 ? 2 : Math.Min(vectors - v, 3);
            int first = Math.Min(v * V.Count, last);
            var tile = new Edges(
                k, lda, ldb, ldc, Math.Min((v + 1) * V.Count, last) - first, Math.Min((v + 2) * V.Count, last) - first);
            switch (taken)
            {
                case 1:
                    Down<Count1>(m, a, b + first, c + first, tile);
                    break;
                case 2:
                    Down<Count2>(m, a, b + first, c + first, tile);
                    break;
                default:
                    Down<Count3>(m, a, b + first, c + first, tile);
                    break;
            }
        }
    }

    private static void Down<TAcross>(int m, T* a, T* b, T* c, in Edges edges)
        where TAcross : ICount
    {
        if (m >= 8 && V.Registers >= 32)
            for (int i = 0; i < m; i += 8)
                Tile<Count8, TAcross>(a + Math.Min(i, m - 8) * edges.Lda, b, c + Math.Min(i, m - 8) * edges.Ldc, edges);
        else if (m >= 4)
            for (int i = 0; i < m; i += 4)
                Tile<Count4, TAcross>(a + Math.Min(i, m - 4) * edges.Lda, b, c + Math.Min(i, m - 4) * edges.Ldc, edges);
        else
            for (int i = 0; i < m; i++)
                Tile<Count1, TAcross>(a + i * edges.Lda, b, c + i * edges.Ldc, edges);
    }

    // The sums are locals, not an array, because only locals are kept in registers; those of rows and columns that a
    // tile has not are never made.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile<TDown, TAcross>(T* a, T* b, T* c, in Edges edges)
        where TDown : ICount
        where TAcross : ICount
    {
        V c00 = default, c01 = default, c02 = default;
        V c10 = default, c11 = default, c12 = default;
        V c20 = default, c21 = default, c22 = default;
        V c30 = default, c31 = default, c32 = default;
        V c40 = default, c41 = default, c42 = default;
        V c50 = default, c51 = default, c52 = default;
        V c60 = default, c61 = default, c62 = default;
        V c70 = default, c71 = default, c72 = default;
        nint lda = edges.Lda, ldb = edges.Ldb, ldc = edges.Ldc, second = edges.Second, third = edges.Third;
        T* q = a + 4 * lda;
        T* end = a + edges.K;
        for (T* p = a; p < end; p++, q++, b += ldb)
        {
            V b0 = V.Load(b), b1 = default, b2 = default;
            if (TAcross.Value > 1)
                b1 = V.Load(b + second);
            if (TAcross.Value > 2)
                b2 = V.Load(b + third);
            (c00, c01, c02) = Add<TAcross>(p[0], b0, b1, b2, c00, c01, c02);
            if (TDown.Value > 1)
            {
                (c10, c11, c12) = Add<TAcross>(p[lda], b0, b1, b2, c10, c11, c12);
                (c20, c21, c22) = Add<TAcross>(p[2 * lda], b0, b1, b2, c20, c21, c22);
                (c30, c31, c32) = Add<TAcross>(p[3 * lda], b0, b1, b2, c30, c31, c32);
            }

            if (TDown.Value > 4)
            {
                (c40, c41, c42) = Add<TAcross>(q[0], b0, b1, b2, c40, c41, c42);
                (c50, c51, c52) = Add<TAcross>(q[lda], b0, b1, b2, c50, c51, c52);
                (c60, c61, c62) = Add<TAcross>(q[2 * lda], b0, b1, b2, c60, c61, c62);
                (c70, c71, c72) = Add<TAcross>(q[3 * lda], b0, b1, b2, c70, c71, c72);
            }
        }

        Store<TAcross>(c, second, third, c00, c01, c02);
        if (TDown.Value > 1)
        {
            Store<TAcross>(c + ldc, second, third, c10, c11, c12);
            Store<TAcross>(c + 2 * ldc, second, third, c20, c21, c22);
            Store<TAcross>(c + 3 * ldc, second, third, c30, c31, c32);
        }

        if (TDown.Value > 4)
        {
            c += 4 * ldc;
            Store<TAcross>(c, second, third, c40, c41, c42);
            Store<TAcross>(c + ldc, second, third, c50, c51, c52);
            Store<TAcross>(c + 2 * ldc, second, third, c60, c61, c62);
            Store<TAcross>(c + 3 * ldc, second, third, c70, c71, c72);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V X, V Y, V Z) Add<TAcross>(T factor, V b0, V b1, V b2, V x, V y, V z)
        where TAcross : ICount
    {
        V a = V.Splat(factor);
        return (
            V.MultiplyAdd(a, b0, x), TAcross.Value > 1 ? V.MultiplyAdd(a, b1, y) : y,
            TAcross.Value > 2 ? V.MultiplyAdd(a, b2, z) : z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TAcross>(T* c, nint second, nint third, V x, V y, V z)
        where TAcross : ICount
    {
        x.Store(c);
        if (TAcross.Value > 1)
            y.Store(c + second);
        if (TAcross.Value > 2)
            z.Store(c + third);
    }

    /// <summary>What all tiles of some columns share.</summary>
    /// <param name="K">terms of each sum</param>
    /// <param name="Lda">elements between rows of A</param>
    /// <param name="Ldb">elements between rows of B</param>
    /// <param name="Ldc">elements between rows of C</param>
    /// <param name="Second">where the second vector begins, from the first</param>
    /// <param name="Third">where the third begins</param>
    private readonly record struct Edges(int K, nint Lda, nint Ldb, nint Ldc, nint Second, nint Third);

    /// <summary>A number that the compiler knows.</summary>
    private interface ICount
    {
        static abstract int Value { get; }
    }

    private readonly struct Count1 : ICount
    {
        public static int Value => 1;
    }

    private readonly struct Count2 : ICount
    {
        public static int Value => 2;
    }

    private readonly struct Count3 : ICount
    {
        public static int Value => 3;
    }

    private readonly struct Count4 : ICount
    {
        public static int Value => 4;
    }

    private readonly struct Count8 : ICount
    {
        public static int Value => 8;
    }
}
