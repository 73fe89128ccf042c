using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HaiEnd.Mpi.Numerics.Emulation;

/// <summary>A product of doubles from exact products of their digits: scheme I of Ozaki, Ogita, Oishi and Rump, Numer.
/// Algorithms 59 (2012), on 8-bit digits as Ootomo, Ozaki and Yokota, IJHPCA 38 (2024). Row i of A is cut into S digits
/// below sigma_i = 2^e, above all its magnitudes, column j of B below tau_j; of the products of digit s with digit t
/// those with s + t &lt;= S + 1 are kept, S (S + 1) / 2 whole-number products. Those with the same s + t are summed in
/// 32 bits, without error (Uchino, Ozaki and Imamura, IJHPCA 39, 2025), and the sums put together from the least
/// on.</summary>
/// <param name="scheme">how digits are cut</param>
/// <param name="slices">S, 1 to <see cref="MostSlices"/></param>
/// <param name="product">multiplies the digits</param>
public sealed unsafe class OzakiOne(DigitScheme scheme, int slices, ISmallProduct product)
    : IEmulation
{
    /// <summary>Digits enough for numbers that differ by 2^200.</summary>
    public const int MostSlices = 32;

    private readonly StepClock _clock = new();

    /// <inheritdoc/>
    public int Products => slices * (slices + 1) / 2;

    /// <inheritdoc/>
    public ReadOnlySpan<long> Ticks => _clock.Ticks;

    /// <inheritdoc/>
    public long WorkspaceBytes(int m, int n, int k) => new Arrays(null, m, n, k, slices).Bytes;

    /// <inheritdoc/>
    public void Multiply(Doubles a, Doubles b, double* c, nint stride, bool accumulate, byte* workspace)
    {
        Arrays at = new(workspace, a.Rows, b.Columns, a.Columns, slices);
        long start = Stopwatch.GetTimestamp();
        Span<double> rows = new(at.Greatest, at.M), columns = new(at.GreatestOfColumns, at.N);
        rows.Clear();
        columns.Clear();
        Magnitudes.OfRows(a, rows);
        Magnitudes.OfColumns(b, columns);
        _clock.Lap(EmulationStep.Scan, ref start);
        CutRows(a, at);
        CutColumns(b, at);
        _clock.Lap(EmulationStep.Slice, ref start);
        new Span<double>(at.Sums, a.Rows * b.Columns).Clear();
        for (int q = slices + 1; q >= 2; q--)
            Diagonal(at, q, ref start);
        for (int i = 0; i < a.Rows; i++)
            Combine(at, i, c + i * stride, accumulate);
        _clock.Lap(EmulationStep.Recombine, ref start);
    }

    /// <summary>k sigma tau 2^(-step S) (2 c + c^2 2^(-step S) + (S - 1) / (1 - 2^-step)) + 2 (S + blocks) u |A||B|,
    /// with c what cutting loses in units of 2^(-step S): what was cut off of either factor, the products of digits
    /// that were left out, and the roundings of the last sums.</summary>
    /// <inheritdoc/>
    public double Bound(in EntryTerms terms)
    {
        int step = scheme.Step();
        double last = Math.ScaleB(1, -step * slices), loss = scheme.Loss();
        int exponent = scheme.Above(terms.GreatestOfRow) + scheme.Above(terms.GreatestOfColumn);
        double scale = terms.Count * Math.ScaleB(1, Math.Max(exponent, Magnitudes.OfZero));
        int blocks = terms.Count / (ISmallProduct.MostTerms + 1) + 1;
        return scale * last * (2 * loss + loss * loss * last + (slices - 1) / (1 - Math.ScaleB(1, -step)))
            + 2 * (slices + blocks) * ElementKind.Fp64.UnitRoundoff() * terms.Magnitudes;
    }

    private void CutRows(Doubles a, Arrays at)
    {
        nint plane = (nint)a.Rows * a.Columns;
        for (int i = 0; i < a.Rows; i++)
        {
            int exponent = at.RowScales[i] = scheme.Above(at.Greatest[i]);
            for (int l = 0; l < a.Columns; l++)
                scheme.Cut(a[i, l], exponent, at.A + (nint)i * a.Columns + l, slices, plane);
        }
    }

    private void CutColumns(Doubles b, Arrays at)
    {
        nint plane = (nint)b.Rows * b.Columns;
        for (int j = 0; j < b.Columns; j++)
            at.ColumnScales[j] = scheme.Above(at.GreatestOfColumns[j]);
        for (int l = 0; l < b.Rows; l++)
            for (int j = 0; j < b.Columns; j++)
                scheme.Cut(b[l, j], at.ColumnScales[j], at.B + (nint)l * b.Columns + j, slices, plane);
    }

    /// <summary>Adds the products of digits s and t with s + t = q to the sums, which are worth less by a step before.
    /// </summary>
    private void Diagonal(Arrays at, int q, ref long start)
    {
        (int m, int n, int k) = (at.M, at.N, at.K);
        double shrink = Math.ScaleB(1, -scheme.Step());
        for (int l = 0; l < k; l += ISmallProduct.MostTerms)
        {
            int depth = Math.Min(ISmallProduct.MostTerms, k - l), together = ISmallProduct.MostTerms / depth;
            for (int s = Math.Max(1, q - slices), pending = 0; s <= Math.Min(q - 1, slices); s++)
            {
                Panel(at, s, q - s, l, depth, accumulate: pending > 0);
                _clock.Lap(EmulationStep.Multiply, ref start);
                if (++pending < together && s < Math.Min(q - 1, slices))
                    continue;
                Add(at.Products, at.Sums, shrink, (nint)m * n);
                (pending, shrink) = (0, 1);
                _clock.Lap(EmulationStep.Reduce, ref start);
            }
        }
    }

    private void Panel(Arrays at, int s, int t, int l, int depth, bool accumulate)
    {
        sbyte* a = at.A + (s - 1) * ((nint)at.M * at.K), b = at.B + ((t - 1) * (nint)at.K + l) * at.N;
        if (depth == at.K)
        {
            product.Multiply(at.M, at.N, depth, a, b, at.Products, accumulate);
            return;
        }

        // Digits of a part of a row do not lie side by side with those of the next.
        for (int i = 0; i < at.M; i++)
            product.Multiply(1, at.N, depth, a + (nint)i * at.K + l, b, at.Products + (nint)i * at.N, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(int* from, double* to, double shrink, nint length)
    {
        nint i = 0;
        for (; i <= length - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            Vector512<long> wide = Vector512.WidenLower(Vector256.Load(from + i).ToVector512());
            (Vector512.Load(to + i) * shrink + Vector512.ConvertToDouble(wide)).Store(to + i);
        }

        for (; i < length; i++)
            to[i] = to[i] * shrink + from[i];
    }

    /// <summary>A row of C from its sums, in units of sigma tau 2^(-2 step), twice as much of each factor where digits
    /// have 8 bits and a sign.</summary>
    private void Combine(Arrays at, int row, double* c, bool accumulate)
    {
        int unit = at.RowScales[row] - 2 * scheme.Bits(1);
        PowersOfTwo.Scale(at.Sums + (nint)row * at.N, unit, at.ColumnScales, 1, c, at.N, accumulate);
    }

    private readonly struct Arrays
    {
        public readonly int M, N, K;
        public readonly int* RowScales, ColumnScales, Products;
        public readonly sbyte* A, B;
        public readonly double* Greatest, GreatestOfColumns, Sums;
        public readonly long Bytes;

        public Arrays(byte* memory, int m, int n, int k, int slices)
        {
            (M, N, K) = (m, n, k);
            Workspace space = new(memory);
            RowScales = space.Take<int>(m);
            ColumnScales = space.Take<int>(n);
            Greatest = space.Take<double>(m);
            GreatestOfColumns = space.Take<double>(n);
            A = space.Take<sbyte>((long)slices * m * k);
            B = space.Take<sbyte>((long)slices * k * n);
            Products = space.Take<int>((long)m * n);
            Sums = space.Take<double>((long)m * n);
            Bytes = space.Bytes;
        }
    }
}
