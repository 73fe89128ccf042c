using System.Reflection;

namespace HaiEnd.Mpi.Suites;

/// <summary>A file of kernels, which says with what macros it is compiled: a line
/// <c>WITH NAME=VALUE|VALUE ...</c> stands for all choices of a value for each name.</summary>
/// <param name="File">its name</param>
/// <param name="Text">its text</param>
internal sealed record KernelText(string File, string Text)
{
    private const string Ending = ".kernel.c", With = "WITH ";

    /// <summary>All there are.</summary>
    public static IEnumerable<KernelText> All => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(n => n.EndsWith(Ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Of);

    /// <summary>Sets of macros and their values.</summary>
    public IEnumerable<IReadOnlyDictionary<string, string>> Sets =>
        from line in Text.Split('\n', StringSplitOptions.TrimEntries)
        where line.StartsWith(With, StringComparison.Ordinal)
        from set in Choices(line[With.Length..].Replace("*/", "", StringComparison.Ordinal))
        select set;

    /// <summary>The file of a name.</summary>
    public static KernelText Of(string file)
    {
        using Stream text = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"the program lacks {file}");
        return new(file, new StreamReader(text).ReadToEnd());
    }

    private static IEnumerable<IReadOnlyDictionary<string, string>> Choices(string line)
    {
        IEnumerable<Dictionary<string, string>> all = [[]];
        foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = word.Split('=');
            all = [.. from before in all
                      from value in parts[1].Split('|')
                      select new Dictionary<string, string>(before) { [parts[0]] = value }];
        }

        return all;
    }
}
