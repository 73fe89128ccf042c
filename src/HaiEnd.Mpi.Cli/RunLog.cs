using HaiEnd.Mpi.Results;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;
using Serilog.Sinks.SystemConsole.Themes;

namespace HaiEnd.Mpi.Cli;

/// <summary>The log of a launch: every event carries its rank. Rank 0 keeps a JSON file beside the result file and
/// shows warnings; another rank speaks only when it ends the job, because then nobody else can.</summary>
internal sealed class RunLog : IDisposable
{
    private readonly List<LogLine> _lines = [];
    private readonly DateTimeOffset _began = DateTimeOffset.UtcNow;
    private readonly Logger _logger;
    private readonly int _rank;
    private Logger? _file;

    /// <summary>Opens it, without a file.</summary>
    /// <param name="rank">who speaks</param>
    public RunLog(int rank)
    {
        _rank = rank;
        _logger = new LoggerConfiguration()
            .Enrich.WithProperty("Rank", rank)
            .Enrich.WithProperty("Host", Environment.MachineName)
            .WriteTo.Sink(new Keeper(this))
            .WriteTo.Console(
                restrictedToMinimumLevel: rank == 0 ? LogEventLevel.Warning : LogEventLevel.Error,
                outputTemplate: "haiend: {Level:w}: rank {Rank} on {Host:l}: {Message:l}{NewLine}",
                theme: ConsoleTheme.None, standardErrorFromLevel: LogEventLevel.Verbose)
            .CreateLogger();
    }

    /// <summary>For the program.</summary>
    public ILogger Logger => _logger;

    /// <summary>Warnings and errors so far, for the result file.</summary>
    public IReadOnlyList<LogLine> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>From now on, events go to a file beside the result file too.</summary>
    /// <exception cref="IOException">it can't be written</exception>
    public void KeepBeside(string output) => _file = new LoggerConfiguration()
        .MinimumLevel.Verbose().WriteTo.File(
            new JsonFormatter(renderMessage: true), Path.ChangeExtension(output, ".log.json")).CreateLogger();

    /// <inheritdoc/>
    public void Dispose()
    {
        _logger.Dispose();
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // A full disk: the terminal has been told already, and the run's own exit code says more than this.
        }
    }

    private void Keep(LogEvent logEvent)
    {
        _file?.Write(logEvent);
        if (logEvent.Level < LogEventLevel.Warning)
            return;
        lock (_lines)
        {
            long timeNs = (long)((logEvent.Timestamp - _began).TotalMilliseconds * 1e6);
            _lines.Add(new(timeNs, logEvent.Level.ToString().ToLowerInvariant(), _rank, logEvent.RenderMessage()));
        }
    }

    private sealed class Keeper(RunLog log) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => log.Keep(logEvent);
    }
}
