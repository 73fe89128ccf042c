using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Cli;

/// <summary>Reads result files from anywhere by a process of its own (<see cref="ReadingChild"/>), which may die of
/// them. One process reads many files; it is started at the first, and again after a death.</summary>
internal sealed class FileReader : IDisposable
{
    /// <summary>Time to read a small file [s]; a large one gets more.</summary>
    public const int Seconds = 10;

    // libhdf5 tells its whole stack of calls.
    private const int MostReason = 500;

    private const int BytesPerSecond = 16 << 20;
    private const string Advice = "it is damaged or made to do harm. Copy it again from where it was made";

    private Process? _child;
    private BinaryReader? _from;
    private BinaryWriter? _to;

    /// <summary>This program as it can be started again: its own file, or <c>dotnet</c> and the assembly.</summary>
    public static string[] Program()
    {
        string own = Environment.ProcessPath!, assembly = typeof(FileReader).Assembly.Location;
        return Path.GetFileNameWithoutExtension(own) == "dotnet" ? [own, assembly]
            : [Path.ChangeExtension(assembly, null)];
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">of the file</param>
    /// <param name="seconds">time that a small one may take [s]</param>
    /// <returns>The launch; figures are computed from the samples, which are reduced
    /// (<see cref="Figures.Reduced"/>).</returns>
    /// <exception cref="BadInputException">it can't be read; the text names it in one line</exception>
    /// <exception cref="DllNotFoundException">there is no libhdf5; the text says how to get one</exception>
    public Launch Read(string path, int seconds = Seconds)
    {
        string name = PlainText.Of(path);
        Process child = _child ?? Start();
        seconds += (int)Math.Min(new FileInfo(path) is { Exists: true } file ? file.Length / BytesPerSecond : 0, 3600);
        using var watch = new Watch(child, seconds);
        try
        {
            _to!.Write(path);
            _to.Write(seconds);
            _to.Flush();
            return Receive(name);
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            throw new BadInputException($"{name}: {Death(child, watch, seconds)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => End();

    private Launch Receive(string name)
    {
        switch ((Answer)_from!.ReadInt32())
        {
            case Answer.Launch:
                (RunRecord run, IReadOnlyList<PointRecord> points) =
                    LaunchStream.Read(_from, ReadingChild.ContentBytes);
                return new(name, run, points);
            case Answer.Refused:
                string why = LaunchStream.ReadText(_from, LaunchStream.Sentence);
                throw new BadInputException(why.Length <= MostReason ? why : $"{why[..MostReason]} ...");
            case Answer.Unfit:
                throw new DllNotFoundException(LaunchStream.ReadText(_from, LaunchStream.Sentence, lines: true));
            default:
                throw new FormatException("no answer");
        }
    }

    private Process Start()
    {
        string[] program = Program();
        var start = new ProcessStartInfo(program[0], [.. program[1..], ReadingChild.Word])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] =
            ReadingChild.HeapBytes.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        try
        {
            _child = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{program[0]} does not start: {e.Message}", e);
        }

        // What a dying runtime prints is of no use to who asked for a file; unread it would block.
        Process child = _child;
        Task<string> said = child.StandardError.ReadToEndAsync();
        _from = new(new BufferedStream(child.StandardOutput.BaseStream, 1 << 16));
        _to = new(child.StandardInput.BaseStream);
        try
        {
            if (_from.ReadInt32() == (int)Answer.Ready)
                return child;
        }
        catch (EndOfStreamException)
        {
            // Told below.
        }

        End();
        throw new InvalidOperationException($"{string.Join(' ', program)} can't read files: {said.Result}");
    }

    /// <summary>What became of the process, which is over afterwards.</summary>
    private string Death(Process child, Watch watch, int seconds)
    {
        // A process that still lives has sent nonsense.
        bool ended = child.WaitForExit(1000);
        int code = ended ? child.ExitCode : 0;
        End();
        // 128 and more is how a shell and .NET name a signal.
        return watch.IsOver ? $"reading it took longer than {seconds} s: {Advice}"
            : code > 128 ? $"reading it ended the reading process by signal {code - 128}: {Advice}"
            : $"reading it ended the reading process: {Advice}";
    }

    private void End()
    {
        // Who waits for answers and who wants no more may both come here.
        using Process? child = Interlocked.Exchange(ref _child, null);
        child?.Kill();
        child?.WaitForExit();
    }

    /// <summary>Kills a process that does not answer in time.</summary>
    private sealed class Watch : IDisposable
    {
        private const int Waiting = 0, Answered = 1, Over = 2;

        private readonly Timer _timer;
        private int _state;

        public Watch(Process child, int seconds) => _timer = new(
            _ =>
            {
                if (Interlocked.CompareExchange(ref _state, Over, Waiting) == Waiting)
                    Kill(child);
            },
            null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

        public bool IsOver => Volatile.Read(ref _state) == Over;

        private static void Kill(Process child)
        {
            try
            {
                child.Kill();
            }
            catch (InvalidOperationException)
            {
                // It has ended by itself meanwhile.
            }
        }

        public void Dispose()
        {
            _ = Interlocked.CompareExchange(ref _state, Answered, Waiting);
            _timer.Dispose();
        }
    }
}
