namespace HaiEnd.Mpi.Results.Storage;

/// <summary>Results cannot be kept where they should be. Nothing half-written has a final name.</summary>
public sealed class StoreException : Exception
{
    internal StoreException(string path, string what, string advice, Exception? inner = null)
        : base($"{path}: {what} {advice}", inner) => Path = path;

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>Turns what the system said into a sentence and an advice.</summary>
    internal static StoreException From(string path, Exception cause)
    {
        string text = cause.Message;
        bool full = text.Contains("No space left", StringComparison.Ordinal)
            || text.Contains("quota", StringComparison.OrdinalIgnoreCase)
            || text.Contains("File too large", StringComparison.Ordinal);
        bool denied = cause is UnauthorizedAccessException
            || text.Contains("Permission denied", StringComparison.Ordinal)
            || text.Contains("Read-only file system", StringComparison.Ordinal);
        return full
            ? new StoreException(path, "the disk or the quota is full.",
                "Free space, or write elsewhere with --output. Finished points are kept; `haiend collect` seals them.",
                cause)
            : denied
            ? new StoreException(path, "this folder cannot be written.", "Choose another one with --output.", cause)
            : new StoreException(path, $"cannot be written: {text}.", "Finished points are kept.", cause);
    }

    /// <summary>Runs a step that writes.</summary>
    internal static void Guard(string path, Action step)
    {
        try
        {
            step();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw From(path, e);
        }
    }
}

/// <summary>A file is not a result file that this program reads; the text names the file and the reason.</summary>
public sealed class ResultFileException : Exception
{
    internal ResultFileException(string path, string why, Exception? inner = null)
        : base($"{path}: {why}", inner) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
