using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Factorisation, first solution and refinement.</summary>
/// <typeparam name="TStore">elements of panels in products and messages</typeparam>
/// <typeparam name="T">all other elements of the factors</typeparam>
internal sealed unsafe class MxpSolver<TStore, T> : IMixedSolver
    where TStore : unmanaged, INumber<TStore>
    where T : unmanaged, INumber<T>
{
    private readonly LuPlan _plan;
    private readonly LuFactors<TStore, T> _factors;
    private readonly LuSolve<TStore, T> _solve;
    private readonly RefinedSolve _refined;
    private readonly Refinement _how;

    /// <summary>Makes the matrix; the factors are disposed of with this object.</summary>
    public MxpSolver(LuPlan plan, SummaLinks? links, Place at, LuFactors<TStore, T> factors, Refinement how)
    {
        (_plan, _factors, _how) = (plan, factors, how);
        _solve = new(plan, links, at.Team, factors, at.Memory);
        _refined = new(plan, at.Team, _solve, at.Memory);
        factors.Fill();
    }

    /// <summary>One: the factors take the place of the matrix.</summary>
    public int MaxBatch => 1;

    public Block Held => _plan.Held;

    public int Tile => _plan.Tile;

    public ReadOnlySpan<double> Solution => _refined.Solution;

    public double FactorSeconds { get; private set; }

    public Work Sent => new(0, 0, _factors.Sent.Bytes, _factors.Sent.Messages);

    /// <summary>Makes the matrix anew, in the accumulate format, as HPL makes its own before it starts the clock.
    /// </summary>
    public void Reset() => _factors.Fill();

    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int r = 0; r < repeats; r++)
        {
            if (r > 0)
                Reset();
            long begin = Stopwatch.GetTimestamp();
            _factors.Factor(phaseTicks);
            FactorSeconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            _ = _refined.Run(_how, phaseTicks);
        }
    }

    public int? Refine(Refinement how) => _refined.Run(how, new long[5]);

    public void ReadRow(int row, Span<double> values)
    {
        int index = _plan.Held.RowAt(row);
        T* from = _factors.At(row, 0);
        for (int j = 0; j < values.Length; j++)
        {
            double value = double.CreateTruncating(from[j]);
            values[j] = _plan.Held.ColumnAt(j) < index ? value : value / _factors.Scale;
        }
    }

    public void Dispose()
    {
        _refined.Dispose();
        _solve.Dispose();
        _factors.Dispose();
    }
}
