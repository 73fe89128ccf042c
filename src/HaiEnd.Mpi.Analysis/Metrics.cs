using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>What the rate of a benchmark is.</summary>
public enum Metric
{
    /// <summary>operations over time [flop/s]</summary>
    Flops,

    /// <summary>memory traffic over time [byte/s]</summary>
    Bandwidth,

    /// <summary>bytes sent over time, all ranks [byte/s]</summary>
    Link,

    /// <summary>bytes sent by one rank over time: comparable across rank counts [byte/s]</summary>
    BusBandwidth,

    /// <summary>messages sent over time, all ranks [message/s]</summary>
    Messages,
}

/// <summary>How a rate follows from work and time.</summary>
public static class Metrics
{
    /// <summary>The metric as it is spelt in files.</summary>
    public static string NameOf(Metric metric) => metric switch
    {
        Metric.Flops => "flops",
        Metric.Bandwidth => "bandwidth",
        Metric.Link => "link",
        Metric.BusBandwidth => "busbw",
        Metric.Messages => "messages",
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "unknown metric"),
    };

    /// <summary>The inverse of <see cref="NameOf"/>.</summary>
    /// <exception cref="ArgumentException">no metric is spelt so</exception>
    public static Metric Parse(string name) =>
        Array.Find(Enum.GetValues<Metric>(), m => NameOf(m) == name) is var found && NameOf(found) == name
            ? found
            : throw new ArgumentException($"no metric is called '{name}'");

    /// <summary>Its unit.</summary>
    public static string UnitOf(Metric metric) => metric switch
    {
        Metric.Flops => "flop/s",
        Metric.Messages => "message/s",
        _ => "byte/s",
    };

    /// <summary>The rate of a point in its case's metric, were a repeat to take this long.</summary>
    /// <param name="point">whose work it is</param>
    /// <param name="seconds">time of one repeat [s]</param>
    public static double RateAt(PointRecord point, double seconds) =>
        Rate(Parse(point.Case.Metric), point.Work, point.Ranks, seconds);

    /// <summary>The same of an estimated time; the interval's ends swap, as the rate falls with time.</summary>
    public static Estimate RateAt(PointRecord point, Estimate seconds) => seconds with
    {
        Value = RateAt(point, seconds.Value),
        Ci = new(RateAt(point, seconds.Ci.High), RateAt(point, seconds.Ci.Low)),
    };

    /// <summary>How far an interval reaches to its wider side, relative to the value in it [1].</summary>
    public static double HalfWidth(double value, Interval ci) => Math.Max(ci.High - value, value - ci.Low) / value;

    /// <summary>The time of one message on its way, as messages of a repeat follow each other [s].</summary>
    public static double OneWay(PointRecord point) => point.Figures.Median / MessagesOf(point);

    /// <summary>The same of an estimated time of a repeat.</summary>
    public static Estimate OneWay(PointRecord point, Estimate seconds)
    {
        double messages = MessagesOf(point);
        return seconds with
        {
            Value = seconds.Value / messages,
            Ci = new(seconds.Ci.Low / messages, seconds.Ci.High / messages),
        };
    }

    /// <summary>The rate over all ranks.</summary>
    /// <param name="metric">which</param>
    /// <param name="work">of one repeat, over all ranks</param>
    /// <param name="ranks">how many</param>
    /// <param name="seconds">time of one repeat [s]</param>
    public static double Rate(Metric metric, Work work, int ranks, double seconds) => metric switch
    {
        Metric.Flops => work.Flops / seconds,
        Metric.Bandwidth => work.Bytes / seconds,
        Metric.Link => work.WireBytes / seconds,
        Metric.BusBandwidth => (double)work.WireBytes / ranks / seconds,
        Metric.Messages => work.Messages / seconds,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "unknown metric"),
    };

    private static double MessagesOf(PointRecord point) => Math.Max(1, point.Work.Messages);
}
