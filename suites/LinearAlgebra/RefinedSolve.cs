using System.Diagnostics;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Solves A x = b with factors of A until the criterion of HPL-MxP is met. Vectors are whole on every rank;
/// what is decided from them is rank 0's.</summary>
internal sealed unsafe class RefinedSolve : IDisposable
{
    private const int Most = 60;
    private const int Solving = 3, Refining = 4;

    private readonly int _n;
    private readonly Communicator? _team;
    private readonly ITriangular _factors;
    private readonly RuleProduct _product;
    private readonly NativeBuffer<double> _x, _residual, _trial, _basis;
    private readonly double[] _hessenberg = new double[(Most + 1) * Most];
    private readonly double[] _right = new double[Most + 1], _cosines = new double[Most], _sines = new double[Most];
    private readonly double _rightNorm;
    private long _ticks;

    public RefinedSolve(LuPlan plan, Communicator? team, ITriangular factors, MemoryBudget memory)
    {
        (_n, _team, _factors) = (plan.Case.N, team, factors);
        _product = new(plan, team, memory);
        _x = memory.Allocate<double>(_n);
        _residual = memory.Allocate<double>(_n);
        _trial = memory.Allocate<double>(_n);
        _basis = memory.Allocate<double>((nint)_n * (Most + 1));
        for (int i = 0; i < _n; i++)
            _rightNorm = Math.Max(_rightNorm, Math.Abs(LuMatrix.Right(i)));
    }

    /// <summary>The solution.</summary>
    public ReadOnlySpan<double> Solution => _x.Span;

    /// <summary>Memory on a rank [byte].</summary>
    public static long Bytes(LuPlan plan) =>
        RuleProduct.Bytes(plan) + sizeof(double) * (long)plan.Case.N * (Most + 4);

    public void Dispose()
    {
        _product.Dispose();
        _x.Dispose();
        _residual.Dispose();
        _trial.Dispose();
        _basis.Dispose();
    }

    /// <summary>Solves from the start.</summary>
    /// <param name="how">what follows the first solution</param>
    /// <param name="ticks">those of triangular solves and of all else are added</param>
    /// <returns>iterations; null where so many are not enough</returns>
    public int? Run(Refinement how, Span<long> ticks)
    {
        long begin = Stopwatch.GetTimestamp();
        _ticks = 0;
        _product.Reset();
        for (int i = 0; i < _n; i++)
            _x.Pointer[i] = LuMatrix.Right(i);
        Solve(_x.Pointer);
        double first = Residual(_x.Pointer);
        int? iterations =
            first < Mxp.Criterion ? 0 : how == Refinement.Gmres ? Gmres(first) : Classic(first);
        ticks[Solving] += _ticks;
        ticks[Refining] += Stopwatch.GetTimestamp() - begin - _ticks;
        return iterations;
    }

    private int? Classic(double first)
    {
        for (int i = 1; i <= Most; i++)
        {
            Solve(_residual.Pointer);
            Dense.Add(_x.Pointer, _residual.Pointer, 1, _n);
            double now = Residual(_x.Pointer);
            if (now < Mxp.Criterion)
                return i;
            if (!(now < 1e3 * first))
                return null;
        }

        return null;
    }

    /// <summary>Left-preconditioned GMRES; begun anew where its own estimate says that nothing more can be gained.
    /// Source: Saad and Schultz, SIAM J. Sci. Stat. Comput. 7 (1986) 856.</summary>
    private int? Gmres(double first)
    {
        double residual = first;
        for (int done = 0; done < Most && double.IsFinite(residual);)
        {
            double norm = Begin();
            double wanted = Mxp.Criterion / residual;
            for (int k = 0; done < Most; k++)
            {
                double estimate = Agreed(Extend(k) / norm);
                done++;
                bool isSpent = !(estimate > 1e-14);
                if (!isSpent && estimate > 10 * wanted && done < Most)
                    continue;
                Combine(k + 1);
                residual = Residual(_trial.Pointer);
                if (residual < Mxp.Criterion || isSpent || done == Most)
                {
                    _trial.Span.CopyTo(_x.Span);
                    if (residual < Mxp.Criterion)
                        return done;
                    break;
                }
            }
        }

        return null;
    }

    /// <summary>The first vector of the basis; the 2-norm of the preconditioned residual.</summary>
    private double Begin()
    {
        double* v = _basis.Pointer;
        _residual.Span.CopyTo(new Span<double>(v, _n));
        Solve(v);
        double norm = Math.Sqrt(Dense.Dot(v, v, _n));
        Scale(v, 1 / norm);
        Array.Clear(_right);
        _right[0] = norm;
        return norm;
    }

    /// <summary>Adds a vector to the basis, by modified Gram-Schmidt; the 2-norm of the preconditioned residual that is
    /// left.</summary>
    private double Extend(int k)
    {
        double* next = _basis.Pointer + (nint)(k + 1) * _n;
        _product.Multiply(_basis.Pointer + (nint)k * _n, next);
        Solve(next);
        for (int i = 0; i <= k; i++)
        {
            double* v = _basis.Pointer + (nint)i * _n;
            H(i, k) = Dense.Dot(v, next, _n);
            Dense.Add(next, v, -H(i, k), _n);
        }

        double norm = Math.Sqrt(Dense.Dot(next, next, _n));
        if (norm > 0)
            Scale(next, 1 / norm);
        for (int i = 0; i < k; i++)
            (H(i, k), H(i + 1, k)) = (
                _cosines[i] * H(i, k) + _sines[i] * H(i + 1, k), _cosines[i] * H(i + 1, k) - _sines[i] * H(i, k));
        double length = Math.Sqrt(H(k, k) * H(k, k) + norm * norm);
        (_cosines[k], _sines[k]) = length > 0 ? (H(k, k) / length, norm / length) : (1, 0);
        H(k, k) = length;
        _right[k + 1] = -_sines[k] * _right[k];
        _right[k] *= _cosines[k];
        return Math.Abs(_right[k + 1]);
    }

    /// <summary>x plus the best of so many vectors of the basis.</summary>
    private void Combine(int count)
    {
        Span<double> y = stackalloc double[count];
        for (int i = count - 1; i >= 0; i--)
        {
            double sum = _right[i];
            for (int j = i + 1; j < count; j++)
                sum -= H(i, j) * y[j];
            y[i] = sum / H(i, i);
        }

        _x.Span.CopyTo(_trial.Span);
        for (int i = 0; i < count; i++)
            Dense.Add(_trial.Pointer, _basis.Pointer + (nint)i * _n, y[i], _n);
    }

    private ref double H(int row, int column) => ref _hessenberg[column * (Most + 1) + row];

    private void Scale(double* x, double factor)
    {
        for (int i = 0; i < _n; i++)
            x[i] *= factor;
    }

    private void Solve(double* x)
    {
        long begin = Stopwatch.GetTimestamp();
        _factors.Solve(x);
        _ticks += Stopwatch.GetTimestamp() - begin;
    }

    /// <summary>Sets the residual b - A x; its size in the units of the criterion.</summary>
    private double Residual(double* x)
    {
        _product.Multiply(x, _residual.Pointer);
        for (int i = 0; i < _n; i++)
            _residual.Pointer[i] = LuMatrix.Right(i) - _residual.Pointer[i];
        double scale = (_product.Norm * Dense.Largest(x, _n) + _rightNorm) * _n * ElementKind.Fp64.UnitRoundoff();
        return Agreed(Dense.Largest(_residual.Pointer, _n) / scale);
    }

    /// <summary>What rank 0 has: sums over ranks may differ in their last bits.</summary>
    private double Agreed(double value)
    {
        if (_team is { Size: > 1 })
            _team.Broadcast(new Span<double>(ref value), 0);
        return value;
    }
}
