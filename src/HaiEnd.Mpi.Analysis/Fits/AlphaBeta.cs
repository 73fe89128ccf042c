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
/// rendezvous). Source: Hockney, Parallel Computing 20, 1994; the number of pieces by BIC, as
/// corrected for small samples.</summary>
/// <param name="Segments">ascending; empty where the model was not fitted. They need not meet</param>
/// <param name="Worst">greatest residual relative to the measured time [1]</param>
/// <param name="Trouble">why it was not fitted; empty where it was</param>
public sealed record AlphaBeta(IReadOnlyList<AlphaBetaSegment> Segments, double Worst, string Trouble)
{
    /// <summary>Fewest sizes: a line takes two, and the rest must tell whether it is one.</summary>
    public const int FewestSizes = 4;

    /// <summary>Fewest sizes in a piece: two would fit any break.</summary>
    public const int FewestInSegment = 3;

    /// <summary>Differences below this are not taken for breaks: it is less than a timer and a barrier tell apart
    /// [1].</summary>
    private const double LeastResidual = 1e-3;

    private const int MostSegments = 4;

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

    /// <summary>Fits by least squares of relative residuals. Assumes independent residuals of equal relative size; the
    /// intervals of alpha and beta are Student's with the variance of all pieces together.</summary>
    /// <param name="bytes">message sizes, ascending, each once [byte]</param>
    /// <param name="seconds">time of a message [s], positive</param>
    public static AlphaBeta Fit(IReadOnlyList<double> bytes, IReadOnlyList<double> seconds)
    {
        int n = bytes.Count;
        if (n < FewestSizes)
            return new([], double.NaN, string.Create(
                CultureInfo.InvariantCulture, $"not fitted: {n} sizes, {FewestSizes} are the fewest"));
        double[] m = [.. bytes], t = [.. seconds];
        List<Piece>[] best = Best(m, t);
        List<Piece> chosen = best.Where(b => b.Count > 0).MinBy(b => Bic(b, n))!;
        int degrees = n - 2 * chosen.Count;
        double variance = chosen.Sum(p => p.Line.SquaresSum) / degrees, q = Student.Quantile(0.975, degrees);
        var segments = chosen.Select(p => new AlphaBetaSegment(
            m[p.Begin], m[p.End - 1],
            Around(p.Line.Intercept, q * Math.Sqrt(variance * p.Line.VarianceA), p),
            Around(p.Line.Slope, q * Math.Sqrt(variance * p.Line.VarianceB), p)));
        double worst = chosen.Max(p => Enumerable.Range(p.Begin, p.End - p.Begin)
            .Max(i => Math.Abs(t[i] - p.Line.At(m[i])) / t[i]));
        return new([.. segments], worst, "");
    }

    private static Estimate Around(double value, double half, Piece piece) =>
        new(value, new(value - half, value + half), 1, piece.End - piece.Begin);

    /// <summary>The best cut into 1, 2, ... pieces, each from the best of one fewer; an empty list where there are too
    /// few sizes.</summary>
    private static List<Piece>[] Best(double[] m, double[] t)
    {
        int n = m.Length, most = Math.Min(MostSegments, n / FewestInSegment);
        var until = new List<Piece>?[most, n + 1];
        for (int s = 0; s < most; s++)
        {
            for (int end = FewestInSegment * (s + 1); end <= n; end++)
            {
                for (int begin = FewestInSegment * s; begin <= end - FewestInSegment; begin++)
                {
                    List<Piece>? before = s == 0 ? [] : until[s - 1, begin];
                    if (before is null || (s == 0 && begin > 0))
                        continue;
                    var line = Line.Fit(m.AsSpan(begin..end), t.AsSpan(begin..end));
                    List<Piece> cut = [.. before, new(begin, end, line)];
                    if (until[s, end] is not { } held || Squares(cut) < Squares(held))
                        until[s, end] = cut;
                }
            }
        }

        return [.. Enumerable.Range(0, most).Select(s => until[s, n] ?? [])];
    }

    private static double Squares(List<Piece> cut) => cut.Sum(p => p.Line.SquaresSum);

    /// <summary>ln(RSS / n) + k ln n / (n - k - 2) with two parameters for each piece and one for each break: Schwarz's
    /// criterion as corrected for small samples by McQuarrie (Statistics and Probability Letters 44, 1999). Without the
    /// correction, one protocol measured at 22 sizes was cut in three of ten simulated series.</summary>
    private static double Bic(List<Piece> cut, int n)
    {
        int k = 3 * cut.Count - 1;
        if (cut.Count > 1 && n - k - 2 <= 0)
            return double.PositiveInfinity;
        double penalty = cut.Count == 1 && n - k - 2 <= 0 ? 0 : k * Math.Log(n) / (n - k - 2);
        return Math.Log(Squares(cut) / n + LeastResidual * LeastResidual) + penalty;
    }

    private sealed record Piece(int Begin, int End, Line Line);
}
