using System.Globalization;

namespace HaiEnd.Mpi.Analysis.Fits;

/// <summary>A range of message sizes that one protocol serves: t = alpha + beta m.</summary>
/// <param name="From">smallest size fitted [byte]</param>
/// <param name="To">largest size fitted [byte]</param>
/// <param name="Alpha">time of an empty message [s]</param>
/// <param name="Beta">time of a byte [s]</param>
public sealed record AlphaBetaSegment(double From, double To, Estimate Alpha, Estimate Beta)
{
    /// <summary>Time of a message of this size [s].</summary>
    public double At(double bytes) => Alpha.Value + Beta.Value * bytes;
}

/// <summary>The alpha-beta model of a message in pieces, because libraries change their protocol with the size (eager,
/// rendezvous). Source: Hockney, Parallel Computing 20, 1994; the number of pieces by BIC, as corrected for small
/// samples.</summary>
/// <param name="Segments">ascending; empty where the model was not fitted. They need not meet</param>
/// <param name="Worst">how far a measured time is off at most, up or down: the greater over the lesser, less 1
/// [1]</param>
/// <param name="Trouble">why it was not fitted, or where it does not fit; empty where it does</param>
public sealed record AlphaBeta(IReadOnlyList<AlphaBetaSegment> Segments, double Worst, string Trouble)
{
    /// <summary>Fewest sizes: a line takes two, and the rest must tell whether it is one.</summary>
    public const int FewestSizes = 4;

    /// <summary>Fewest sizes in a piece: two would fit any break, and three hide an outlier.</summary>
    public const int FewestInSegment = 4;

    /// <summary>Differences below this are not taken for breaks: it is less than a timer and a barrier tell apart
    /// [1].</summary>
    private const double LeastResidual = 1e-3;

    private const int MostSegments = 4;

    /// <summary>What is off by more than a factor of two is described by nothing that could be compared [1].</summary>
    private const double MostResidual = 1;

    /// <summary>The model was fitted and describes the times.</summary>
    public bool Fits => Trouble.Length == 0;

    /// <summary>Time of the smallest messages: alpha of the first piece [s].</summary>
    public Estimate Latency => Segments[0].Alpha;

    /// <summary>What the largest messages tend to: the inverse of the last piece's beta [byte/s]. Without bounds where
    /// beta can't be told from zero.</summary>
    public Estimate Bandwidth
    {
        get
        {
            Estimate beta = Segments[^1].Beta;
            return beta with
            {
                Value = 1 / beta.Value,
                Ci = new(1 / beta.Ci.High, beta.Ci.Low > 0 ? 1 / beta.Ci.Low : double.PositiveInfinity),
            };
        }
    }

    /// <summary>The smallest message that reaches half of <see cref="Bandwidth"/> [byte], which is alpha over beta
    /// where one piece serves all sizes (Hockney's n_1/2). NaN where none in the measured range does.</summary>
    public double HalfSize
    {
        get
        {
            double twice = 2 * Segments[^1].Beta.Value;
            foreach (AlphaBetaSegment s in Segments)
            {
                double reached = s.Alpha.Value / (twice - s.Beta.Value);
                if (twice > s.Beta.Value && reached <= s.To)
                    return Math.Max(reached, s == Segments[0] ? 0 : s.From);
            }

            return double.NaN;
        }
    }

    /// <summary>Time of a message of this size by the piece that serves it, by the first or the last beyond them
    /// [s].</summary>
    public double At(double bytes) => (Segments.LastOrDefault(s => s.From <= bytes) ?? Segments[0]).At(bytes);

    /// <summary>Fits by least squares of the logarithms of measured over fitted. Assumes independent relative errors of
    /// equal size; the intervals of alpha and beta are Student's with the variance of all pieces together.</summary>
    /// <param name="bytes">message sizes, ascending, each once [byte]</param>
    /// <param name="seconds">time of a message [s], positive</param>
    public static AlphaBeta Fit(IReadOnlyList<double> bytes, IReadOnlyList<double> seconds)
    {
        int n = bytes.Count;
        if (n < FewestSizes)
            return new([], double.NaN, string.Create(
                CultureInfo.InvariantCulture, $"not fitted: {n} sizes, {FewestSizes} are the fewest"));
        double[] m = [.. bytes], t = [.. seconds];
        List<Piece> chosen = Best(m, t).Where(b => b.Count > 0).MinBy(b => Bic(b, n))!;
        int degrees = n - 2 * chosen.Count;
        double variance = chosen.Sum(p => p.Line.SquaresSum) / degrees, q = Student.Quantile(0.975, degrees);
        AlphaBetaSegment[] segments = [.. chosen.Select(p => new AlphaBetaSegment(
            m[p.Begin], m[p.End - 1],
            Around(p.Line.Intercept, q * Math.Sqrt(variance * p.Line.VarianceA), p),
            Around(p.Line.Slope, q * Math.Sqrt(variance * p.Line.VarianceB), p)))];
        (double worst, double at) = chosen.SelectMany(p => Enumerable.Range(p.Begin, p.End - p.Begin)
            .Select(i => (Math.Exp(Off(p.Line, m[i], t[i])) - 1, m[i]))).Max();
        string trouble = worst > MostResidual
            ? string.Create(CultureInfo.InvariantCulture, $"does not fit: {1 + worst:g2} times off at {at:g7} bytes")
            : segments[^1].Beta.Value <= 0 ? "does not fit: the largest messages take no longer than smaller ones" : "";
        return new(segments, worst, trouble);
    }

    private static Estimate Around(double value, double half, Piece piece) =>
        new(value, new(value - half, value + half), 1, piece.End - piece.Begin);

    /// <summary>|ln(measured / fitted)|</summary>
    private static double Off(Line line, double bytes, double seconds) => Math.Abs(Math.Log(seconds / line.At(bytes)));

    /// <summary>The best cut into 1, 2, ... pieces, each from the best of one fewer; an empty list where there are too
    /// few sizes.</summary>
    private static List<Piece>[] Best(double[] m, double[] t)
    {
        int n = m.Length, most = Math.Min(MostSegments, n / FewestInSegment);
        var until = new List<Piece>?[most, n + 1];
        for (int begin = 0; begin <= n - FewestInSegment; begin++)
        {
            for (int end = begin + FewestInSegment; end <= n; end++)
            {
                Piece piece = PieceOf(m, t, begin, end);
                for (int s = 0; s < most; s++)
                {
                    List<Piece>? before = s > 0 ? until[s - 1, begin] : begin == 0 ? [] : null;
                    if (before is not null && !(until[s, end] is { } held && Sum(held) <= Sum(before) + piece.Off))
                        until[s, end] = [.. before, piece];
                }
            }
        }

        return [.. Enumerable.Range(0, most).Select(s => until[s, n] ?? [])];
    }

    private static Piece PieceOf(double[] m, double[] t, int begin, int end)
    {
        var line = Line.FitLogarithms(m.AsSpan(begin..end), t.AsSpan(begin..end));
        return new(begin, end, line, Enumerable.Range(begin, end - begin).Sum(i => Off(line, m[i], t[i])));
    }

    private static double Sum(List<Piece> cut) => cut.Sum(p => p.Off);

    /// <summary>2 ln(mean |ln(measured / fitted)|) + k ln n / (n - k - 2) with two parameters for each piece and one
    /// for each break: Schwarz's criterion for Laplace's distribution, as corrected for small samples by McQuarrie
    /// (Statistics and Probability Letters 44, 1999). By squares, one outlier was cut off with its neighbours in a
    /// quarter of simulated series with heavy tails; without the correction, one protocol at 22 sizes was cut in three
    /// of ten.</summary>
    private static double Bic(List<Piece> cut, int n)
    {
        int k = 3 * cut.Count - 1;
        if (cut.Count > 1 && n - k - 2 <= 0)
            return double.PositiveInfinity;
        double penalty = cut.Count == 1 && n - k - 2 <= 0 ? 0 : k * Math.Log(n) / (n - k - 2);
        return 2 * Math.Log(Sum(cut) / n + LeastResidual) + penalty;
    }

    /// <summary>Sizes from Begin up to End, and the sum of |ln(measured / fitted)|.</summary>
    private sealed record Piece(int Begin, int End, Line Line, double Off);
}
