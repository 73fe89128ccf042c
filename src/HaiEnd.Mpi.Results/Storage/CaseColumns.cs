using System.Text.Json;

namespace HaiEnd.Mpi.Results.Storage;

/// <summary>One value per point.</summary>
/// <param name="Name">the dataset</param>
/// <param name="Unit">UDUNITS spelling</param>
/// <param name="Text">what it is</param>
/// <param name="Of">takes it from a point</param>
internal sealed record CaseColumn<T>(string Name, string Unit, string Text, Func<Outline, T> Of);

/// <summary>The columns that every case has. docs/result-file.md lists them too.</summary>
internal static class CaseColumns
{
    /// <summary>Words of <c>status</c>, in the order of their numbers.</summary>
    public static readonly string Statuses = Words<PointStatus>();

    /// <summary>Words of <c>verified</c>, in the order of their numbers.</summary>
    public static readonly string Verdicts = Words<Verified>();

    /// <summary>Words of <c>stop_reason</c>, in the order of their numbers.</summary>
    public static readonly string StopReasons = Words<StopReason>();

    /// <summary>Counts.</summary>
    public static readonly CaseColumn<int>[] Ints =
    [
        new("order", "1", "place in the shuffled order of the run", o => o.Point.Order),
        new("nodes", "1", "nodes of the point", o => o.Point.Nodes),
        new("ranks", "1", "ranks of the point", o => o.Point.Ranks),
        new("samples", "1", "samples of the point", o => o.Shape.Samples),
        new("warmups", "1", "warm-up runs of the point", o => o.Shape.Warmups),
        new("repeats", "1", "runs of the kernel inside one sample", o => o.Point.Repeats),
        new("slowest_rank", "1", "rank with the greatest median, -1 for none", o => o.Point.Figures.SlowestRank),
    ];

    /// <summary>Work of one repeat, over all ranks: the group <c>counters</c>.</summary>
    public static readonly CaseColumn<long>[] Counters =
    [
        new("flops", "1", "floating-point operations of one repeat, over all ranks", o => o.Point.Work.Flops),
        new("bytes", "byte", "memory traffic of one repeat, over all ranks", o => o.Point.Work.Bytes),
        new("wire_bytes", "byte", "bytes sent between ranks in one repeat", o => o.Point.Work.WireBytes),
        new("messages", "1", "messages sent between ranks in one repeat", o => o.Point.Work.Messages),
    ];

    /// <summary>Figures derived from the samples; NaN where undefined.</summary>
    public static readonly CaseColumn<double>[] Figures =
    [
        new("time_median", "s", "time of one repeat, median over samples", o => o.Point.Figures.Median),
        new("time_min", "s", "time of one repeat, minimum", o => o.Point.Figures.Min),
        new("time_p05", "s", "time of one repeat, 5th percentile", o => o.Point.Figures.P05),
        new("time_p95", "s", "time of one repeat, 95th percentile", o => o.Point.Figures.P95),
        new("time_p99", "s", "time of one repeat, 99th percentile", o => o.Point.Figures.P99),
        new("time_ci95_low", "s", "95 % confidence interval of the median, lower end", o => o.Point.Figures.CiLow),
        new("time_ci95_high", "s", "95 % confidence interval of the median, upper end", o => o.Point.Figures.CiHigh),
        new("efficiency_of_roof", "1", "rate over the measured roof", o => o.Point.Figures.EfficiencyOfRoof),
        new("imbalance", "1", "slowest rank's median over the ranks' median", o => o.Point.Figures.Imbalance),
        new("error_rel_max", "1", "greatest relative error that the check saw", o => o.Point.ErrorRelMax),
    ];

    private static string Words<T>()
        where T : struct, Enum =>
        string.Join(' ', Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
}
