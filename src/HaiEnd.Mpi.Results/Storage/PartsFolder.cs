using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Results.Storage;

/// <summary>
/// The folder <c>X.h5.parts</c> of a launch that is not sealed yet: <c>lock</c>, <c>run.h5</c>, a part
/// <c>000012.h5</c> per finished point and a mark <c>000012.started</c> per point that was begun. A mark is a part too:
/// the point as it would be recorded if nothing more is heard of it.
/// </summary>
internal sealed class PartsFolder(string path)
{
    /// <summary>What a result file's name gets.</summary>
    public const string Suffix = ".parts";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder.</summary>
    public string FolderPath => path;

    /// <summary>The file it becomes.</summary>
    public string Target => path[..^Suffix.Length];

    /// <summary>The launch, without points.</summary>
    public string Header => Path.Combine(path, "run.h5");

    /// <summary>Held by the writer as long as it lives.</summary>
    public string Lock => Path.Combine(path, "lock");

    /// <summary>The finished point of this order.</summary>
    public string Part(int order) => Path.Combine(path, $"{order:D6}.h5");

    /// <summary>The begun point of this order.</summary>
    public string Mark(int order) => Path.Combine(path, $"{order:D6}.started");

    /// <summary>
    /// Makes the folder with its lock taken and its header written. It gets its name last, so that nobody sees it
    /// without either.
    /// </summary>
    public RunLock Create(RunRecord run)
    {
        var draft = new PartsFolder($"{path}.tmp-{Environment.ProcessId}");
        MakePrivate(draft.FolderPath);
        RunLock? held = null;
        try
        {
            held = RunLock.Create(draft.Lock);
            WriteDurably(draft.Header, temporary => ResultFile.Write(temporary, run, [], o => o.Point));
            Directory.Move(draft.FolderPath, path);
            DurableFile.Sync(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return held;
        }
        catch
        {
            held?.Dispose();
            Directory.Delete(draft.FolderPath, recursive: true);
            throw;
        }
    }

    /// <summary>Parts and those marks that have no part, in order.</summary>
    public IEnumerable<string> Files()
    {
        string[] parts = [.. Directory.EnumerateFiles(path, "*.h5").Where(f => f != Header)];
        var marks = Directory.EnumerateFiles(path, "*.started")
            .Where(f => !File.Exists(Path.ChangeExtension(f, ".h5")));
        return parts.Concat(marks).Order(StringComparer.Ordinal);
    }

    /// <summary>Writes a file that is whole or not there.</summary>
    public static void WriteDurably(string final, Action<string> write) => WriteDurably(final, final + ".tmp", write);

    private static void WriteDurably(string final, string temporary, Action<string> write)
    {
        try
        {
            File.Delete(temporary);
            write(temporary);
            DurableFile.Publish(temporary, final);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>
    /// Makes the result file of what is here, then deletes the folder. A part that cannot be read goes to
    /// <c>X.h5.damaged</c> and is named in the file's log.
    /// </summary>
    /// <param name="run">the launch</param>
    /// <param name="finish">fills in what takes all points together; gets them without their samples</param>
    /// <returns>How many points the file has, and a line for each part that could not be read.</returns>
    public (int Points, IReadOnlyList<string> Damaged) Seal(RunRecord run, Finish? finish)
    {
        var points = new List<Outline>();
        var files = new List<string>();
        var damaged = new List<string>();
        foreach (string file in Files())
        {
            try
            {
                // Everything is read once here, checksums included, so that what is written below can be read.
                points.Add(Outline.Of(ResultFile.ReadPart(file)));
                files.Add(file);
            }
            catch (ResultFileException e)
            {
                damaged.Add(e.Message);
                SetAside(file);
            }
        }
        IReadOnlyList<PointRecord> finished = [.. points.Select(o => o.Point)];
        finished = finish?.Invoke(finished) ?? finished;
        var source = new Dictionary<Outline, string>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < points.Count; i++)
        {
            points[i] = points[i] with { Point = finished[i] };
            source.Add(points[i], files[i]);
        }
        RunRecord told = run with { Log = [.. run.Log, .. damaged.Select(d => new LogLine(-1, "error", -1, d))] };
        // Written in here, where only the owner may read, and where a torn one goes with the folder.
        WriteDurably(Target, Path.Combine(path, "sealed.h5.tmp"), temporary =>
            ResultFile.Write(temporary, told, points, outline => ResultFile.ReadPart(source[outline])));
        Directory.Delete(path, recursive: true);
        return (points.Count, damaged);
    }

    private void SetAside(string file)
    {
        string aside = Target + ".damaged";
        MakePrivate(aside);
        File.Move(file, Path.Combine(aside, Path.GetFileName(file)), overwrite: true);
    }

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("results are written on Unix only");
        }
        Directory.CreateDirectory(folder, OwnerOnly);
    }

    private static void TryDelete(string file)
    {
        try
        {
            if (File.Exists(file))
            {
                // libhdf5 may still hold a file that it could not write; cut off, it gives its space back at once.
                using (new FileStream(file, FileMode.Truncate))
                {
                }
                File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that led here is the one to report.
        }
    }
}
