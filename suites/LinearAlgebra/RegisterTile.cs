using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>The innermost kernel of our GEMM: a tile of C that stays in registers while k runs over packed panels. The
/// rows of the tile are as many as the register file allows beside a row of B and one value of A. Source: Van Zee and
/// van de Geijn, BLIS, ACM TOMS 41 (2015), section 3.</summary>
internal static unsafe class RegisterTile
{
    /// <summary>Registers across a tile.</summary>
    public const int Across = 3;

    /// <summary>Rows of a tile: 8 of 3 registers where there are 32, else 4 of 3.</summary>
    public static int Rows<TLanes, T>()
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, INumber<T> => TLanes.Registers >= 32 ? 8 : 4;

    /// <summary>C = A B or C += A B for one tile.</summary>
    /// <param name="k">terms of each sum, at least 1</param>
    /// <param name="a">packed: for each k, the rows' values</param>
    /// <param name="b">packed: for each k, three registers</param>
    /// <param name="c">the tile's first element</param>
    /// <param name="ldc">elements between rows of C</param>
    /// <param name="accumulate">add to C</param>
    public static void Multiply<TLanes, T>(int k, T* a, T* b, T* c, nint ldc, bool accumulate)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, INumber<T>
    {
        if (TLanes.Registers >= 32)
            Multiply8<TLanes, T>(k, a, b, c, ldc, accumulate);
        else
            Multiply4<TLanes, T>(k, a, b, c, ldc, accumulate);
    }

    // The sums are locals, not an array, because only locals are kept in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply8<V, T>(int k, T* a, T* b, T* c, nint ldc, bool accumulate)
        where V : struct, ILanes<V, T>
        where T : unmanaged, INumber<T>
    {
        V c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        V c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        V c40 = default, c41 = default, c42 = default, c50 = default, c51 = default, c52 = default;
        V c60 = default, c61 = default, c62 = default, c70 = default, c71 = default, c72 = default;
        Fetch<V, T>(c, ldc, 8);
        for (T* end = a + (nint)k * 8; a < end; a += 8, b += Across * V.Count)
        {
            V b0 = V.Load(b), b1 = V.Load(b + V.Count), b2 = V.Load(b + 2 * V.Count);
            V x = V.Splat(a[0]);
            (c00, c01, c02) = (V.MultiplyAdd(x, b0, c00), V.MultiplyAdd(x, b1, c01), V.MultiplyAdd(x, b2, c02));
            x = V.Splat(a[1]);
            (c10, c11, c12) = (V.MultiplyAdd(x, b0, c10), V.MultiplyAdd(x, b1, c11), V.MultiplyAdd(x, b2, c12));
            x = V.Splat(a[2]);
            (c20, c21, c22) = (V.MultiplyAdd(x, b0, c20), V.MultiplyAdd(x, b1, c21), V.MultiplyAdd(x, b2, c22));
            x = V.Splat(a[3]);
            (c30, c31, c32) = (V.MultiplyAdd(x, b0, c30), V.MultiplyAdd(x, b1, c31), V.MultiplyAdd(x, b2, c32));
            x = V.Splat(a[4]);
            (c40, c41, c42) = (V.MultiplyAdd(x, b0, c40), V.MultiplyAdd(x, b1, c41), V.MultiplyAdd(x, b2, c42));
            x = V.Splat(a[5]);
            (c50, c51, c52) = (V.MultiplyAdd(x, b0, c50), V.MultiplyAdd(x, b1, c51), V.MultiplyAdd(x, b2, c52));
            x = V.Splat(a[6]);
            (c60, c61, c62) = (V.MultiplyAdd(x, b0, c60), V.MultiplyAdd(x, b1, c61), V.MultiplyAdd(x, b2, c62));
            x = V.Splat(a[7]);
            (c70, c71, c72) = (V.MultiplyAdd(x, b0, c70), V.MultiplyAdd(x, b1, c71), V.MultiplyAdd(x, b2, c72));
        }

        StoreRow<V, T>(c, c00, c01, c02, accumulate);
        StoreRow<V, T>(c + ldc, c10, c11, c12, accumulate);
        StoreRow<V, T>(c + 2 * ldc, c20, c21, c22, accumulate);
        StoreRow<V, T>(c + 3 * ldc, c30, c31, c32, accumulate);
        StoreRow<V, T>(c + 4 * ldc, c40, c41, c42, accumulate);
        StoreRow<V, T>(c + 5 * ldc, c50, c51, c52, accumulate);
        StoreRow<V, T>(c + 6 * ldc, c60, c61, c62, accumulate);
        StoreRow<V, T>(c + 7 * ldc, c70, c71, c72, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply4<V, T>(int k, T* a, T* b, T* c, nint ldc, bool accumulate)
        where V : struct, ILanes<V, T>
        where T : unmanaged, INumber<T>
    {
        V c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        V c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        Fetch<V, T>(c, ldc, 4);
        for (T* end = a + (nint)k * 4; a < end; a += 4, b += Across * V.Count)
        {
            V b0 = V.Load(b), b1 = V.Load(b + V.Count), b2 = V.Load(b + 2 * V.Count);
            V x = V.Splat(a[0]);
            (c00, c01, c02) = (V.MultiplyAdd(x, b0, c00), V.MultiplyAdd(x, b1, c01), V.MultiplyAdd(x, b2, c02));
            x = V.Splat(a[1]);
            (c10, c11, c12) = (V.MultiplyAdd(x, b0, c10), V.MultiplyAdd(x, b1, c11), V.MultiplyAdd(x, b2, c12));
            x = V.Splat(a[2]);
            (c20, c21, c22) = (V.MultiplyAdd(x, b0, c20), V.MultiplyAdd(x, b1, c21), V.MultiplyAdd(x, b2, c22));
            x = V.Splat(a[3]);
            (c30, c31, c32) = (V.MultiplyAdd(x, b0, c30), V.MultiplyAdd(x, b1, c31), V.MultiplyAdd(x, b2, c32));
        }

        StoreRow<V, T>(c, c00, c01, c02, accumulate);
        StoreRow<V, T>(c + ldc, c10, c11, c12, accumulate);
        StoreRow<V, T>(c + 2 * ldc, c20, c21, c22, accumulate);
        StoreRow<V, T>(c + 3 * ldc, c30, c31, c32, accumulate);
    }

    /// <summary>Asks for the tile of C before it is needed, because its rows lie too far apart for the processor to
    /// guess.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch<V, T>(T* c, nint ldc, int rows)
        where V : struct, ILanes<V, T>
        where T : unmanaged, INumber<T>
    {
        if (!Sse.IsSupported)
            return;
        for (int i = 0; i < rows; i++)
        {
            Sse.Prefetch0(c + i * ldc);
            Sse.Prefetch0(c + i * ldc + V.Count);
            Sse.Prefetch0(c + i * ldc + 2 * V.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<V, T>(T* c, V x, V y, V z, bool accumulate)
        where V : struct, ILanes<V, T>
        where T : unmanaged, INumber<T>
    {
        if (accumulate)
        {
            x = x + V.Load(c);
            y = y + V.Load(c + V.Count);
            z = z + V.Load(c + 2 * V.Count);
        }

        x.Store(c);
        y.Store(c + V.Count);
        z.Store(c + 2 * V.Count);
    }
}
