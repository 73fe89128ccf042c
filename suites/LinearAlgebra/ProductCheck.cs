using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Numerics.Emulation;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Judges a product without doing it again. A and B are made anew from their rule, so that a kernel that
/// spoils its inputs is caught too.
/// <list type="number">
/// <item>A (B x) = C x for random x of +1 and -1 (Freivalds, MFCS 1979): sees every entry of C. A lone wrong entry
/// can't hide, because no x_j is zero; several hide from one x with probability 1/2 at most.</item>
/// <item>Some entries again in double-double, against the bound gamma_k |A||B| (Higham 2002, section 3.5).</item>
/// </list>
/// A product of whole numbers must be exact.</summary>
/// <param name="c">the product</param>
/// <param name="rigour">how many vectors and entries</param>
/// <param name="share">who shares the work of the check; null where the kernel holds all of C</param>
internal sealed class ProductCheck(ProductCase c, Rigour rigour, IHarness? share)
{
    private readonly Func<double, double> _round = c.Rounding;
    private readonly int _vectors = rigour == Rigour.Full ? 8 : 2;
    private readonly int _samples = rigour == Rigour.Full ? 1024 : 64;

    /// <summary>Judges the answer. Collective where the check is shared.</summary>
    public Verdict Judge(IProduct kernel)
    {
        Verdict whole = Freivalds(kernel);
        return whole.Passed ? SampledEntries(kernel) : whole;
    }

    /// <summary>The greatest |C x - A (B x)|_i over |a_i| |B|_F. With the entries' zero mean and random signs it is a
    /// sum of independent errors with a deviation below u, whatever k is (Higham and Mary, SIAM J. Sci. Comput. 42,
    /// 2020); the check's own three products in fp64 add as much of their roundoff.</summary>
    private Verdict Freivalds(IProduct kernel)
    {
        double[] x = Signs(c.N);
        (double[] y, double[] squaresB) = Times(c.B, c.K, c.N, x);
        (double[] z, double[] squaresA) = Times(c.A, c.M, c.K, y);
        Subtract(kernel, x, z);
        Sum(z);
        double normB = Math.Sqrt(squaresB.Sum());
        double worst = 0;
        for (int i = 0; i < z.Length; i++)
            if (z[i] != 0)
                worst = Math.Max(worst, Math.Abs(z[i]) / (Math.Sqrt(squaresA[i / _vectors]) * normB));
        return Verdict.Of(
            worst, c.IsWhole ? 0 : Bound() + OfMethod(kernel, squaresA, normB), "A (B x) against C x" + OfWhat);

        double Bound() => ErrorBounds.Deviations(Math.Max(1, z.Length), FalseAlarm)
                * (c.Precision.Formats.Accumulate.UnitRoundoff() + 3 * ElementKind.Fp64.UnitRoundoff() + OfUnits)
            + OfCutSums;
    }

    /// <summary>What a method that knows its own bound may err, over |a_i| |B|_F: all columns as bad as norms allow.
    /// </summary>
    private double OfMethod(IProduct kernel, double[] squaresA, double normB)
    {
        double worst = 0, root = Math.Sqrt(c.K);
        foreach (double square in squaresA)
        {
            double norm = Math.Sqrt(square);
            EntryTerms terms = new(c.K, norm, normB, root * norm, root * normB, norm, normB, norm * normB);
            if (square > 0 && normB > 0 && kernel.Bound(terms) is { } bound)
                worst = Math.Max(worst, c.N * bound / (norm * normB));
        }

        return worst;
    }

    private double[] Signs(int length)
    {
        var signs = new double[length * _vectors];
        for (int i = 0; i < signs.Length; i++)
            signs[i] = Counter.Sign(VectorSeed, (ulong)i);
        return signs;
    }

    /// <summary>A matrix times the vectors, and the squared norm of each of its rows. Every rank does some of the
    /// rows.</summary>
    private (double[] Products, double[] Squares) Times(Entries entries, int rows, int columns, double[] x)
    {
        var products = new double[rows * _vectors];
        var squares = new double[rows];
        Partition mine = Partition.Of(rows, share?.Size ?? 1, share?.Rank ?? 0);
        for (int i = (int)mine.Offset; i < mine.End; i++)
        {
            Span<double> row = products.AsSpan(i * _vectors, _vectors);
            for (int j = 0; j < columns; j++)
            {
                double value = _round(entries[i, j]);
                squares[i] += value * value;
                AddScaled(value, x.AsSpan(j * _vectors, _vectors), row);
            }
        }

        Sum(products);
        Sum(squares);
        return (products, squares);
    }

    private void Subtract(IProduct kernel, double[] x, double[] from)
    {
        Block held = kernel.Held;
        var row = new double[held.Columns];
        if (share is { Rank: > 0 })
            Array.Clear(from);
        for (int i = 0; i < held.Rows; i++)
        {
            kernel.ReadRow(i, row);
            Span<double> to = from.AsSpan(held.RowAt(i) * _vectors, _vectors);
            for (int j = 0; j < row.Length; j++)
                AddScaled(-row[j], x.AsSpan(held.ColumnAt(j) * _vectors, _vectors), to);
        }
    }

    private static void AddScaled(double factor, ReadOnlySpan<double> from, Span<double> to)
    {
        for (int v = 0; v < to.Length; v++)
            to[v] += factor * from[v];
    }

    private Verdict SampledEntries(IProduct kernel)
    {
        double worst = 0, worstOfOwn = 0;
        bool isOwn = kernel.Bound(default) is not null;
        foreach ((int i, int j, double value) in Samples(kernel))
        {
            (DoubleDouble exact, EntryTerms terms) = Entry(i, j, _round);
            double error = Math.Abs(exact.Add(-value).Value);
            worst = Math.Max(worst, error == 0 ? 0 : error / terms.Magnitudes);
            if (kernel.Bound(terms) is { } own)
                worstOfOwn = Math.Max(worstOfOwn, error == 0 ? 0 : error / own);
        }

        string what = $"{_samples} entries in double-double" + OfWhat;
        if (isOwn && !c.IsWhole)
            return Verdict.Of(Greatest(worstOfOwn), 1, what + ", over the method's own bound");
        double bound = c.IsWhole
            ? 0
            : ErrorBounds.Gamma(c.K, c.Precision.Formats.Accumulate.UnitRoundoff()) + 2 * OfUnits;
        return Verdict.Of(Greatest(worst), bound, what);
    }

    /// <summary><see cref="Accuracy"/> where the input was chosen to see it; nothing otherwise.</summary>
    public IReadOnlyList<PointFact> AccuracyOfChosen(IProduct kernel) => c.IsOfChosenInput ? Accuracy(kernel) : [];

    /// <summary>How far the product is from that of the numbers before they were rounded to a format: what the choice
    /// of a precision and a method costs, whatever they promise. Collective where the check is shared.
    /// Source: componentwise error over u |A||B|, with u of fp64 (Higham 2002, section 3.5), and over |C|.</summary>
    private IReadOnlyList<PointFact> Accuracy(IProduct kernel)
    {
        double componentwise = 0, relative = 0, span = 0;
        foreach ((int i, int j, double value) in Samples(kernel))
        {
            (DoubleDouble exact, EntryTerms terms) = Entry(i, j, x => x);
            double error = Math.Abs(exact.Add(-value).Value);
            if (error != 0)
            {
                componentwise = Math.Max(componentwise, error / terms.Magnitudes);
                relative = Math.Max(relative, error / Math.Abs(exact.Value));
            }

            double factors = c.K * terms.GreatestOfRow * terms.GreatestOfColumn;
            span = Math.Max(span, terms.Magnitudes > 0 ? Math.Log2(factors / terms.Magnitudes) : 0);
        }

        return
        [
            PointFact.Of("error_cw", "1", Greatest(componentwise) / ElementKind.Fp64.UnitRoundoff()),
            PointFact.Of("error_relative", "1", Greatest(relative)),
            PointFact.Of("input_span", "bit", Greatest(span)),
        ];
    }

    /// <summary>Entries that this rank holds: an eighth of them from the row that may be a bad one, if it is here, as
    /// no random sample meets one row among many; the others from anywhere.</summary>
    private IEnumerable<(int Row, int Column, double Value)> Samples(IProduct kernel)
    {
        Block held = kernel.Held;
        var row = new double[held.Columns];
        int bad = Enumerable.Range(0, held.Rows).FirstOrDefault(i => held.RowAt(i) == ProductInput.BadRow, -1);
        for (int s = 0; s < _samples && held.Count > 0; s++)
        {
            int i = (int)(Counter.Bits(SampleSeed, 2 * (ulong)s) % (ulong)held.Rows);
            int j = (int)(Counter.Bits(SampleSeed, 2 * (ulong)s + 1) % (ulong)held.Columns);
            if (bad >= 0 && s % 8 == 0)
                i = bad;
            kernel.ReadRow(i, row);
            yield return (held.RowAt(i), held.ColumnAt(j), row[j]);
        }
    }

    /// <summary>An entry of C to 106 bits, and what bounds of its error are made of.</summary>
    private (DoubleDouble Value, EntryTerms Terms) Entry(int i, int j, Func<double, double> round)
    {
        var sum = default(DoubleDouble);
        EntryTerms t = new(c.K, 0, 0, 0, 0, 0, 0, 0);
        for (int l = 0; l < c.K; l++)
        {
            double a = round(c.A[i, l]), b = round(c.B[l, j]);
            sum = sum.AddProduct(a, b);
            t = t.With(Math.Abs(a), Math.Abs(b));
        }

        return (sum, t);
    }

    private double Greatest(double mine) => share?.Max(mine) ?? mine;

    /// <summary>What matrix units add to a product's relative error. Where they multiply in less than is stored,
    /// cutting a factor loses up to 2 u of it, u in the mean; products of fp8 are cut at the last bit of the greatest
    /// of those that are added at once, for which twice that bit is allowed.</summary>
    private double OfUnits => c.Precision.Formats switch
    {
        { Compute: ElementKind.Tf32 } f => 2 * f.Compute.UnitRoundoff(),
        var f when f.Store.IsFp8() => 2 / ProductCase.Fp8Sums,
        _ => 0,
    };

    /// <summary>Matrix units cut off what they add (Fasi, Higham, Mikaitis and Pranesh, PeerJ CS 7, 2021): each of k
    /// sums loses up to 2 u of itself, and sums of random signs grow with their root.</summary>
    private double OfCutSums
    {
        get
        {
            Formats f = c.Precision.Formats;
            bool isOfUnits = f.Store is ElementKind.Fp16 or ElementKind.Bf16 || f.Compute == ElementKind.Tf32;
            return isOfUnits ? 4.0 / 3 * f.Accumulate.UnitRoundoff() * Math.Sqrt(c.K) : 0;
        }
    }

    private string OfWhat => c.IsWhole ? " (whole numbers)" : "";

    private void Sum(double[] values) => share?.Sum(values);

    private const double FalseAlarm = 1e-9;
    private const ulong VectorSeed = 1000, SampleSeed = 3;
}
