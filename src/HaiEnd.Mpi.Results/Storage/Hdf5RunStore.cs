namespace HaiEnd.Mpi.Results.Storage;

/// <summary>
/// Keeps a launch as HDF5: a part per finished point in <c>X.h5.parts</c> while it runs, one file <c>X.h5</c> once it
/// is sealed. Each file is written under a temporary name, flushed to disk and then renamed, so whatever kills the
/// launch loses at most the running point; <see cref="Collector"/> seals what is left.
/// </summary>
/// <param name="path">the result file to be; neither it nor its parts may exist</param>
/// <param name="finish">applied to the points when the file is sealed; null for nothing</param>
public sealed class Hdf5RunStore(string path, Finish? finish = null) : IRunStore
{
    private readonly PartsFolder _parts = new(Path.GetFullPath(path) + PartsFolder.Suffix);
    private readonly HashSet<int> _appended = [];
    private RunLock? _held;

    /// <inheritdoc/>
    public void Begin(RunRecord run)
    {
        if (File.Exists(_parts.Target))
        {
            throw new StoreException(
                _parts.Target, "this result exists already.", "Choose another name with --output.");
        }
        if (Directory.Exists(_parts.FolderPath))
        {
            throw new StoreException(_parts.FolderPath, "an earlier launch left its points here or still runs.",
                "Seal them with `haiend collect`, or choose another name with --output.");
        }
        StoreException.Guard(_parts.FolderPath, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_parts.Target)!);
            _held = _parts.Create(run with { Status = RunStatus.Interrupted });
        });
    }

    /// <inheritdoc/>
    public void Started(PointRecord planned)
    {
        RequireOpen();
        PointRecord mark = Outline.Of(planned).Point with
        {
            Status = PointStatus.Failed,
            Message = IRunStore.EndedWhileRunning,
        };
        Write(_parts.Mark(mark.Order), mark);
    }

    /// <inheritdoc/>
    public void Append(PointRecord point)
    {
        RequireOpen();
        if (!_appended.Add(point.Order))
        {
            throw new ArgumentException($"a point of order {point.Order} is kept already", nameof(point));
        }
        Write(_parts.Part(point.Order), point);
    }

    /// <inheritdoc/>
    public string Seal(RunRecord final)
    {
        RequireOpen();
        StoreException.Guard(_parts.Target, () => _parts.Seal(final, finish));
        Dispose();
        return _parts.Target;
    }

    /// <summary>Lets go of the parts. Without <see cref="Seal"/> they stay, to be collected.</summary>
    public void Dispose()
    {
        _held?.Dispose();
        _held = null;
    }

    private static void Write(string file, PointRecord point) => StoreException.Guard(
        file, () => PartsFolder.WriteDurably(file, temporary => ResultFile.WritePart(temporary, point)));

    private void RequireOpen()
    {
        if (_held is null)
        {
            throw new InvalidOperationException("Begin comes first, and nothing comes after Seal");
        }
    }
}
