using System.Globalization;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A square matrix that has an LU factorisation without pivoting, and the right side b of A x = b, as a rule:
/// any rank can make any entry, so that none is kept in fp64.</summary>
/// <param name="n">order</param>
public abstract class LuMatrix(int n)
{
    private const ulong SeedOfMatrix = 0x4D78_5041, SeedOfRight = 0x4D78_5042;

    private readonly double[] _diagonal = new double[n];

    /// <summary>Order.</summary>
    public int Order => n;

    /// <summary>Condition number ||A||_inf ||A^-1||_inf; NaN where it is not known.</summary>
    public virtual double Condition => double.NaN;

    /// <summary>What all entries of L below the diagonal are, and all of U right of it; null where they are not
    /// known.</summary>
    public virtual (double L, double U)? Factors => null;

    /// <summary>About the largest magnitude of L below the diagonal, and of U right of it: what formats of few
    /// exponents need to be scaled by.</summary>
    public abstract (double L, double U) Magnitudes { get; }

    /// <summary>Reads <c>fasi-higham-KAPPA</c>, <c>mild</c>, <c>mild-THETA</c> or <c>dominant</c>.</summary>
    /// <exception cref="ArgumentException">it is none of them</exception>
    public static LuMatrix Parse(string name, int n)
    {
        if (name == "dominant")
            return new DominantMatrix(n);
        if (name == "mild")
            return new MildMatrix(n, 1);
        if (Of("mild-") is { } theta && theta > 0)
            return new MildMatrix(n, theta);
        if (Of("fasi-higham-") is { } kappa && kappa > 1)
            return new FasiHighamMatrix(n, kappa);
        throw new ArgumentException(
            $"matrix is {name}; it is fasi-higham-KAPPA, mild, mild-THETA or dominant, as in fasi-higham-1e3");

        double? Of(string kind) => name.StartsWith(kind, StringComparison.Ordinal)
            && double.TryParse(name[kind.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number
                : null;
    }

    /// <summary>Entries of a row.</summary>
    /// <param name="row">which</param>
    /// <param name="column">of the first entry</param>
    /// <param name="values">where they go</param>
    public void Read(int row, int column, Span<double> values)
    {
        ReadRule(row, column, values);
        int place = row - column;
        if ((uint)place < (uint)values.Length)
            values[place] = Diagonal(row);
    }

    /// <summary>An entry of the diagonal, found once.</summary>
    public double Diagonal(int row)
    {
        if (_diagonal[row] == 0)
            _diagonal[row] = FindDiagonal(row);
        return _diagonal[row];
    }

    /// <summary>An entry of b: uniform in [-0.5, 0.5).</summary>
    public static double Right(int row) => Counter.Fraction(SeedOfRight, (ulong)row);

    /// <summary>Entries of a row where none of them is on the diagonal.</summary>
    protected abstract void ReadRule(int row, int column, Span<double> values);

    /// <summary>An entry of the diagonal, which is not 0.</summary>
    protected abstract double FindDiagonal(int row);

    /// <summary>Numbers uniform in [-0.5, 0.5).</summary>
    protected void ReadUniform(int row, int column, Span<double> values) =>
        Counter.Fractions(SeedOfMatrix, (ulong)row * (ulong)n + (ulong)column, values);
}

/// <summary>A = L U with known factors: L has -alpha below its unit diagonal, U has -beta right of it, and alpha is
/// half of beta, which follows from the condition number. Source: Fasi and Higham, SIAM J. Matrix Anal. Appl. 42 (2021)
/// 417.</summary>
internal sealed class FasiHighamMatrix : LuMatrix
{
    private readonly double _alpha, _beta;

    /// <summary>Finds alpha and beta by bisection.</summary>
    public FasiHighamMatrix(int n, double condition)
        : base(n)
    {
        (double low, double high) = (0, 1);
        for (int i = 0; i < 100 && ConditionOf(n, high / 2, high) < condition && high < 1e6; i++)
            high *= 2;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = ConditionOf(n, middle / 2, middle) < condition ? (middle, high) : (low, middle);
        }

        (_alpha, _beta) = (high / 2, high);
    }

    public override double Condition => ConditionOf(Order, _alpha, _beta);

    public override (double L, double U)? Factors => (-_alpha, -_beta);

    public override (double L, double U) Magnitudes => (_alpha, _beta);

    protected override void ReadRule(int row, int column, Span<double> values)
    {
        int below = Math.Clamp(row - column, 0, values.Length);
        for (int j = 0; j < below; j++)
            values[j] = _alpha * (_beta * (column + j) - 1);
        values[below..].Fill(_beta * (_alpha * row - 1));
    }

    protected override double FindDiagonal(int row) => 1 + _alpha * _beta * row;

    /// <summary>||A||_inf ||A^-1||_inf. No entry of A^-1 = U^-1 L^-1 is negative, so that its row sums are those of
    /// U^-1 (L^-1 e), where (L^-1 e)_i = (1 + alpha)^i.</summary>
    private static double ConditionOf(int n, double alpha, double beta)
    {
        (double norm, double left) = (0, 0);
        for (int i = 0; i < n; i++)
        {
            norm = Math.Max(norm, left + 1 + alpha * beta * i + (n - 1 - i) * Math.Abs(beta * (alpha * i - 1)));
            left += Math.Abs(alpha * (beta * i - 1));
        }

        (double inverse, double right) = (0, 0);
        for (int i = n - 1; i >= 0; i--)
        {
            double sum = Math.Pow(1 + alpha, i) + beta * right;
            right += sum;
            inverse = Math.Max(inverse, sum);
        }

        return norm * inverse;
    }
}

/// <summary>U(-0.5, 0.5) + theta sqrt(n) I: not diagonally dominant; pivots stay away from zero where theta is 0.5 or
/// more.</summary>
internal sealed class MildMatrix(int n, double theta) : LuMatrix(n)
{
    private readonly double _shift = theta * Math.Sqrt(n);

    public override (double L, double U) Magnitudes => (0.5 / _shift, 0.5);

    protected override void ReadRule(int row, int column, Span<double> values) => ReadUniform(row, column, values);

    protected override double FindDiagonal(int row)
    {
        double entry = 0;
        ReadUniform(row, row, new Span<double>(ref entry));
        return entry + _shift;
    }
}

/// <summary>U(-0.5, 0.5) with the sum of the magnitudes of its row on the diagonal: for tests only, as even the Jacobi
/// method solves it. Source: hpl-ai of the HPL-MxP rules, whose entries are those of another generator. An entry of the
/// diagonal takes a whole row to find.</summary>
internal sealed class DominantMatrix(int n) : LuMatrix(n)
{
    private const int Piece = 256;

    public override (double L, double U) Magnitudes => (0.5 / Math.Max(1, 0.25 * Order), 0.5);

    protected override void ReadRule(int row, int column, Span<double> values) => ReadUniform(row, column, values);

    protected override double FindDiagonal(int row)
    {
        double sum = 0;
        Span<double> piece = stackalloc double[Piece];
        for (int j = 0; j < Order; j += Piece)
        {
            Span<double> entries = piece[..Math.Min(Piece, Order - j)];
            ReadUniform(row, j, entries);
            for (int c = 0; c < entries.Length; c++)
                sum += j + c == row ? 0 : Math.Abs(entries[c]);
        }

        return Order == 1 ? 1 : sum;
    }
}
