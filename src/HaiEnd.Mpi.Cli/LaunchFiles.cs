using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Cli;

/// <summary>Result files, as every verb that reads some gets them; and the files that it writes.</summary>
internal static class LaunchFiles
{
    // Two processes read and the parent decodes; each may be this many files ahead of who asked.
    private const int Processes = 2, Ahead = 8;

    /// <summary>Reads them by processes of their own, in the order of <see cref="Found"/>.</summary>
    /// <param name="places">files, and folders whose files are meant</param>
    /// <exception cref="BadInputException">one can't be read; the text names it</exception>
    public static IEnumerable<Launch> Read(IEnumerable<string> places) => ReadAll(Found(places));

    /// <summary>Reads several sets by the same processes; a file may be in more than one set.</summary>
    /// <param name="sets">files and folders of each</param>
    /// <exception cref="BadInputException">one can't be read; the text names it</exception>
    public static IReadOnlyList<IReadOnlyList<Launch>> ReadSets(IEnumerable<IEnumerable<string>> sets)
    {
        IReadOnlyList<string>[] found = [.. sets.Select(Found)];
        using IEnumerator<Launch> next = ReadAll([.. found.SelectMany(f => f)]).GetEnumerator();
        Launch Next(string file) => next.MoveNext() ? next.Current : throw new InvalidOperationException(file);
        return [.. found.Select(set => set.Select(Next).ToArray())];
    }

    private static IEnumerable<Launch> ReadAll(IReadOnlyList<string> files)
    {
        int lanes = Math.Min(files.Count, Math.Min(Environment.ProcessorCount, Processes));
        using var stop = new CancellationTokenSource();
        var queues = new BlockingCollection<(Launch? Launch, Exception? Fault)>[lanes];
        var readers = new Task[lanes];
        for (int i = 0; i < lanes; i++)
        {
            int lane = i;
            queues[i] = new(Ahead);
            readers[i] = Task.Factory.StartNew(
                () => Fill(queues[lane], files.Where((_, n) => n % lanes == lane), stop.Token),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        try
        {
            for (int n = 0; n < files.Count; n++)
            {
                (Launch? launch, Exception? fault) = queues[n % lanes].Take();
                if (fault is not null)
                    ExceptionDispatchInfo.Throw(fault);
                yield return launch!;
            }
        }
        finally
        {
            stop.Cancel();
            Task.WaitAll(readers);
            Array.ForEach(queues, q => q.Dispose());
        }
    }

    /// <summary>The result files that are meant: a folder means all in it and below, sorted, without the parts of
    /// launches that are not sealed. None twice.</summary>
    /// <exception cref="BadInputException">there is no such file, or a folder has none</exception>
    public static IReadOnlyList<string> Found(IEnumerable<string> places) =>
        [.. places.SelectMany(p => Directory.Exists(p) ? In(p) : [Existing(p)]).DistinctBy(Path.GetFullPath)];

    private static string Existing(string file) => Path.Exists(file) ? file
        : throw new BadInputException($"{PlainText.Of(file)}: there is no such file or folder");

    /// <summary>Reads launches that are to be counted as replicates of each other: copies of one would look like
    /// several that agree.</summary>
    /// <exception cref="BadInputException">one can't be read, or two are the same launch</exception>
    public static IReadOnlyList<Launch> Different(IEnumerable<string> places)
    {
        var files = new Dictionary<string, Launch>();
        foreach (Launch launch in Read(places))
            if (!files.TryAdd(launch.Run.RunId, launch))
                throw new BadInputException(
                    $"{files[launch.Run.RunId].File} and {launch.File} are the same launch and would count twice");
        return [.. files.Values];
    }

    /// <summary>Writes what an option asked for, as UTF-8.</summary>
    /// <exception cref="BadInputException">it can't be written</exception>
    public static void Keep(string file, Action<TextWriter> write, string option = "--output") => Kept(
        () =>
        {
            using StreamWriter to = File.CreateText(file);
            write(to);
        },
        option);

    /// <summary>Writes bytes beside what <c>--output</c> asked for.</summary>
    /// <exception cref="BadInputException">they can't be written</exception>
    public static void Keep(string file, byte[] content) => Kept(() => File.WriteAllBytes(file, content), "--output");

    private static void Kept(Action write, string option)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{option}: {e.Message}");
        }
    }

    private static string[] In(string folder)
    {
        var search = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        string[] files = [.. Directory.EnumerateFiles(folder, "*.h5", search)
            .Where(f => !IsPart(Path.GetRelativePath(folder, f))).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files
            : throw new BadInputException($"{PlainText.Of(folder)}: there is no result file (*.h5) in this folder");
    }

    /// <summary>Points of a launch that is not sealed, and what was set aside as damaged.</summary>
    private static bool IsPart(string path) => path.Split(Path.DirectorySeparatorChar).SkipLast(1)
        .Any(f => f.EndsWith(".h5.parts", StringComparison.Ordinal)
            || f.EndsWith(".h5.damaged", StringComparison.Ordinal));

    private static void Fill(
        BlockingCollection<(Launch? Launch, Exception? Fault)> queue, IEnumerable<string> files, CancellationToken stop)
    {
        using var reader = new FileReader();
        using CancellationTokenRegistration killed = stop.Register(reader.Dispose);
        try
        {
            foreach (string file in files)
            {
                stop.ThrowIfCancellationRequested();
                (Launch? Launch, Exception? Fault) end = End(reader, file);
                queue.Add(end, stop);
                if (end.Fault is not null)
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for the rest.
        }
    }

    private static (Launch? Launch, Exception? Fault) End(FileReader reader, string file)
    {
        try
        {
            return (reader.Read(file), null);
        }
#pragma warning disable CA1031 // who takes it from the queue throws it on
        catch (Exception e)
        {
            return (null, e);
        }
#pragma warning restore CA1031
    }
}
