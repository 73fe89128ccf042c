using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>Ways of multiplying by their errors and by their rates, over inputs of several kinds.</summary>
internal sealed class AccuracyFigure : IFigure
{
    private const string Error = "error_cw", Products = "small_products", Input = "input", Precision = "precision";

    // An exact product has no place on a logarithmic scale.
    private const double Least = 0.01;

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data) => data.Points
        .Where(p => p.IsRight && !double.IsNaN(ErrorOf(p)))
        .GroupBy(p => (p.Point.Case.Benchmark, p.Point.Ranks, Size: SizeOf(p)))
        .GroupBy(g => g.Key.Benchmark).Select(g => g.MaxBy(s => s.Max(p => p.Point.Work.Flops))!)
        .Where(g => g.Any(IsNative)).Select(g => new Group(data, g.Key.Benchmark, [.. g]).Draw());

    /// <summary>fp64 by the processor's or the device's own instructions.</summary>
    private static bool IsNative(Measured p) => p.Point[Precision] == "fp64" && double.IsNaN(Fact(p, Products))
        && p.Point.Facts.All(f => f.Name != "retained_bits");

    /// <summary>What is asked but the input and the precision.</summary>
    private static string SizeOf(Measured p) => string.Join(' ', Words.Of(p.Point.Parameters.Where(
        a => a.Role == Role.Problem && a.Name is not (Input or Precision))));

    /// <summary>The greatest of all launches; NaN where none was looked for.</summary>
    private static double ErrorOf(Measured p) => Fact(p, Error);

    private static double Fact(Measured p, string name) => p.Each.SelectMany(m => m.Point.Facts)
        .Where(f => f.Name == name).Select(f => f.Number).DefaultIfEmpty(double.NaN).Max();

    private static string Number(double value) =>
        value.ToString(value is > 0 and (< 0.01 or >= 10_000) ? "0.0e+0" : "0.##", CultureInfo.InvariantCulture);

    private sealed record Way(string Name, Measured[] Points)
    {
        public double Rate { get; } = Statistics.Median(Points.Select(p => p.Rate));

        public double Error { get; } = Points.Max(ErrorOf);
    }

    /// <summary>One size of one benchmark, by all ways.</summary>
    private sealed class Group
    {
        private readonly ReportData _data;
        private readonly string _benchmark;
        private readonly Measured[] _points;
        private readonly Way[] _ways;

        public Group(ReportData data, string benchmark, Measured[] points)
        {
            (_data, _benchmark, _points) = (data, benchmark, points);
            _ways = [.. points.GroupBy(WayOf).Select(g => new Way(g.Key, [.. g]))
                .OrderBy(w => w.Error).ThenBy(w => w.Name, StringComparer.Ordinal)];
        }

        public Figure Draw() => new(
            $"accuracy-{_benchmark}", Headline(), _data.Conditions(_points),
            "Left is more accurate, up is faster. A mark is one kind of input: where those of a way lie far apart, its "
                + "accuracy hangs on the input.",
            new ChartPicture(new(
                new("error, max |C - AB| / (u |A||B|)", Scale.Of(
                    ScaleKind.Log10, [Least, MethodVerdict.Enough, .. _points.Select(Shown)]), Number),
                ChartAxis.In("flop/s", "", Scale.Of(
                    ScaleKind.Log10, _points.SelectMany(p => new[] { p.Rate, p.Rates.Low, p.Rates.High }))),
                [.. _ways.Index().Select(w => new Series(
                    w.Item.Name, [.. w.Item.Points.OrderBy(ErrorOf).Select(MarkOf)], Join.None, w.Index))])),
            Verdicts());

        /// <summary>The fastest way that is as good as fp64 on every input, and the fastest of all.</summary>
        private string Headline()
        {
            Way[] safe = [.. _ways.Where(w => w.Points.All(p => VerdictOf(p).IsAccurate))];
            Way fastest = _ways.MaxBy(w => w.Rate)!;
            string best = safe.Length == 0
                ? $"no way of {_benchmark} is accurate on every input"
                : $"{safe.MaxBy(w => w.Rate)!.Name} is the fastest way of {_benchmark} that is accurate on every input";
            return safe.Length == 0 || safe.Contains(fastest)
                ? best
                : $"{best}; {fastest.Name} is {Units.Times(fastest.Rate / safe.Max(w => w.Rate))} as fast, with errors "
                    + $"up to {Number(fastest.Error)} roundings";
        }

        private Table Verdicts() => Table.Of(
            $"Ways of {_benchmark} against fp64 on the same input. Accurate is an error of at most "
                + $"{MethodVerdict.Enough:f0} u |A||B|, or of fp64's own. At most: the rate of int8 over that of fp64, "
                + "over the products of int8 that emulation takes.",
            ["Way", "Input", "#Error", "#Rate", "#Over fp64", "#At most", "Verdict"],
            [.. _ways.SelectMany(w => w.Points.OrderBy(ErrorOf))],
            p =>
            [
                WayOf(p), p.Point[Input]!, Number(ErrorOf(p)), Units.Si(p.Rate, "flop/s"),
                Units.Times(VerdictOf(p).SpeedUp), AtMost(p), IsNative(p) ? "fp64" : VerdictOf(p).ToString(),
            ]);

        /// <summary>What emulation can reach: R / G, where R is the rate of the whole-number product that it is made
        /// of over that of fp64, both of one rank, and G the products that it takes.</summary>
        private string AtMost(Measured p)
        {
            Measured[] local = [.. _data.Points.Where(
                o => o.Point.Case.Benchmark == "gemm" && o.IsRight && o.Point.Ranks == p.Point.Ranks)];
            double small = Best(local.Where(
                o => o.Point[Precision] == "int8" && o.Point.Case.Realisation == p.Point["local"]));
            double bound = small / Best(local.Where(IsNative)) / Fact(p, Products);
            return double.IsNaN(bound) ? "-" : Units.Times(bound);
        }

        private static double Best(IEnumerable<Measured> points) =>
            points.Select(p => p.Rate).DefaultIfEmpty(double.NaN).Max();

        private MethodVerdict VerdictOf(Measured p)
        {
            Measured[] native = [.. _points.Where(o => IsNative(o) && o.Point[Input] == p.Point[Input])];
            return MethodVerdict.Of(
                ErrorOf(p), p.Rate, native.Select(ErrorOf).DefaultIfEmpty(double.NaN).Max(), Best(native));
        }

        private string WayOf(Measured p)
        {
            PointRecord point = p.Point;
            IEnumerable<string> apart = Words.Of(point.Parameters.Where(a => a.Role == Role.Method && _points.Any(
                o => o.Point.Case.Realisation == point.Case.Realisation && o.Point[a.Name] != a.Value)));
            return string.Join(' ', [point.Case.Realisation, point[Precision], .. apart]);
        }

        private Mark MarkOf(Measured p) => new(
            Shown(p), p.Rate,
            $"{WayOf(p)}, {p.Point[Input]}: {Units.Si(p.Rate, "flop/s")} {p.Sure}, error {Number(ErrorOf(p))}")
        {
            Low = p.Rates.Low,
            High = p.Rates.High,
        };

        private static double Shown(Measured p) => Math.Max(Least, ErrorOf(p));
    }
}
