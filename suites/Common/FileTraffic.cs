using System.Diagnostics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites;

/// <summary>What a kernel reads and writes of a file while it is timed.</summary>
/// <param name="file">the file</param>
internal sealed class FileTraffic(ScratchFile file)
{
    private long _bytes, _ticks, _repeats;

    /// <summary>Bytes of a repeat, their rate, and where the file is.</summary>
    public IReadOnlyList<PointFact> Facts =>
    [
        PointFact.Of("io_bytes", "byte", _repeats == 0 ? 0 : (double)_bytes / _repeats),
        PointFact.Of("io_rate", "byte/s", _bytes / Math.Max(1e-9, (double)_ticks / Stopwatch.Frequency)),
        new("file_system", "", ScratchFile.FileSystem),
    ];

    /// <summary>Counts repeats.</summary>
    public void Add(int repeats) => _repeats += repeats;

    /// <summary>Reads.</summary>
    /// <returns>ticks that it took</returns>
    public long Read(nint to, long bytes, long offset)
    {
        long begin = Stopwatch.GetTimestamp();
        file.Read(to, bytes, offset);
        return Count(bytes, begin);
    }

    /// <summary>Writes.</summary>
    /// <returns>ticks that it took</returns>
    public long Write(nint from, long bytes, long offset)
    {
        long begin = Stopwatch.GetTimestamp();
        file.Write(from, bytes, offset);
        return Count(bytes, begin);
    }

    private long Count(long bytes, long begin)
    {
        long ticks = Stopwatch.GetTimestamp() - begin;
        _bytes += bytes;
        _ticks += ticks;
        return ticks;
    }
}
