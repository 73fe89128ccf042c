using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>What a refinement asks of factors.</summary>
internal unsafe interface ITriangular
{
    /// <summary>x = U^-1 L^-1 x in fp64; x is whole on every rank. Collective.</summary>
    void Solve(double* x);
}

/// <summary>Substitution in tiles: the owner of a tile of the diagonal solves for its part of x, the ranks of its
/// column take that part off their rows, and sums over a row of the grid go to the owner of the next.</summary>
/// <typeparam name="TStore">not used here</typeparam>
/// <typeparam name="T">elements of the factors</typeparam>
/// <param name="plan">who holds what</param>
/// <param name="links">rows and columns of the grid; null for one rank alone</param>
/// <param name="team">all ranks</param>
/// <param name="factors">what is solved with</param>
/// <param name="memory">for vectors</param>
internal sealed unsafe class LuSolve<TStore, T>(
    LuPlan plan, SummaLinks? links, Communicator? team, LuFactors<TStore, T> factors, MemoryBudget memory)
    : ITriangular, IDisposable
    where TStore : unmanaged, INumber<TStore>
    where T : unmanaged, INumber<T>
{
    private readonly NativeBuffer<double> _taken = memory.Allocate<double>(plan.Held.Rows);
    private readonly NativeBuffer<double> _sum = memory.Allocate<double>(plan.Tile);

    /// <summary>Memory [byte].</summary>
    public static long Bytes(LuPlan plan) => sizeof(double) * ((long)plan.Held.Rows + plan.Tile);

    public void Dispose()
    {
        _taken.Dispose();
        _sum.Dispose();
    }

    public void Solve(double* x)
    {
        for (int i = 0; i < plan.Case.N; i++)
            x[i] *= factors.Scale;
        _taken.Span.Clear();
        for (int step = 0; step < plan.Steps; step++)
            Step(step, x, isLower: true);
        _taken.Span.Clear();
        for (int step = plan.Steps - 1; step >= 0; step--)
            Step(step, x, isLower: false);
        if (team is null || team.Size == 1)
            return;
        for (int step = 0; step < plan.Steps; step++)
            if (!plan.HasRow(step) || !plan.HasColumn(step))
                new Span<double>(x + (nint)step * plan.Tile, plan.Width(step)).Clear();
        team.AllReduceInPlace(new Span<double>(x, plan.Case.N), ReduceOp.Sum);
    }

    private void Step(int step, double* x, bool isLower)
    {
        (int width, int row, int column) = (plan.Width(step), plan.FirstRow(step), plan.FirstColumn(step));
        double* part = x + (nint)step * plan.Tile;
        if (plan.HasRow(step))
        {
            double* taken = _taken.Pointer + row;
            if (links is { Row.Size: > 1 } across)
            {
                across.Row.Reduce(
                    taken, _sum.Pointer, width, Datatype.Of<double>(), ReduceOp.Sum, plan.ColumnOf(step));
                taken = _sum.Pointer;
            }

            if (plan.HasColumn(step))
                SolveTile(factors.At(row, column), width, part, taken, isLower);
        }

        if (!plan.HasColumn(step))
            return;
        if (links is { Column.Size: > 1 } down)
            down.Column.Broadcast(part, width, Datatype.Of<double>(), plan.RowOf(step));
        (int first, int end) = isLower ? (plan.FirstRow(step + 1), plan.Held.Rows) : (0, row);
        for (int i = first; i < end; i++)
            _taken.Pointer[i] += Dense.Dot(factors.At(i, column), part, width);
    }

    private void SolveTile(T* tile, int width, double* x, double* taken, bool isLower)
    {
        if (isLower)
            for (int i = 0; i < width; i++)
                x[i] -= taken[i] + Dense.Dot(tile + (nint)i * plan.Stride, x, i);
        else
            for (int i = width - 1; i >= 0; i--)
            {
                T* row = tile + (nint)i * plan.Stride;
                x[i] = (x[i] - taken[i] - Dense.Dot(row + i + 1, x + i + 1, width - 1 - i))
                    / double.CreateTruncating(row[i]);
            }
    }
}

/// <summary>Loops over vectors in fp64.</summary>
internal static unsafe class Dense
{
    /// <summary>a . x, the products and sums in fp64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot<T>(T* a, double* x, int length)
        where T : unmanaged, INumber<T>
    {
        Vector512<double> s0 = default, s1 = default;
        int i = 0;
        if (typeof(T) == typeof(float))
            for (; i <= length - 16; i += 16)
            {
                (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Load((float*)a + i));
                s0 = Vector512.FusedMultiplyAdd(low, Vector512.Load(x + i), s0);
                s1 = Vector512.FusedMultiplyAdd(high, Vector512.Load(x + i + 8), s1);
            }
        else if (typeof(T) == typeof(double))
            for (; i <= length - 16; i += 16)
            {
                s0 = Vector512.FusedMultiplyAdd(Vector512.Load((double*)a + i), Vector512.Load(x + i), s0);
                s1 = Vector512.FusedMultiplyAdd(Vector512.Load((double*)a + i + 8), Vector512.Load(x + i + 8), s1);
            }

        double sum = Vector512.Sum(s0 + s1);
        for (; i < length; i++)
            sum += double.CreateTruncating(a[i]) * x[i];
        return sum;
    }

    /// <summary>The sum of magnitudes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfMagnitudes(double* a, int length)
    {
        Vector512<double> sums = default;
        int i = 0;
        for (; i <= length - 8; i += 8)
            sums += Vector512.Abs(Vector512.Load(a + i));
        double sum = Vector512.Sum(sums);
        for (; i < length; i++)
            sum += Math.Abs(a[i]);
        return sum;
    }

    /// <summary>y += x factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(double* y, double* x, double factor, int length)
    {
        for (int i = 0; i < length; i++)
            y[i] += x[i] * factor;
    }

    /// <summary>The greatest magnitude; NaN where there is one.</summary>
    public static double Largest(double* x, int length)
    {
        double largest = 0;
        for (int i = 0; i < length; i++)
            largest = Math.Max(largest, Math.Abs(x[i]));
        return largest;
    }
}
