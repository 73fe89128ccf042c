using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Products with a matrix that is not kept: each rank makes the entries of its tiles anew.</summary>
/// <param name="plan">who does which tiles</param>
/// <param name="team">all ranks; null for one alone</param>
/// <param name="memory">for some entries and the sums of rows</param>
internal sealed unsafe class RuleProduct(LuPlan plan, Communicator? team, MemoryBudget memory) : IDisposable
{
    private readonly NativeBuffer<double> _entries = memory.Allocate<double>(Longest(plan));
    private readonly NativeBuffer<double> _sums = memory.Allocate<double>(2 * (nint)plan.Case.N);

    /// <summary>||A||_inf; 0 before the first product, which finds it.</summary>
    public double Norm { get; private set; }

    /// <summary>Memory [byte].</summary>
    public static long Bytes(LuPlan plan) => sizeof(double) * (Longest(plan) + 2L * plan.Case.N);

    public void Dispose()
    {
        _entries.Dispose();
        _sums.Dispose();
    }

    /// <summary>Forgets the norm, so that each run finds it anew.</summary>
    public void Reset() => Norm = 0;

    /// <summary>y = A x; both are whole on every rank. Collective.</summary>
    public void Multiply(double* x, double* y)
    {
        (CyclicBlock held, int n, bool isFirst) = (plan.Held, plan.Case.N, Norm == 0);
        _sums.Span.Clear();
        int longest = Longest(plan);
        for (int i = 0; i < held.Rows; i++)
        {
            int row = held.RowAt(i);
            for (int j = 0; j < held.Columns; j += longest)
            {
                (int column, int length) = (held.ColumnAt(j), Math.Min(longest, held.Columns - j));
                plan.Case.Matrix.Read(row, column, new Span<double>(_entries.Pointer, length));
                _sums.Pointer[row] += Dense.Dot(_entries.Pointer, x + column, length);
                if (isFirst)
                    _sums.Pointer[n + row] += Dense.SumOfMagnitudes(_entries.Pointer, length);
            }
        }

        int count = isFirst ? 2 * n : n;
        if (team is { Size: > 1 })
            team.AllReduceInPlace(new Span<double>(_sums.Pointer, count), ReduceOp.Sum);
        new ReadOnlySpan<double>(_sums.Pointer, n).CopyTo(new Span<double>(y, n));
        if (isFirst)
            Norm = Dense.Largest(_sums.Pointer + n, n);
    }

    /// <summary>Entries of a row that lie side by side: a tile's, or all of them where a rank holds all.</summary>
    private static int Longest(LuPlan plan) => plan.Grid.Columns == 1 ? plan.Case.N : plan.Tile;
}
