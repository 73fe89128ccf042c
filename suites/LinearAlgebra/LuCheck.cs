using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>How far L U is from A.</summary>
/// <param name="Ratio">greatest error of an entry of (A - L U) v over its bound [1]; NaN where there is one</param>
/// <param name="Error">||(A - L U) v||_inf / (||A||_inf ||v||_inf), the greatest of all v [1]</param>
/// <param name="Bound">the same of the bound [1]</param>
/// <param name="Growth">max |U| / max |A| [1]</param>
/// <param name="OfKnown">greatest relative error of an entry of L or U off the diagonal where they are known; else
/// NaN</param>
public readonly record struct FactorError(double Ratio, double Error, double Bound, double Growth, double OfKnown);

/// <summary>Judges a solver with nothing of its own but the rule of its matrix; each rank checks some rows. All of it
/// is collective.</summary>
/// <param name="c">what was solved</param>
/// <param name="k">who solved it</param>
/// <param name="h">the ranks</param>
public sealed class LuCheck(MxpCase c, IMixedSolver k, IHarness h)
{
    private const int Vectors = 4, MostSteps = 60;
    private const ulong Seed = 0x4672_6569;
    private const double Failure = 1e-6;

    private readonly Partition _rows = Partition.Of(c.N, h.Size, h.Rank);
    private readonly double[] _row = new double[c.N];

    /// <summary>||A x - b||_inf / ((||A||_inf ||x||_inf + ||b||_inf) n 2^-53). Source: rules of HPL-MxP.</summary>
    public double Residual(ReadOnlySpan<double> x) => Residual(x, []);

    /// <summary>Steps of Jacobi's method from x = 0 until the criterion is met; null where so many are not enough. A
    /// matrix that it solves tells nothing of factors.</summary>
    public int? JacobiSteps()
    {
        double[] x = new double[c.N], step = new double[c.N];
        double first = double.NaN;
        for (int s = 0; s <= MostSteps; s++)
        {
            double now = Residual(x, step);
            if (now < Mxp.Criterion)
                return s;
            first = s == 0 ? now : first;
            if (!(now < 1e6 * first))
                return null;
            h.Sum(step);
            for (int i = 0; i < c.N; i++)
                x[i] += step[i];
        }

        return null;
    }

    /// <summary>Freivalds' check: v has +1 and -1 at random. The bound of an entry is what roundings can make of it but
    /// with a probability of 1e-6, whatever the factors are. With u of the store format, w and q the sum and the
    /// 2-norm of u_kj v_j right of the tile of the diagonal, W the 2-norm of all of row k of U, and c the longest chain
    /// of operations in the accumulate format,
    /// sum_k |l_ik| (u |w_k| + lambda (u (1 + u) q_k + gamma_c W_k)) + lambda u_acc ||a_i||_2, the first two where l_ik
    /// is below the tile of the diagonal. Source: the rounding error of a product, Higham 2002, (3.13); Hoeffding's
    /// inequality over v for the sums over j.</summary>
    public FactorError Factors()
    {
        int n = c.N;
        Formats f = c.Precision.Formats;
        double u = f.Store == f.Accumulate ? 0 : f.Store.UnitRoundoff(), own = f.Accumulate.UnitRoundoff();
        double lambda = ErrorBounds.Deviations(4.0 * n * Vectors, Failure);
        double gamma = ErrorBounds.Gamma(k.Tile + (double)n / k.Tile + 8, own)
            + ErrorBounds.Gamma(n, ElementKind.Fp64.UnitRoundoff());
        (double ratio, double error, double bound) = (0, 0, 0);
        (double[] norms, double largest, double norm) = Norms();
        (double growth, double known) = Entries();
        for (int vector = 0; vector < Vectors; vector++)
        {
            double[] v = [.. Enumerable.Range(0, n).Select(j => (double)Counter.Sign(Seed + (ulong)vector, (ulong)j))];
            Upper(v, out double[] all, out double[] weights, u, lambda, gamma);
            double[] difference = new double[2 * n];
            Lower(all, weights, difference);
            Subtract(v, difference);
            h.Sum(difference);
            for (int i = 0; i < n; i++)
            {
                double most = difference[n + i] + lambda * own * norms[i], found = Math.Abs(difference[i]);
                ratio = Math.Max(ratio, found / most);
                error = Math.Max(error, found / norm);
                bound = Math.Max(bound, most / norm);
            }
        }

        return new(h.Max(ratio), h.Max(error), bound, growth / largest, known);
    }

    /// <summary>The residual, and where it is asked for D^-1 (b - A x) of this rank's rows; the other entries are 0.
    /// </summary>
    private double Residual(ReadOnlySpan<double> x, Span<double> step)
    {
        (double norm, double residual, double right) = (0, 0, 0);
        step.Clear();
        for (int i = (int)_rows.Offset; i < _rows.End; i++)
        {
            c.Matrix.Read(i, 0, _row);
            (double product, double sum) = (0, 0);
            for (int j = 0; j < _row.Length; j++)
            {
                product += _row[j] * x[j];
                sum += Math.Abs(_row[j]);
            }

            double b = LuMatrix.Right(i);
            norm = Math.Max(norm, sum);
            residual = Math.Max(residual, Math.Abs(product - b));
            right = Math.Max(right, Math.Abs(b));
            if (step.Length > 0)
                step[i] = (b - product) / _row[i];
        }

        double largest = 0;
        foreach (double value in x)
            largest = Math.Max(largest, Math.Abs(value));
        (norm, residual, right) = (h.Max(norm), h.Max(residual), h.Max(right));
        return residual / ((norm * h.Max(largest) + right) * c.N * ElementKind.Fp64.UnitRoundoff());
    }

    /// <summary>The 2-norm of each row of A, its largest magnitude and its norm.</summary>
    private (double[] OfRows, double Largest, double Norm) Norms()
    {
        double[] rows = new double[c.N];
        (double largest, double norm) = (0, 0);
        for (int i = (int)_rows.Offset; i < _rows.End; i++)
        {
            c.Matrix.Read(i, 0, _row);
            (double squares, double sum) = (0, 0);
            foreach (double a in _row)
            {
                squares += a * a;
                sum += Math.Abs(a);
                largest = Math.Max(largest, Math.Abs(a));
            }

            rows[i] = Math.Sqrt(squares);
            norm = Math.Max(norm, sum);
        }

        h.Sum(rows);
        return (rows, h.Max(largest), h.Max(norm));
    }

    /// <summary>The largest entry of U, and the error of those that are known.</summary>
    private (double LargestOfU, double OfKnown) Entries()
    {
        (double largest, double worst) = (0, c.Matrix.Factors is null ? double.NaN : 0);
        (double l, double u) = c.Matrix.Factors ?? (1, 1);
        ForEachRow((i, row) =>
        {
            for (int j = 0; j < row.Length; j++)
            {
                int column = k.Held.ColumnAt(j);
                largest = column >= i ? Math.Max(largest, Math.Abs(row[j])) : largest;
                double expected = column < i ? l : u;
                worst = column != i ? Math.Max(worst, Math.Abs((row[j] - expected) / expected)) : worst;
            }
        });
        return (h.Max(largest), h.Max(worst));
    }

    /// <summary>U v, and what each of its entries may add to the error per magnitude of L: on a place of its own where
    /// L is below the tile of the diagonal.</summary>
    private void Upper(
        double[] v, out double[] all, out double[] weights, double unit, double lambda, double gamma)
    {
        int n = c.N;
        double[] sums = new double[4 * n];
        ForEachRow((i, row) =>
        {
            int tileEnd = (i / k.Tile + 1) * k.Tile;
            for (int j = 0; j < row.Length; j++)
            {
                int column = k.Held.ColumnAt(j);
                if (column < i)
                    continue;
                sums[i] += row[j] * v[column];
                sums[n + i] += row[j] * row[j];
                if (column < tileEnd)
                    continue;
                sums[2 * n + i] += row[j] * v[column];
                sums[3 * n + i] += row[j] * row[j];
            }
        });
        h.Sum(sums);
        all = sums[..n];
        weights = new double[2 * n];
        for (int i = 0; i < n; i++)
        {
            weights[i] = lambda * gamma * Math.Sqrt(sums[n + i]);
            weights[n + i] = weights[i]
                + unit * (Math.Abs(sums[2 * n + i]) + lambda * (1 + unit) * Math.Sqrt(sums[3 * n + i]));
        }
    }

    /// <summary>Adds L times U v to the first half, the bounds of errors to the second.</summary>
    private void Lower(double[] all, double[] weights, double[] difference)
    {
        int n = c.N;
        ForEachRow((i, row) =>
        {
            int tile = i / k.Tile * k.Tile;
            (double product, double bound) = (0, 0);
            for (int j = 0; j < row.Length; j++)
            {
                int column = k.Held.ColumnAt(j);
                if (column > i)
                    continue;
                double l = column == i ? 1 : row[j];
                product += l * all[column];
                bound += Math.Abs(l) * weights[column < tile ? n + column : column];
            }

            difference[i] += product;
            difference[n + i] += bound;
        });
    }

    private void Subtract(double[] v, double[] difference)
    {
        for (int i = (int)_rows.Offset; i < _rows.End; i++)
        {
            c.Matrix.Read(i, 0, _row);
            for (int j = 0; j < _row.Length; j++)
                difference[i] -= _row[j] * v[j];
        }
    }

    private void ForEachRow(Action<int, double[]> use)
    {
        double[] row = new double[k.Held.Columns];
        for (int i = 0; i < k.Held.Rows; i++)
        {
            k.ReadRow(i, row);
            use(k.Held.RowAt(i), row);
        }
    }
}
