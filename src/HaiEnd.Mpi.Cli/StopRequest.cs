using System.Globalization;
using System.Runtime.InteropServices;
using HaiEnd.Mpi.Jobs;

namespace HaiEnd.Mpi.Cli;

/// <summary>Reasons to end early but well: a deadline, a signal, or a file called STOP beside the results. The point
/// that is being measured ends at its next look at the clock; no further one begins.</summary>
internal sealed class StopRequest : IDisposable
{
    /// <summary>Kept for sealing the file [s].</summary>
    private const double SealSeconds = 5;

    /// <summary>SIGUSR1 on Linux, which batch systems send before the end of a job.</summary>
    private const int SigUsr1 = 10;

    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly double _deadlineUnixSeconds;
    private readonly string _stopFile;
    private readonly Action _again;
    private volatile string _reason = "";
    private double _longestPointSeconds;

    /// <summary>Listens.</summary>
    /// <param name="deadlineUnixSeconds">end of the job; infinite for none</param>
    /// <param name="folder">of the results</param>
    /// <param name="again">what a second signal does; it must end the process</param>
    public StopRequest(double deadlineUnixSeconds, string folder, Action again)
    {
        _deadlineUnixSeconds = deadlineUnixSeconds;
        _stopFile = Path.Combine(folder, "STOP");
        _again = again;
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, (PosixSignal)SigUsr1])
            _signals.Add(PosixSignalRegistration.Create(signal, Signalled));
    }

    /// <summary>Why to stop; empty while there is no reason.</summary>
    public string Reason => _reason;

    /// <summary>Until the deadline, less what sealing takes [s]. None is left after a signal.</summary>
    public double SecondsLeft => _reason.Length > 0 ? 0 : _deadlineUnixSeconds - Now - SealSeconds;

    /// <summary>True when no further point may begin: it must fit into what is left, going by the longest so
    /// far.</summary>
    public bool Asked()
    {
        if (_reason.Length == 0 && File.Exists(_stopFile))
            _reason = $"{_stopFile} is there";
        if (_reason.Length == 0 && SecondsLeft <= _longestPointSeconds)
            _reason = "the deadline is near";
        return _reason.Length > 0;
    }

    /// <summary>A point took so long [s].</summary>
    public void Took(double seconds) => _longestPointSeconds = Math.Max(_longestPointSeconds, seconds);

    /// <summary>Reads a deadline: seconds since 1970, or a time from now.</summary>
    /// <exception cref="BadInputException">it is neither</exception>
    public static double Parse(string? text)
    {
        if (text is null)
            return double.PositiveInfinity;
        if (text.All(char.IsAsciiDigit))
            return double.Parse(text, CultureInfo.InvariantCulture);
        try
        {
            return Now + Quantity.Seconds(text);
        }
        catch (FormatException e)
        {
            throw new BadInputException($"--deadline: {e.Message}, or seconds since 1970");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _signals.ForEach(s => s.Dispose());

    private static double Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    private void Signalled(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_reason.Length > 0)
            _again();
        _reason = context.Signal switch
        {
            PosixSignal.SIGTERM => "SIGTERM was received",
            PosixSignal.SIGINT => "SIGINT was received",
            _ => "SIGUSR1 was received",
        };
    }
}
