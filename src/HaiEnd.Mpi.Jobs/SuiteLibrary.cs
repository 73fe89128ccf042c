using System.Reflection;

namespace HaiEnd.Mpi.Jobs;

/// <summary>Finds suites: those that come with the program by name, others by path.</summary>
public static class SuiteLibrary
{
    private const string Folder = "suites/", Extension = ".yaml";

    /// <summary>Names of the suites that come with the program.</summary>
    public static IReadOnlyList<string> Names =>
    [
        .. Home.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal))
            .Select(n => n[Folder.Length..^Extension.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads a suite: a text with a slash or ending in .yaml or .yml is a file, another is a name.</summary>
    /// <exception cref="BadInputException">there is none, or it can't be used</exception>
    public static SuiteFile Load(Located nameOrPath)
    {
        string text = nameOrPath.Text;
        bool isPath = text.Contains('/', StringComparison.Ordinal)
            || text.EndsWith(Extension, StringComparison.Ordinal) || text.EndsWith(".yml", StringComparison.Ordinal);
        return isPath ? SuiteFile.Parse(text, FromFile(nameOrPath))
            : SuiteFile.Parse($"{Folder}{text}{Extension}", Built(nameOrPath));
    }

    private static Assembly Home => typeof(SuiteLibrary).Assembly;

    private static string Built(Located name)
    {
        using Stream stream = Home.GetManifestResourceStream($"{Folder}{name}{Extension}")
            ?? throw name.Bad(
                $"no suite is called '{name}'; {Nearest.Hint(name.Text, Names)}, or give a file ending in .yaml");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string FromFile(Located path)
    {
        try
        {
            return File.ReadAllText(path.Text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw path.Bad($"can't read the suite: {e.Message}");
        }
    }
}
