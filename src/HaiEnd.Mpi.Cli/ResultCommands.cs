using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Cli;

/// <summary>Verbs that read result files.</summary>
/// <param name="screen">where text goes</param>
internal sealed class ResultCommands(Screen screen)
{
    /// <summary><c>haiend report</c></summary>
    public int Report(ReportOptions options)
    {
        string color = screen.ColorOf(options.Color);
        foreach (RunReport report in Read(options.Files))
            screen.Write(TerminalSummary.Of(report), screen.Output, color);
        return ExitCode.Done;
    }

    /// <summary><c>haiend export</c></summary>
    public int Export(ExportOptions options)
    {
        if (options.To is not ("csv" or "json"))
            throw new BadInputException(
                $"--to: there is csv and json, got '{options.To}'; {Nearest.Hint(options.To, ["csv", "json"])}");
        IReadOnlyList<RunReport> reports = [.. Read(options.Files)];
        using var text = new MemoryStream();
        if (options.To == "json")
        {
            JsonExport.Write(reports, text);
            text.WriteByte((byte)'\n');
        }
        else
        {
            using var writer = new StreamWriter(text, leaveOpen: true);
            CsvExport.Write(reports, writer);
        }

        if (options.Output is null)
            screen.Output.Write(System.Text.Encoding.UTF8.GetString(text.ToArray()));
        else
            Keep(options.Output, text.ToArray());
        return ExitCode.Done;
    }

    /// <summary><c>haiend collect</c></summary>
    public int Collect(CollectOptions options)
    {
        if (!Directory.Exists(options.Folder))
            throw new BadInputException($"{options.Folder} is no folder");
        IReadOnlyList<CollectedRun> runs = Collector.Collect(options.Folder, finish: Roofs.Fill);
        foreach (CollectedRun run in runs)
        {
            screen.Output.WriteLine(run.Outcome switch
            {
                CollectOutcome.Sealed => $"sealed   {run.ResultPath}: {run.Points} points",
                CollectOutcome.Running => $"running  {run.Parts}: left alone",
                _ => $"FAILED   {run.Parts}: left alone",
            });
            foreach (string problem in run.Problems)
                screen.Output.WriteLine($"         {problem}");
        }

        if (runs.Count == 0)
            screen.Error.WriteLine($"{options.Folder}: nothing is left to collect");
        return runs.Any(r => r.Outcome == CollectOutcome.Refused) ? ExitCode.Incomplete : ExitCode.Done;
    }

    private static void Keep(string file, byte[] content)
    {
        try
        {
            File.WriteAllBytes(file, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--output: {e.Message}");
        }
    }

    private static IEnumerable<RunReport> Read(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            RunReport report;
            try
            {
                (RunRecord run, IReadOnlyList<PointRecord> points) = ResultFile.Read(file);
                report = new(file, run, Roofs.Fill(points));
            }
            catch (ResultFileException e)
            {
                throw new BadInputException(e.Message);
            }

            yield return report;
        }
    }
}
