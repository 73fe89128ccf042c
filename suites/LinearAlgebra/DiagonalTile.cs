using System.Numerics;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A tile of the diagonal: its factors, and what they make of the tiles beside and below it. Substitution in
/// strips, what is left by a local product.</summary>
/// <typeparam name="T">an element</typeparam>
/// <param name="tile">rows and columns at most</param>
/// <param name="gemm">of the precision of <typeparamref name="T"/></param>
/// <param name="memory">for the factors</param>
internal sealed unsafe class DiagonalTile<T>(int tile, ILocalGemm gemm, MemoryBudget memory) : IDisposable
    where T : unmanaged, INumber<T>
{
    /// <summary>Rows, or columns, that are substituted before a product takes their part off the others; and columns
    /// that are worked on while they are in the first caches.</summary>
    private const int Strip = 32, Across = 256;

    /// <summary>Rows whose substitutions take turns, because each waits for its divisions.</summary>
    private const int Abreast = 8;

    private readonly NativeBuffer<T> _negated = memory.Allocate<T>((nint)tile * tile);

    /// <summary>The factors, row-major without padding.</summary>
    public NativeBuffer<T> Factors { get; } = memory.Allocate<T>((nint)tile * tile);

    /// <summary>Memory for tiles of so many rows [byte].</summary>
    public static long Bytes(int tile) => 2L * tile * tile * sizeof(T);

    public void Dispose()
    {
        Factors.Dispose();
        _negated.Dispose();
    }

    /// <summary>A = L U in place, without pivoting.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Factor(T* a, nint stride, int width)
    {
        for (int k = 0; k < width; k++)
        {
            T* pivot = a + k * stride;
            for (int i = k + 1; i < width; i++)
            {
                T* row = a + i * stride;
                row[k] /= pivot[k];
                Subtract(row + k + 1, pivot + k + 1, row[k], width - k - 1);
            }
        }
    }

    /// <summary>Copies the factors from where they were found.</summary>
    public void Copy(T* a, nint stride, int width)
    {
        for (int i = 0; i < width; i++)
            new ReadOnlySpan<T>(a + i * stride, width).CopyTo(new Span<T>(Factors.Pointer + (nint)i * width, width));
    }

    /// <summary>To be called where the factors have come.</summary>
    public void Negate(int width)
    {
        for (nint i = 0; i < (nint)width * width; i++)
            _negated.Pointer[i] = -Factors.Pointer[i];
    }

    /// <summary>A = L^-1 A for tiles beside this one.</summary>
    public void SolveLower(T* a, nint stride, int width, int columns)
    {
        for (int s = 0; s < width; s += Strip)
        {
            int end = Math.Min(s + Strip, width);
            for (int j = 0; j < columns; j += Across)
                SubstituteDown(a + j, stride, s, end, width, Math.Min(Across, columns - j));
            gemm.Multiply(
                width - end, columns, end - s, At(_negated, end, s, width), new((nint)(a + s * stride), (int)stride),
                (nint)(a + end * stride), (int)stride, accumulate: true);
        }
    }

    /// <summary>A = A U^-1 for tiles below this one.</summary>
    public void SolveUpper(T* a, nint stride, int width, int rows)
    {
        for (int s = 0; s < width; s += Strip)
        {
            int end = Math.Min(s + Strip, width);
            SubstituteAcross(a, stride, s, end, width, rows);
            gemm.Multiply(
                rows, width - end, end - s, new((nint)(a + s), (int)stride), At(_negated, s, end, width),
                (nint)(a + end), (int)stride, accumulate: true);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SubstituteDown(T* a, nint stride, int begin, int end, int width, int columns)
    {
        for (int r = begin + 1; r < end; r++)
            for (int q = begin; q < r; q++)
                Subtract(a + r * stride, a + q * stride, Factors.Pointer[(nint)r * width + q], columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SubstituteAcross(T* a, nint stride, int begin, int end, int width, int rows)
    {
        // U of the strip with zeros in place of L, so that vectors begin where they do in a row.
        T* upper = stackalloc T[Strip * Strip];
        int strip = end - begin;
        for (int q = 0; q < strip; q++)
            for (int c = 0; c < strip; c++)
                upper[q * Strip + c] = c < q ? T.Zero : Factors.Pointer[(nint)(begin + q) * width + begin + c];

        for (int i = 0; i < rows; i += Abreast)
            for (int q = 0; q < strip; q++)
            {
                T* u = upper + q * Strip;
                T pivot = u[q];
                u[q] = T.Zero;
                int first = (q + 1) / Vector<T>.Count * Vector<T>.Count;
                for (int r = i; r < Math.Min(i + Abreast, rows); r++)
                {
                    T* row = a + r * stride + begin;
                    row[q] /= pivot;
                    Subtract(row + first, u + first, row[q], strip - first);
                }

                u[q] = pivot;
            }
    }

    /// <summary>y -= x factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract(T* y, T* x, T factor, int length)
    {
        var all = new Vector<T>(factor);
        int i = 0;
        for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
            (Vector.Load(y + i) - all * Vector.Load(x + i)).Store(y + i);
        for (; i < length; i++)
            y[i] -= x[i] * factor;
    }

    private static Operand At(NativeBuffer<T> tile, int row, int column, int width) =>
        new((nint)(tile.Pointer + (nint)row * width + column), width);
}
