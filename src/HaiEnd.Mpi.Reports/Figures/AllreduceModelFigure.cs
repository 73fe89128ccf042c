using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Fits;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>What all-reduces take over what the model of their algorithm says that they should, from the ping-pong and
/// the exchanges of the same ranks over the same links.</summary>
internal sealed class AllreduceModelFigure : IFigure
{
    /// <summary>The model is to be trusted within this, median over the points [1].</summary>
    private const double Trusted = 0.25;

    /// <summary>Bytes that are read and written to add one byte to another: two read, one written.</summary>
    private const double StreamsOfAdding = 3;

    /// <summary>A point and what the model says of it.</summary>
    /// <param name="Point">measured</param>
    /// <param name="Seconds">what it should take [s]</param>
    /// <param name="From">what the model was fitted to</param>
    private sealed record Predicted(Measured Point, double Seconds, string From)
    {
        public double Ratio => Point.Seconds.Value / Seconds;

        public double Off => Math.Abs(Ratio - 1);

        public string Name => string.Join(' ', [Point.Point.Case.Realisation, Sweep.Size(Point), .. Link]);

        public IEnumerable<string> Link => Point.Point.Parameters.Where(LinkLimit.Has).Select(Words.Of);
    }

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data)
    {
        Measured[] right = [.. data.Right];
        Predicted[] all =
        [
            .. right.Where(p => p.Point.Case.Benchmark == "pingpong")
                .GroupBy(p => (p.Point.Ranks, Link: LinkLimit.Of(p.Point)))
                .SelectMany(link => Predict(right, link.Key.Ranks, link.Key.Link, [.. link])),
        ];
        return all.Length < 2 ? [] : [Of(data, all)];
    }

    /// <summary>The all-reduces over one link, where its ping-pong can be fitted, and its exchanges if there are enough
    /// sizes of them. Several ranks on a node share its link, which the formulas do not know.</summary>
    private static IEnumerable<Predicted> Predict(Measured[] right, int ranks, LinkLimit? link, Measured[] messages)
    {
        AlphaBeta message = Fit(messages, Metrics.OneWay), around = Exchange("ring"), between = Exchange("pairs");
        // An exchange that waits for a processor at one size still predicts the others.
        if (!message.Fits || around.Segments[^1].Beta.Value <= 0 || between.Segments[^1].Beta.Value <= 0)
            return [];
        double triad = right.Where(p => p.Point.Case.Benchmark == "triad" && p.Point.Ranks == ranks)
            .Select(p => p.Rate / ranks).DefaultIfEmpty(double.PositiveInfinity).Max();
        var model = new AllreduceModel(message, around, between, StreamsOfAdding / triad);
        string from = around == message && between == message
            ? "a ping-pong takes predicts" : "messages and exchanges take predicts";
        return right
            .Where(p => p.Point.Case.Benchmark == "allreduce" && p.Point.Ranks == ranks
                && (p.Point.Nodes == 1 || p.Point.Nodes == ranks) && LinkLimit.Of(p.Point) == link
                && AllreduceModel.Known.Contains(p.Point.Case.Realisation))
            .Select(p => new Predicted(p, model.Seconds(p.Point.Case.Realisation, ranks, p.Number("bytes")), from));

        AlphaBeta Exchange(string pattern)
        {
            AlphaBeta fit = Fit(
                right.Where(p => p.Point.Case.Benchmark == "sendrecv" && p.Point["pattern"] == pattern
                    && p.Point.Ranks == ranks && LinkLimit.Of(p.Point) == link),
                p => p.Figures.Median);
            return fit.Segments.Count > 0 ? fit : message;
        }
    }

    private static AlphaBeta Fit(IEnumerable<Measured> points, Func<PointRecord, double> seconds)
    {
        Measured[] sized = [.. points.Where(p => p.Number("bytes") > 0).OrderBy(p => p.Number("bytes"))];
        return AlphaBeta.Fit([.. sized.Select(p => p.Number("bytes"))], [.. sized.Select(p => seconds(p.Point))]);
    }

    private static Figure Of(ReportData data, Predicted[] all)
    {
        Series[] series = [.. all.GroupBy(p => p.Point.Point.Case.Realisation)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Index().Select(g => new Series(
                g.Item.Key, [.. g.Item.OrderBy(p => p.Point.Number("bytes")).Select(MarkOf)], Join.None, g.Index))];
        Predicted worst = all.MaxBy(p => Math.Abs(Math.Log(p.Ratio)))!;
        double median = Statistics.Median(all.Select(p => p.Off));
        Scale ratios = Scale.Of(
            ScaleKind.Log10, series.SelectMany(s => s.Marks).SelectMany(m => new[] { m.Low, m.Y, m.High })
                .Concat([1 - 2 * Trusted, 1 + 2 * Trusted]));
        return new(
            "allreduce-model",
            $"What {all.MaxBy(p => p.From.Length)!.From} {Words.Count(all.Length, "all-reduce")} within "
                + $"{Units.Percent(median)} (median); {worst.Name} takes {Units.Times(worst.Ratio)} as long as "
                + "predicted",
            data.Conditions([.. all.Select(p => p.Point)]),
            "1x is as predicted. Above the band a way of all-reduce is slower than its own messages explain: look for "
                + "what else it does, or for who else uses its links.",
            new ChartPicture(new(
                ChartAxis.In("byte", "time measured over predicted, by size of the buffer", Scale.Of(
                    ScaleKind.Log2, all.Select(p => p.Point.Number("bytes")))),
                new("", ratios, Units.Times), series)
            {
                Bands = [new(1 - Trusted, 1 + Trusted, $"within {Units.Percent(Trusted)}", 3)],
            }),
            Table.Of(
                "All-reduce, predicted from messages and measured.",
                ["Realisation", "#Size", "Link", "#Predicted", "#Measured", "#Ratio"],
                [.. all.OrderBy(p => p.Point.Point.Case.Realisation, StringComparer.Ordinal)
                    .ThenBy(p => p.Point.Number("bytes"))],
                p =>
                [
                    p.Point.Point.Case.Realisation, Sweep.Size(p.Point), string.Join(' ', p.Link),
                    Units.Si(p.Seconds, "s"), Units.Si(p.Point.Seconds.Value, "s"), Units.Times(p.Ratio),
                ]));
    }

    private static Mark MarkOf(Predicted p) => new(
        p.Point.Number("bytes"), p.Ratio, $"{p.Name}: {Units.Times(p.Ratio)}")
    {
        Low = p.Point.Seconds.Ci.Low / p.Seconds,
        High = p.Point.Seconds.Ci.High / p.Seconds,
    };
}
