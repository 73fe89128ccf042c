namespace HaiEnd.Mpi.Results.Storage;

/// <summary>What became of a folder of parts.</summary>
public enum CollectOutcome
{
    /// <summary>A result file was made of it.</summary>
    Sealed,

    /// <summary>Its launch runs, or may run where locks cannot tell; it was left alone.</summary>
    Running,

    /// <summary>Nothing could be done; the problems say why. It was left alone.</summary>
    Refused,
}

/// <summary>One folder of parts that was found.</summary>
/// <param name="Parts">the folder</param>
/// <param name="Outcome">what became of it</param>
/// <param name="ResultPath">the file that it became or would become</param>
/// <param name="Points">points in that file, those that never finished included</param>
/// <param name="Problems">what was wrong, a line each: parts that could not be read, a header that was lost</param>
public sealed record CollectedRun(
    string Parts, CollectOutcome Outcome, string ResultPath, int Points, IReadOnlyList<string> Problems);

/// <summary>Makes result files of what killed launches left behind.</summary>
public static class Collector
{
    /// <summary>Seals every folder of parts whose writer is gone, as <see cref="RunStatus.Interrupted"/>.</summary>
    /// <param name="folder">searched with its subfolders; links are not followed</param>
    /// <param name="quiet">
    /// how long the parts of another node must have been unchanged on a file system whose locks do not reach other
    /// nodes; one hour by default
    /// </param>
    /// <param name="finish">applied to the points of each; null for nothing</param>
    /// <returns>One entry per folder of parts, sorted by path.</returns>
    /// <exception cref="DllNotFoundException">There is no libhdf5; the text says how to get one.</exception>
    public static IReadOnlyList<CollectedRun> Collect(
        string folder, TimeSpan? quiet = null, Finish? finish = null)
    {
        var search = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        string[] found = [.. Directory.EnumerateDirectories(folder, "*" + PartsFolder.Suffix, search)
            .Order(StringComparer.Ordinal)];
        return [.. found.Select(f => CollectOne(new PartsFolder(f), quiet ?? TimeSpan.FromHours(1), finish))];
    }

    private static CollectedRun CollectOne(PartsFolder parts, TimeSpan quiet, Finish? finish)
    {
        try
        {
            using RunLock? taken = RunLock.TryTake(parts, quiet);
            return taken is null
                ? new CollectedRun(parts.FolderPath, CollectOutcome.Running, parts.Target, 0, [])
                : Seal(parts, finish);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StoreException reason = StoreException.From(parts.FolderPath, e);
            return new CollectedRun(parts.FolderPath, CollectOutcome.Refused, parts.Target, 0, [reason.Message]);
        }
    }

    private static CollectedRun Seal(PartsFolder parts, Finish? finish)
    {
        var problems = new List<string>();
        RunRecord run = ReadHeader(parts, problems);
        if (File.Exists(parts.Target))
        {
            return AlreadyThere(parts, run);
        }
        (int points, IReadOnlyList<string> damaged) = parts.Seal(run, finish);
        problems.AddRange(damaged);
        return new CollectedRun(parts.FolderPath, CollectOutcome.Sealed, parts.Target, points, problems);
    }

    // A launch that was killed after it sealed and before it tidied up leaves both.
    private static CollectedRun AlreadyThere(PartsFolder parts, RunRecord run)
    {
        try
        {
            (RunRecord sealedRun, IReadOnlyList<PointRecord> points) = ResultFile.Read(parts.Target, samples: false);
            if (sealedRun.RunId == run.RunId)
            {
                Directory.Delete(parts.FolderPath, recursive: true);
                return new CollectedRun(parts.FolderPath, CollectOutcome.Sealed, parts.Target, points.Count, []);
            }
        }
        catch (ResultFileException)
        {
            // It is another file then, and stays.
        }
        return new CollectedRun(parts.FolderPath, CollectOutcome.Refused, parts.Target, 0,
            [$"{parts.Target} exists and is of another launch: move it away and collect again"]);
    }

    private static RunRecord ReadHeader(PartsFolder parts, List<string> problems)
    {
        DateTime last = RunLock.LastChange(parts.FolderPath);
        try
        {
            return ResultFile.Read(parts.Header).Run with { Status = RunStatus.Interrupted, Finished = last };
        }
        catch (ResultFileException e)
        {
            problems.Add($"what is known of the launch is lost: {e.Message}");
            return new RunRecord
            {
                RunId = Guid.CreateVersion7().ToString(),
                Status = RunStatus.Interrupted,
                Created = Directory.GetCreationTimeUtc(parts.FolderPath),
                Finished = last,
                SuiteName = "",
                SuiteYaml = "",
                HaiEndVersion = "",
                CommandLine = "",
                Provenance = new Dictionary<string, string> { ["collected"] = problems[^1] },
                Nodes = [],
                Ranks = [],
            };
        }
    }
}
