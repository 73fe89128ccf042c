using HaiEnd.Mpi.Bench;
using Microsoft.Win32.SafeHandles;

namespace HaiEnd.Mpi.Suites;

/// <summary>A temporary file that has no name, so that nothing is left of it however the process ends. What is read may
/// come from the system's cache of files: a benchmark that must not have that limits the memory of its control
/// group.</summary>
internal sealed unsafe class ScratchFile : IDisposable
{
    private const int Most = 1 << 30;

    private readonly SafeFileHandle _file;

    /// <summary>Makes a file in <see cref="Folder"/>.</summary>
    /// <param name="bytes">of its room, which is taken at once [byte]</param>
    /// <exception cref="IOException">there is no such room</exception>
    public ScratchFile(long bytes)
    {
        string path = Path.Combine(Folder, $"haiend-{Guid.NewGuid():N}.tmp");
        _file = File.OpenHandle(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.None, bytes);
        File.Delete(path);
    }

    /// <summary>Where files are made: TMPDIR, or /tmp.</summary>
    public static string Folder => Path.GetTempPath();

    /// <summary>Room there [byte].</summary>
    public static long FreeBytes => new DriveInfo(Folder).AvailableFreeSpace;

    /// <summary>Whether there is room for files of so many bytes.</summary>
    public static Availability Holds(long bytes) => FreeBytes is var free && free < bytes
        ? Availability.No($"{Folder} (TMPDIR) has {free} bytes free, {bytes} are needed")
        : Availability.Yes;

    /// <summary>What is there: <c>tmpfs</c> is memory too.</summary>
    public static string FileSystem => new DriveInfo(Folder).DriveFormat;

    /// <summary>Reads; allocates nothing.</summary>
    /// <exception cref="EndOfStreamException">the file is shorter</exception>
    public void Read(nint to, long bytes, long offset)
    {
        for (long done = 0; done < bytes;)
        {
            int count = RandomAccess.Read(
                _file, new Span<byte>((byte*)to + done, (int)Math.Min(Most, bytes - done)), offset + done);
            if (count == 0)
                throw new EndOfStreamException($"{bytes - done} bytes are missing at {offset + done}");
            done += count;
        }
    }

    /// <summary>Writes; allocates nothing.</summary>
    /// <exception cref="IOException">there is no room</exception>
    public void Write(nint from, long bytes, long offset)
    {
        for (long done = 0; done < bytes;)
        {
            int count = (int)Math.Min(Most, bytes - done);
            RandomAccess.Write(_file, new ReadOnlySpan<byte>((byte*)from + done, count), offset + done);
            done += count;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
