using System.Diagnostics;

namespace HaiEnd.Mpi.Numerics.Emulation;

/// <summary>How scheme II finds the power of two by which a row or a column becomes whole numbers.</summary>
public enum ModuliScaling
{
    /// <summary>By its norm, so that no sum of products is beyond P / 2 (Cauchy and Schwarz).</summary>
    Fast,

    /// <summary>By upper bounds of all sums, which one more product of small whole numbers tells.</summary>
    Accurate,

    /// <summary>By its greatest exponent and k alone: no sum of doubles decides it, so it is the same however a matrix
    /// is spread over ranks. Loses up to one bit on uniform data, more where magnitudes differ.</summary>
    Exponent,
}

/// <summary>A product of doubles from products of their residues by N moduli: scheme II of Ozaki, Uchino and Imamura,
/// arXiv 2504.08009. Rows of A and columns of B become whole numbers, a' = trunc(2^mu a), b' = trunc(2^nu b), whose
/// product is exact as long as all |a'||b'| are below P / 2; it is put together by the Chinese remainder theorem and
/// rounded once. Panels of the inner dimension may be added one after the other, on any rank: sums of residues do not
/// depend on the order.</summary>
/// <param name="moduli">N of them</param>
/// <param name="scaling">how the powers of two are found</param>
/// <param name="product">multiplies the residues</param>
public sealed unsafe class OzakiTwo(Moduli moduli, ModuliScaling scaling, ISmallProduct product) : IEmulation
{
    /// <summary>Rows of A and of B are made whole in pieces that stay in the first-level cache.</summary>
    private const int Piece = 512;

    // Upper bounds of magnitudes have as many bits behind the first, and are 2^6 at most.
    private const int BoundBits = 5, MostBound = 1 << (BoundBits + 1);

    private Arrays _at;
    private bool _hasTerms;

    private readonly StepClock _clock = new();

    /// <inheritdoc/>
    public int Products => moduli.Count + (scaling == ModuliScaling.Accurate ? 1 : 0);

    /// <inheritdoc/>
    public ReadOnlySpan<long> Ticks => _clock.Ticks;

    /// <inheritdoc/>
    public long WorkspaceBytes(int m, int n, int k) => new Arrays(null, m, n, k, moduli.Count).Bytes;

    /// <inheritdoc/>
    public void Multiply(Doubles a, Doubles b, double* c, nint stride, bool accumulate, byte* workspace)
    {
        _at = new(workspace, a.Rows, b.Columns, a.Columns, moduli.Count);
        long start = Stopwatch.GetTimestamp();
        Scan(a, b);
        _clock.Lap(EmulationStep.Scan, ref start);
        for (int l = 0; l < a.Columns; l += ISmallProduct.MostTerms)
        {
            int depth = Math.Min(ISmallProduct.MostTerms, a.Columns - l);
            Add(a.Part(0, a.Rows, l, depth), b.Part(l, depth, 0, b.Columns));
        }

        Close(c, stride, accumulate);
    }

    /// <summary>Begins a sum of panels, scaled by <see cref="ModuliScaling.Exponent"/> whatever this was made for.
    /// </summary>
    /// <param name="rows">the greatest magnitude of each row of the whole A</param>
    /// <param name="columns">and of each column of the whole B</param>
    /// <param name="terms">k, of all panels</param>
    /// <param name="depth">the most terms of a panel, at most <see cref="ISmallProduct.MostTerms"/></param>
    /// <param name="workspace">of <see cref="WorkspaceBytes"/> for that many terms</param>
    public void Open(ReadOnlySpan<double> rows, ReadOnlySpan<double> columns, int terms, int depth, byte* workspace)
    {
        _at = new(workspace, rows.Length, columns.Length, depth, moduli.Count);
        for (int i = 0; i < rows.Length; i++)
            _at.RowScales[i] = ByExponent(rows[i], terms);
        for (int j = 0; j < columns.Length; j++)
            _at.ColumnScales[j] = ByExponent(columns[j], terms);
    }

    /// <summary>C is the sum of all panels, or is added to.</summary>
    /// <param name="c">m x n</param>
    /// <param name="stride">elements between its rows</param>
    /// <param name="accumulate">add to C</param>
    public void Close(double* c, nint stride, bool accumulate)
    {
        long start = Stopwatch.GetTimestamp();
        if (!_hasTerms)
            new Span<sbyte>(_at.Residues, checked(moduli.Count * _at.M * _at.N)).Clear();
        for (int i = 0; i < _at.M; i++)
            CombineRow(i, c + i * stride, accumulate);
        _hasTerms = false;
        _clock.Lap(EmulationStep.Recombine, ref start);
    }

    /// <summary>2^-mu |b|_1 + 2^-nu |a|_1 + k 2^(-mu - nu), what cutting to whole numbers loses, and the rounding of
    /// the result.</summary>
    /// <inheritdoc/>
    public double Bound(in EntryTerms terms)
    {
        (int count, double row, double column) = (terms.Count, terms.GreatestOfRow, terms.GreatestOfColumn);
        if (terms.Magnitudes == 0)
            return 0;
        int mu = Scale(row, terms.SumOfRow, terms.NormOfRow), nu = Scale(column, terms.SumOfColumn, terms.NormOfColumn);
        return Math.ScaleB(terms.SumOfColumn, -mu) + Math.ScaleB(terms.SumOfRow, -nu)
            + Math.ScaleB(count, -mu - nu) + 2 * ElementKind.Fp64.UnitRoundoff() * terms.Magnitudes;

        int Scale(double greatest, double sum, double norm) => scaling switch
        {
            ModuliScaling.Exponent => ByExponent(greatest, count),
            ModuliScaling.Fast => ByNorm(greatest, norm),
            _ => ByLeastBounds(greatest, sum, count),
        };
    }

    private void Scan(Doubles a, Doubles b)
    {
        Arrays at = _at;
        Span<double> rows = new(at.Rows, at.M), columns = new(at.Columns, at.N);
        rows.Clear();
        columns.Clear();
        Magnitudes.OfRows(a, rows);
        Magnitudes.OfColumns(b, columns);
        switch (scaling)
        {
            case ModuliScaling.Exponent:
                for (int i = 0; i < at.M; i++)
                    at.RowScales[i] = ByExponent(at.Rows[i], at.K);
                for (int j = 0; j < at.N; j++)
                    at.ColumnScales[j] = ByExponent(at.Columns[j], at.K);
                break;
            case ModuliScaling.Fast:
                ScaleByNorms(a, b, at);
                break;
            default:
                ScaleByBounds(a, b, at);
                break;
        }
    }

    /// <summary>floor(L - log2(k) / 2) - e, where 2^e is above all magnitudes; 0 for zeros.</summary>
    private int ByExponent(double greatest, int count) => greatest == 0
        ? 0
        : (int)Math.Floor(moduli.Bits - Math.Log2(count) / 2) - (Magnitudes.Exponent(greatest) + 1);

    /// <summary>floor(L - log2 |2^-e x|_2) - e, with the exponent of the greatest magnitude; 0 for zeros.</summary>
    private int ByNorm(double greatest, double norm)
    {
        if (greatest == 0)
            return 0;
        int exponent = Magnitudes.Exponent(greatest);
        return (int)Math.Floor(moduli.Bits - Math.Log2(Math.ScaleB(norm, -exponent))) - exponent;
    }

    /// <summary>The least that bounds of sums allow: where the factors of the other side are all the greatest.
    /// </summary>
    private int ByLeastBounds(double greatest, double sum, int count)
    {
        int exponent = BoundBits - Magnitudes.Exponent(greatest);
        double most = MostBound * (Math.ScaleB(sum, exponent) + count);
        return exponent + (int)Math.Floor(moduli.Bits - Math.Log2(most) / 2);
    }

    private void ScaleByNorms(Doubles a, Doubles b, Arrays at)
    {
        // Sums of k squares err by k u at most, so that norms with that added are not too small.
        double up = 1 + (at.K + 8) * Math.ScaleB(1, -52);
        for (int i = 0; i < at.M; i++)
        {
            int exponent = Magnitudes.Exponent(at.Rows[i]);
            double sum = 0, scale = exponent > Magnitudes.OfZero ? Math.ScaleB(1, -exponent) : 0;
            for (int l = 0; l < at.K; l++)
                sum += a[i, l] * scale * (a[i, l] * scale);
            at.RowScales[i] = OfSquares(sum * up, exponent);
        }

        double* sums = at.Values;
        new Span<double>(sums, at.N).Clear();
        for (int j = 0; j < at.N; j++)
            at.ColumnScales[j] = at.Columns[j] == 0 ? 0 : -Magnitudes.Exponent(at.Columns[j]);
        for (int l = 0; l < at.K; l++)
            for (int j = 0; j < at.N; j++)
            {
                double x = b[l, j] * PowersOfTwo.Of(at.ColumnScales[j]);
                sums[j] += x * x;
            }

        for (int j = 0; j < at.N; j++)
            at.ColumnScales[j] = OfSquares(sums[j] * up, -at.ColumnScales[j]);
    }

    private int OfSquares(double sum, int exponent) =>
        sum == 0 ? 0 : (int)Math.Floor(moduli.Bits - Math.Log2(sum) / 2) - exponent;

    /// <summary>Bounds of magnitudes, ceil(2^(5 - e) |a|), multiplied exactly, bound the sums of each row of A and of
    /// each column of B.</summary>
    private void ScaleByBounds(Doubles a, Doubles b, Arrays at)
    {
        for (int i = 0; i < at.M; i++)
            at.RowScales[i] = at.Rows[i] == 0 ? 0 : BoundBits - Magnitudes.Exponent(at.Rows[i]);
        for (int j = 0; j < at.N; j++)
            at.ColumnScales[j] = at.Columns[j] == 0 ? 0 : BoundBits - Magnitudes.Exponent(at.Columns[j]);
        double* mostOfColumn = at.Values;
        new Span<double>(mostOfColumn, at.N).Clear();
        new Span<double>(at.Rows, at.M).Clear();
        for (int l = 0; l < at.K; l += ISmallProduct.MostTerms)
        {
            int depth = Math.Min(ISmallProduct.MostTerms, at.K - l);
            for (int i = 0; i < at.M; i++)
                for (int p = 0; p < depth; p++)
                    at.A[(nint)i * depth + p] =
                        (sbyte)Math.Ceiling(Math.Abs(Math.ScaleB(a[i, l + p], at.RowScales[i])));
            for (int p = 0; p < depth; p++)
                for (int j = 0; j < at.N; j++)
                    at.B[(nint)p * at.N + j] =
                        (sbyte)Math.Ceiling(Math.Abs(Math.ScaleB(b[l + p, j], at.ColumnScales[j])));
            product.Multiply(at.M, at.N, depth, at.A, at.B, at.Products, accumulate: false);
            AddGreatest(at, mostOfColumn);
        }

        for (int i = 0; i < at.M; i++)
            at.RowScales[i] += OfSum(at.Rows[i]);
        for (int j = 0; j < at.N; j++)
            at.ColumnScales[j] += OfSum(mostOfColumn[j]);

        int OfSum(double most) => most == 0 ? 0 : (int)Math.Floor(moduli.Bits - Math.Log2(most) / 2);
    }

    /// <summary>Adds a panel's greatest bound of each row and of each column to those of the panels before: never less
    /// than the greatest of the sums.</summary>
    private static void AddGreatest(Arrays at, double* mostOfColumn)
    {
        var columns = new Span<double>(at.Sums, at.N);
        columns.Clear();
        for (int i = 0; i < at.M; i++)
        {
            int most = 0;
            for (int j = 0; j < at.N; j++)
            {
                int bound = at.Products[(nint)i * at.N + j];
                most = Math.Max(most, bound);
                columns[j] = Math.Max(columns[j], bound);
            }

            at.Rows[i] += most;
        }

        for (int j = 0; j < at.N; j++)
            mostOfColumn[j] += columns[j];
    }

    /// <summary>Adds the product of a panel to the residues.</summary>
    /// <param name="a">m x depth</param>
    /// <param name="b">depth x n</param>
    public void Add(Doubles a, Doubles b)
    {
        long start = Stopwatch.GetTimestamp();
        nint planeA = (nint)_at.M * a.Columns, planeB = (nint)a.Columns * _at.N, planeC = (nint)_at.M * _at.N;
        for (int i = 0; i < _at.M; i++)
            CutRow(a, i, _at.RowScales + i, 0, _at.A + (nint)i * a.Columns, planeA);
        for (int l = 0; l < b.Rows; l++)
            CutRow(b, l, _at.ColumnScales, 1, _at.B + (nint)l * _at.N, planeB);
        _clock.Lap(EmulationStep.Slice, ref start);
        for (int t = 0; t < moduli.Count; t++)
        {
            product.Multiply(
                _at.M, _at.N, a.Columns, _at.A + t * planeA, _at.B + t * planeB, _at.Products, accumulate: false);
            _clock.Lap(EmulationStep.Multiply, ref start);
            Moduli.Add(t, _at.Products, _at.Residues + t * planeC, planeC, _hasTerms);
            _clock.Lap(EmulationStep.Reduce, ref start);
        }

        _hasTerms = true;
    }

    /// <summary>The residues of a row's whole numbers.</summary>
    /// <param name="from">the matrix</param>
    /// <param name="row">of it</param>
    /// <param name="scales">powers of two: one for the row, or one for each column</param>
    /// <param name="step">elements between those: 0 or 1</param>
    /// <param name="to">where those of the first modulus go</param>
    /// <param name="plane">elements from there to those of the next</param>
    private void CutRow(Doubles from, int row, int* scales, int step, sbyte* to, nint plane)
    {
        double* whole = stackalloc double[Piece];
        for (int l = 0; l < from.Columns; l += Piece)
        {
            int length = Math.Min(Piece, from.Columns - l);
            from.CopyRow(row, l, new Span<double>(whole, length));
            PowersOfTwo.Truncate(whole, scales + l * step, step, length);
            for (int t = 0; t < moduli.Count; t++)
                Moduli.Reduce(t, whole, to + t * plane + l, length);
        }
    }

    private void CombineRow(int row, double* c, bool accumulate)
    {
        moduli.Combine(_at.Residues + (nint)row * _at.N, (nint)_at.M * _at.N, _at.Values, _at.N);
        PowersOfTwo.Scale(_at.Values, -_at.RowScales[row], _at.ColumnScales, -1, c, _at.N, accumulate);
    }

    private readonly struct Arrays
    {
        public readonly int M, N, K;
        public readonly int* RowScales, ColumnScales, Products;
        public readonly sbyte* A, B, Residues;
        public readonly double* Rows, Columns, Values, Sums;
        public readonly long Bytes;

        public Arrays(byte* memory, int m, int n, int k, int moduli)
        {
            (M, N, K) = (m, n, k);
            long depth = Math.Min(k, ISmallProduct.MostTerms);
            Workspace space = new(memory);
            RowScales = space.Take<int>(m);
            ColumnScales = space.Take<int>(n);
            Rows = space.Take<double>(m);
            Columns = space.Take<double>(n);
            Values = space.Take<double>(n);
            Sums = space.Take<double>(n);
            A = space.Take<sbyte>(moduli * m * depth);
            B = space.Take<sbyte>(moduli * depth * n);
            Products = space.Take<int>((long)m * n);
            Residues = space.Take<sbyte>((long)moduli * m * n);
            Bytes = space.Bytes;
        }
    }
}
