namespace HaiEnd.Mpi.Results.Storage;

/// <summary>A launch on its way from the process that reads a file to the one that asked for it.</summary>
/// <remarks>What arrives may have been spoilt by the file: lengths are checked before memory is taken, and every text
/// is made harmless (<see cref="PlainText"/>) and cut.</remarks>
public static class LaunchStream
{
    /// <summary>The most characters of a name.</summary>
    public const int Name = 200;

    /// <summary>The most characters of a sentence, a command line or a fact.</summary>
    public const int Sentence = 10_000;

    /// <summary>The most characters of a file kept verbatim.</summary>
    public const int Document = 1 << 20;

    /// <summary>Sends a launch.</summary>
    public static void Write(BinaryWriter to, RunRecord run, IReadOnlyList<PointRecord> points) =>
        new LaunchWriter(to).Write(run, points);

    /// <summary>Receives a launch.</summary>
    /// <param name="from">where it comes from</param>
    /// <param name="maxBytes">the most memory that it may take [byte]</param>
    /// <exception cref="FormatException">no launch, or too large a one</exception>
    /// <exception cref="EndOfStreamException">it broke off</exception>
    public static (RunRecord Run, IReadOnlyList<PointRecord> Points) Read(BinaryReader from, long maxBytes)
    {
        var reader = new LaunchReader(from, new ReadBudget(maxBytes));
        return (reader.Run(), reader.Points());
    }

    /// <summary>Sends a text, cut.</summary>
    public static void WriteText(BinaryWriter to, string text, int most)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text.Length <= most ? text : text[..most]);
        to.Write(bytes.Length);
        to.Write(bytes);
    }

    /// <summary>Receives a text, harmless.</summary>
    /// <exception cref="FormatException">it is too long</exception>
    public static string ReadText(BinaryReader from, int most, bool lines = false)
    {
        int length = from.ReadInt32();
        // UTF-8 takes at most three bytes for a UTF-16 character.
        if (length < 0 || length > 3 * most)
            throw new FormatException($"a text of {length} bytes");
        byte[] bytes = from.ReadBytes(length);
        if (bytes.Length < length)
            throw new EndOfStreamException();
        return PlainText.Of(System.Text.Encoding.UTF8.GetString(bytes), most, lines);
    }
}
