using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Cli;

/// <summary>What the reading process says before an answer.</summary>
internal enum Answer
{
    /// <summary>It is there.</summary>
    Ready = 0x7A11,

    /// <summary>A launch follows.</summary>
    Launch,

    /// <summary>The file can't be read; the reason follows.</summary>
    Refused,

    /// <summary>A library is missing; the advice follows.</summary>
    Unfit,
}

/// <summary>This program as the process that reads files from elsewhere: libhdf5 crashes or hangs on some damaged
/// files. Paths come on standard input, launches go to standard output, one after another.</summary>
internal static class ReadingChild
{
    /// <summary>What it is started with.</summary>
    public const string Word = "read-for-parent";

    /// <summary>The most memory of the process, and of what is managed in it [byte].</summary>
    public const long MemoryBytes = 1L << 30, HeapBytes = 768L << 20;

    /// <summary>The most memory that one file's content may take, here and where it is asked for [byte].</summary>
    public const long ContentBytes = 512L << 20;

    /// <summary>Reads and answers until standard input ends.</summary>
    public static int Run()
    {
        OwnLimits.Memory(MemoryBytes);
        using var from = new BinaryReader(Console.OpenStandardInput());
        using var to = new BinaryWriter(new BufferedStream(Console.OpenStandardOutput(), 1 << 16));
        to.Write((int)Answer.Ready);
        to.Flush();
        while (true)
        {
            string path;
            int seconds;
            try
            {
                path = from.ReadString();
                seconds = from.ReadInt32();
            }
            catch (EndOfStreamException)
            {
                return 0;
            }

            // Only for the case that the parent is gone; it watches the time itself.
            OwnLimits.Time(2 * seconds);
            Serve(path, to);
            to.Flush();
            OwnLimits.Time(0);
        }
    }

    private static void Serve(string path, BinaryWriter to)
    {
        RunRecord run;
        IReadOnlyList<PointRecord> points;
        try
        {
            (run, points) = ResultFile.ReadReduced(path, Figures.Reduced, ContentBytes);
            points = Roofs.Fill(points);
        }
        catch (DllNotFoundException e)
        {
            Say(to, Answer.Unfit, e.Message);
            return;
        }
        catch (ResultFileException e)
        {
            Say(to, Answer.Refused, e.Message);
            return;
        }
        catch (OutOfMemoryException)
        {
            Say(to, Answer.Refused, $"{path}: reading it needs more than {MemoryBytes >> 30} GiB of memory");
            return;
        }

        to.Write((int)Answer.Launch);
        LaunchStream.Write(to, run, points);
    }

    private static void Say(BinaryWriter to, Answer answer, string text)
    {
        to.Write((int)answer);
        LaunchStream.WriteText(to, text, LaunchStream.Sentence);
    }
}
