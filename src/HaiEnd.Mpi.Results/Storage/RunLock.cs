namespace HaiEnd.Mpi.Results.Storage;

/// <summary>
/// Says whether the writer of a parts folder lives. The writer holds an flock, which ends with it however it dies;
/// where locks do not work or do not reach other nodes, its host and process id and the age of its files decide.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _held;

    private RunLock(FileStream held) => _held = held;

    /// <summary>Makes the lock file and takes it.</summary>
    public static RunLock Create(string path)
    {
        // FileShare.None is an flock on Unix.
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        using (var writer = new StreamWriter(file, leaveOpen: true))
        {
            writer.Write($"{Environment.MachineName} {Environment.ProcessId}");
        }
        return new RunLock(file);
    }

    /// <summary>Takes the lock of a dead writer.</summary>
    /// <param name="folder">the parts</param>
    /// <param name="quiet">how long another node's folder must have been unchanged where locks cannot tell</param>
    /// <returns>Null where the writer lives or may live.</returns>
    public static RunLock? TryTake(PartsFolder folder, TimeSpan quiet)
    {
        FileStream file;
        try
        {
            file = new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
        var taken = new RunLock(file);
        if (taken.OwnerIsGone(folder, quiet))
        {
            return taken;
        }
        taken.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    private bool OwnerIsGone(PartsFolder folder, TimeSpan quiet)
    {
        using var reader = new StreamReader(_held, leaveOpen: true);
        string[] owner = reader.ReadToEnd().Split(' ');
        bool here = owner[0] == Environment.MachineName;
        if (LocksWork(folder.Lock) && (here || ReachOtherNodes(folder.FolderPath)))
        {
            return true;
        }
        return here && owner.Length == 2
            ? !Directory.Exists($"/proc/{owner[1]}")
            : LastChange(folder.FolderPath) < DateTime.UtcNow - quiet;
    }

    /// <summary>The time of the latest change in a folder.</summary>
    public static DateTime LastChange(string folder) => Directory.EnumerateFiles(folder)
        .Select(File.GetLastWriteTimeUtc).Append(Directory.GetLastWriteTimeUtc(folder)).Max();

    // A file system without flock lets everyone in, and .NET does not say so.
    private static bool LocksWork(string path)
    {
        try
        {
            using var second = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    // Lustre and NFS can be mounted so that a lock holds on its own node only.
    private static bool ReachOtherNodes(string folder)
    {
        string full = Path.GetFullPath(folder) + "/";
        string options = File.ReadLines("/proc/self/mounts").Select(l => l.Split(' '))
            .Where(f => f.Length > 3 && full.StartsWith(f[1].TrimEnd('/') + "/", StringComparison.Ordinal))
            .MaxBy(f => f[1].Length)?[3] ?? "";
        string[] local = ["localflock", "noflock", "nolock", "local_lock=flock", "local_lock=all"];
        return !options.Split(',').Intersect(local).Any();
    }
}
