using System.Globalization;
using System.Text;
using HaiEnd.Mpi.Cli;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Tests.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Hostile;

/// <summary>Damaged files end in a launch or in one clear line, whatever becomes of the process that reads
/// them.</summary>
public sealed class FuzzTests
{
    /// <summary>How many damaged files; more by this variable.</summary>
    private const string Variable = "HAIEND_FUZZ";

    private const int Few = 300;

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Examples.NewFolder();

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Any_damage_ends_in_a_launch_or_in_one_clear_line()
    {
        byte[] whole = File.ReadAllBytes(Examples.Seal(
            _folder, Examples.Run(), Examples.Point(0, ranks: 3, samples: 300), Examples.Point(1, size: "4096"),
            Examples.Oom(2)));
        int count = int.TryParse(
            Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out int n) ? n : Few;
        var readable = new List<string>();
        var ends = new SortedDictionary<string, int>();
        using var reader = new FileReader();
        foreach ((int i, byte[] mutant) in Mutants.Of(whole, count, seed: 20261121).Index())
        {
            string path = Path.Combine(_folder, $"{i:D5}.h5");
            File.WriteAllBytes(path, Named(mutant, i));
            string end = End(reader, path);
            ends[end] = ends.GetValueOrDefault(end) + 1;
            if (end == "read")
                readable.Add(path);
            else
                File.Delete(path);
        }

        TestContext.Out.WriteLine(string.Join(", ", ends.Select(e => $"{e.Value} {e.Key}")));
        foreach (string[] some in readable.Chunk(500))
            Verbs.Try(some, _folder);
        Assert.That(ends.Values.Sum(), Is.EqualTo(count + 64));
        Assert.That(ends.GetValueOrDefault("refused"), Is.GreaterThan(count / 10), "the damage reached nothing");
    }

    /// <summary>The file as of a launch of its own where the damage left the name of the first: several are pooled
    /// only if they are different launches.</summary>
    private static byte[] Named(byte[] file, int number)
    {
        byte[] name = Encoding.UTF8.GetBytes(Examples.Run().RunId);
        int at = file.AsSpan().IndexOf(name);
        if (at >= 0)
            Encoding.UTF8.GetBytes($"{number:D12}").CopyTo(file, at + name.Length - 12);
        return file;
    }

    private static string End(FileReader reader, string path)
    {
        try
        {
            _ = reader.Read(path, seconds: 2);
            return "read";
        }
        catch (BadInputException e)
        {
            Verbs.IsOneClearLine(e.Message, path);
            return e.Message.Contains("took longer", StringComparison.Ordinal) ? "timed out"
                : e.Message.Contains("ended the reading process", StringComparison.Ordinal) ? "died"
                : "refused";
        }
    }
}
