using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Cli;

/// <summary>Result files, as every verb that reads some gets them; and the files that it writes.</summary>
internal static class LaunchFiles
{
    /// <summary>Reads them, one after another.</summary>
    /// <exception cref="BadInputException">one can't be read; the text names it</exception>
    public static IEnumerable<Launch> Read(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            Launch launch;
            try
            {
                (RunRecord run, IReadOnlyList<PointRecord> points) = ResultFile.Read(file);
                launch = new(file, run, Roofs.Fill(points));
            }
            catch (ResultFileException e)
            {
                throw new BadInputException(e.Message);
            }

            yield return launch;
        }
    }

    /// <summary>Writes what <c>--output</c> asked for.</summary>
    /// <exception cref="BadInputException">it can't be written</exception>
    public static void Keep(string file, ReadOnlySpan<byte> content)
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
}
