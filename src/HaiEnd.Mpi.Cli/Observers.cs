using System.Diagnostics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using Spectre.Console;

namespace HaiEnd.Mpi.Cli;

/// <summary>One line per finished point, and a sign of life every minute where none finishes.</summary>
internal sealed class LineObserver : IObserver, IDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(60);
    private readonly TextWriter _to;
    private readonly Timer _timer;
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _pointBegan;
    private string _running = "";

    /// <summary>Makes one.</summary>
    /// <param name="to">standard error</param>
    public LineObserver(TextWriter to)
    {
        _to = TextWriter.Synchronized(to);
        _timer = new Timer(_ => Beat(), null, Heartbeat, Heartbeat);
    }

    /// <inheritdoc/>
    public void Begin(PointSpec spec, int index, int count)
    {
        _pointBegan = Stopwatch.GetTimestamp();
        _running = $"[{index + 1}/{count}] {spec}";
    }

    /// <inheritdoc/>
    public void End(PointRecord point, int index, int count)
    {
        double total = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        double own = Stopwatch.GetElapsedTime(_pointBegan).TotalSeconds;
        double left = total / (index + 1) * (count - index - 1);
        _to.WriteLine($"[{index + 1}/{count}] {Of(point)}  {Units.Duration(own)}  {Left(left)}".TrimEnd());
        _timer.Change(Heartbeat, Heartbeat);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>A finished point in one line.</summary>
    public static string Of(PointRecord point)
    {
        if (!double.IsFinite(point.Figures.Median))
            return $"{Words.Of(point)}  {Words.Of(point.Status).ToUpperInvariant()}: {point.Message.Split('\n')[0]}";
        PointFigures f = point.Figures;
        string verdict = point.Status is PointStatus.Ok
            ? Words.Of(point.Verified)
            : Words.Of(point.Status).ToUpperInvariant();
        string rate = Units.Si(f.Rate, point.Case.MetricUnit);
        string late = Words.Late(point) is { Length: > 0 } why ? $" ({why})" : "";
        return $"{Words.Of(point)}  {rate} {Words.Spread(point)}  {verdict}{late}";
    }

    private static string Left(double seconds) => seconds >= 1 ? $"eta {Units.Duration(seconds)}" : "";

    private void Beat() => _to.WriteLine(
        $"{_running} is still running after {Units.Duration(Stopwatch.GetElapsedTime(_pointBegan).TotalSeconds)}");
}

/// <summary>A bar that is drawn between points only: a thread that redraws it would disturb what is measured.</summary>
/// <param name="context">of Spectre.Console, without automatic refresh</param>
internal sealed class BarObserver(ProgressContext context) : IObserver
{
    private ProgressTask? _task;

    /// <inheritdoc/>
    public void Begin(PointSpec spec, int index, int count)
    {
        string name = Markup.Escape(spec.CaseName);
        _task ??= context.AddTask(name, maxValue: count);
        _task.Description = name;
        context.Refresh();
    }

    /// <inheritdoc/>
    public void End(PointRecord point, int index, int count)
    {
        _task!.Value = index + 1;
        context.Refresh();
    }

    /// <summary>Runs an action under a bar.</summary>
    public static T Under<T>(IAnsiConsole console, Func<IObserver, T> action)
    {
        T result = default!;
        console.Progress().AutoRefresh(false).AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(),
                new TaskDescriptionColumn())
            .Start(context => result = action(new BarObserver(context)));
        return result;
    }
}
