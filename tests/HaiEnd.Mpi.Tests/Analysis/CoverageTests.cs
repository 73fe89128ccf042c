using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Reports;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>How often a 95 % interval contains the truth, over 1 000 draws with fixed seeds; the table of
/// docs/statistics.md.</summary>
public sealed class CoverageTests
{
    private const int Draws = 1000, FirstSeed = 300_000;

    [TestCase("normal", 10)]
    [TestCase("normal", 30)]
    [TestCase("normal", 100)]
    [TestCase("log-normal", 10)]
    [TestCase("log-normal", 30)]
    [TestCase("log-normal", 100)]
    [TestCase("bimodal", 10)]
    [TestCase("bimodal", 30)]
    [TestCase("bimodal", 100)]
    [TestCase("AR(1) 0.5", 100)]
    [TestCase("AR(1) 0.5", 1000)]
    [TestCase("AR(1) 0.9", 100)]
    [TestCase("AR(1) 0.9", 1000)]
    [TestCase("episodes", 1000)]
    public void The_interval_of_a_median_contains_it_as_often_as_it_says(string law, int n)
    {
        (Func<Random, double[]> draw, double truth) = Law(law, n);
        int covered = 0, asIfIndependent = 0;
        for (int seed = 0; seed < Draws; seed++)
        {
            double[] inOrder = draw(new Random(seed)), sorted = [.. inOrder.Order()];
            covered += Autocorrelation.MedianInterval(inOrder, sorted).Contains(truth) ? 1 : 0;
            asIfIndependent += Statistics.MedianInterval(sorted).Contains(truth) ? 1 : 0;
        }

        Says(covered, 98, $"median of {n} samples, {law,-10}", $"as if independent {Percent(asIfIndependent):0.0} %");
    }

    // Of two-step resampling: the variance within a launch counts twice, so that "within" covers too much, not too
    // little.
    [TestCase("both", 5, 98)]
    [TestCase("both", 7, 98)]
    [TestCase("both", 10, 98)]
    [TestCase("between", 5, 98)]
    [TestCase("between", 7, 98)]
    [TestCase("between", 10, 98)]
    [TestCase("within", 7, 100)]
    [TestCase("heavy", 7, 98)]
    public void The_interval_over_launches_contains_the_median_as_often_as_it_says(string law, int n, double most) =>
        Says(
            Covered(seed => Bootstrap.Median(Side(law, n, new Random(seed)), 0)), most,
            $"median over {n} launches, {law,-8}");

    // Of launches that differ; the hull of their own intervals, which know nothing of that, is shown beside it.
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(5)]
    public void The_interval_of_a_figure_over_few_launches_contains_it_as_often_as_it_says(int n)
    {
        int hull = 0;
        int covered = Covered(seed =>
        {
            var random = new Random(FirstSeed + seed);
            Bounded[] launches = [.. Enumerable.Range(0, n).Select(_ => Math.Exp(0.1 * Synthetic.Normal(random)))
                .Select(x => new Bounded(x, new(0.99 * x, 1.01 * x)))];
            if (launches.Min(b => b.Ci.Low) <= 1 && launches.Max(b => b.Ci.High) >= 1)
                Interlocked.Increment(ref hull);
            return Bounded.Over(launches, 10 * n);
        });
        Says(covered, 98, $"figure over {n} launches", $"hull of the launches {Percent(hull):0.0} %");
    }

    // The median of few takes few values, and of a mixture of fast and slow launches often one between the modes: the
    // percentiles are then further out than they need to be.
    [TestCase("both", 5, 98.5)]
    [TestCase("both", 7, 98.5)]
    [TestCase("both", 10, 98.5)]
    [TestCase("between", 5, 98.5)]
    [TestCase("between", 7, 98.5)]
    [TestCase("between", 10, 98.5)]
    [TestCase("within", 7, 100)]
    [TestCase("heavy", 7, 98.5)]
    [TestCase("modes", 7, 99.5)]
    public void The_interval_of_a_ratio_contains_one_as_often_as_it_says(string law, int n, double most) => Says(
        Covered(seed =>
        {
            var random = new Random(seed);
            return Bootstrap.Ratio(Side(law, n, random), Side(law, n, random), 0);
        }), most, $"ratio of {n} launches a side, {law,-8}");

    // Both medians' intervals cover more than 95 % of few samples, and their distances are taken as if they did not.
    [TestCase("normal", 10, 99.8)]
    [TestCase("normal", 30, 99)]
    [TestCase("log-normal", 30, 99)]
    [TestCase("log-normal", 100, 98)]
    [TestCase("heavy", 30, 99)]
    [TestCase("bimodal", 100, 98)]
    [TestCase("AR(1) 0.5", 100, 99)]
    public void The_interval_of_an_efficiency_of_one_launch_contains_it_as_often_as_it_says(
        string law, int n, double most)
    {
        (Func<Random, double[]> draw, double truth) = Law(law, n);
        double[] Near(Random random, double seconds) =>
            [.. draw(random).Select(x => seconds * Math.Exp(0.1 * (x - truth)))];
        Says(
            Covered(seed =>
            {
                var random = new Random(FirstSeed + seed);
                return EfficiencyOf([Near(random, 1)], [Near(random, 0.5)]);
            }), most, $"efficiency from {n} samples, {law,-10}");
    }

    // Ranks of a launch share its luck, which then cancels in the quotient: the interval does not know.
    [TestCase("both", 5, 0, 99.5)]
    [TestCase("both", 7, 0, 99)]
    [TestCase("both", 10, 0, 98.5)]
    [TestCase("between", 7, 0, 98)]
    [TestCase("heavy", 7, 0, 98.5)]
    [TestCase("within", 7, 0, 100)]
    [TestCase("modes", 7, 0, 99.5)]
    [TestCase("both", 7, 0.03, 100)]
    public void The_interval_of_an_efficiency_over_launches_contains_it_as_often_as_it_says(
        string law, int n, double shared, double most) => Says(
        Covered(seed =>
        {
            var random = new Random(FirstSeed + seed);
            double[] luck = Each(n, () => Math.Exp(shared * Synthetic.Normal(random)));
            double[][] Times(double seconds) =>
                [.. Side(law, n, random).Zip(luck, (l, k) => l.Select(t => seconds * k * t).ToArray())];
            return EfficiencyOf(Times(1), Times(0.5));
        }), most, $"efficiency over {n} launches, {law,-8}", shared > 0 ? "with shared luck" : "");

    /// <summary>Of two ranks over one at a fixed problem; it is 1 where two take half as long.</summary>
    private static Estimate EfficiencyOf(double[][] one, double[][] two)
    {
        PointRecord Point(int ranks, double[] seconds) => Examples.Point("pgemm", "summa") with
        {
            Ranks = ranks,
            Scaling = "strong",
            TimeNs = new(1, seconds.Length, [.. seconds.Select(t => (long)(1e9 * t))]),
            Valid = [.. seconds.Select(_ => (sbyte)1)],
        };
        IEnumerable<Launch> launches = one.Zip(two, (a, b) => Examples.Run(Point(1, a), Point(2, b)))
            .Select((l, i) => l with { Run = l.Run with { RunId = $"{i}" } });
        return ScalingSeries.Of(launches).Single().Points[1].Efficiency;
    }

    private static (Func<Random, double[]> Draw, double Truth) Law(string law, int n) => law switch
    {
        "normal" => (r => Each(n, () => Synthetic.Normal(r)), 0),
        "log-normal" => (r => Each(n, () => Math.Exp(Synthetic.Normal(r))), 1),
        "heavy" => (r => Each(n, () => Synthetic.HeavyTailed(r)), 0),
        "bimodal" => (r => Each(n, () => Synthetic.Bimodal(r, 0.1)), Synthetic.MedianOfBimodal(0.1)),
        "AR(1) 0.5" => (r => Synthetic.Autoregressive(r, n, 0.5), 0),
        "AR(1) 0.9" => (r => Synthetic.Autoregressive(r, n, 0.9), 0),
        "episodes" => (r => Episodes(r, n), Synthetic.MedianOfBimodal(0.1)),
        _ => throw new ArgumentException(law),
    };

    /// <summary>Two modes, as bimodal, in stretches of 23 fast and 10 slow samples on average.</summary>
    private static double[] Episodes(Random random, int n)
    {
        bool slow = random.NextDouble() < 0.3;
        return Each(n, () =>
        {
            slow = slow ? random.NextDouble() >= 0.1 : random.NextDouble() < 0.3 / 0.7 * 0.1;
            return (slow ? 2 : 1) + 0.1 * Synthetic.Normal(random);
        });
    }

    /// <summary>Launches of 30 samples whose median is 1: the logarithms of launches and samples are spread by a few
    /// percent.</summary>
    private static double[][] Side(string law, int launches, Random random)
    {
        (double between, double within) = law switch
        {
            "both" => (0.03, 0.03),
            "between" => (0.03, 0.005),
            "within" => (0.003, 0.05),
            _ => (0.03, 0.03),
        };
        return [.. Enumerable.Range(0, launches).Select(_ =>
        {
            double launch = law switch
            {
                "heavy" => between * Synthetic.HeavyTailed(random),
                "modes" => 0.3 * (Synthetic.Bimodal(random, 0.1) - Synthetic.MedianOfBimodal(0.1)),
                _ => between * Synthetic.Normal(random),
            };
            return Each(30, () => Math.Exp(launch + within * Synthetic.Normal(random)));
        })];
    }

    private static double[] Each(int n, Func<double> draw) => [.. Enumerable.Range(0, n).Select(_ => draw())];

    private static int Covered(Func<int, Estimate> of) =>
        Enumerable.Range(0, Draws).AsParallel().Count(seed => of(seed).Ci.Contains(1));

    private static double Percent(int covered) => 100.0 * covered / Draws;

    private static void Says(int covered, double most, string what, string more = "")
    {
        TestContext.Out.WriteLine($"{what}: {Percent(covered):0.0} % {more}");
        Assert.That(Percent(covered), Is.InRange(92, most));
    }
}
