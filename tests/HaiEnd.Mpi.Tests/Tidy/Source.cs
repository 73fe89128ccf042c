namespace HaiEnd.Mpi.Tests.Tidy;

/// <summary>A text file of the repository.</summary>
/// <param name="Path">from the root, with slashes</param>
/// <param name="Text">all of it</param>
internal sealed record Source(string Path, string Text)
{
    private static readonly string[] Folders =
        [".ci", "docs", "jobscripts", "native", "scripts", "src", "suites", "tests"];

    /// <summary>The folder that HaiEnd.Mpi.sln lies in.</summary>
    public static string Root { get; } = FindRoot();

    public string[] Lines => Text.Split('\n');

    public string Extension => System.IO.Path.GetExtension(Path);

    /// <summary>Everything of ours, sorted: the known folders and the files beside them.</summary>
    public static IReadOnlyList<Source> All { get; } =
    [
        .. Directory.EnumerateFiles(Root)
            .Concat(Folders.Select(f => System.IO.Path.Combine(Root, f)).Where(Directory.Exists)
                .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories)))
            .Where(f => !f.EndsWith(".lock.json", StringComparison.Ordinal) && System.IO.Path.GetFileName(f) != ".git")
            .Order(StringComparer.Ordinal)
            .Select(f => new Source(System.IO.Path.GetRelativePath(Root, f).Replace('\\', '/'), File.ReadAllText(f)))
            .Where(s => !s.Text.Contains('\0', StringComparison.Ordinal)),
    ];

    /// <summary>The C or C# text with the insides of comments, strings and characters blanked, so that a scan meets
    /// code only. Lines stay where they were; C's preprocessor lines are blanked too.</summary>
    public string Code()
    {
        char[] code = Text.ToCharArray();
        int i = 0;
        while (i < code.Length)
        {
            int end = EndOfNonCode(i);
            if (end == i)
            {
                i++;
                continue;
            }

            for (; i < end; i++)
                if (code[i] != '\n')
                    code[i] = ' ';
        }

        return new string(code);
    }

    /// <summary>Where the comment, string, character or directive that begins at i ends; i where none begins.</summary>
    private int EndOfNonCode(int i)
    {
        if (At(i, "//") || (Text[i] == '#' && Text[(Text.LastIndexOf('\n', i) + 1)..i].Trim().Length == 0))
            return EndOfLine(i);
        if (At(i, "/*"))
            return After("*/", i + 2);
        if (Text[i] == '\'')
            return Quoted('\'', i);
        if (At(i, "\"\"\""))
        {
            int quotes = Text.AsSpan(i).IndexOfAnyExcept('"');
            return After(new string('"', quotes), i + quotes);
        }

        if (At(i, "@\"") || At(i, "$@\""))
            return Verbatim(i + Text.AsSpan(i).IndexOf('"'));
        return Text[i] == '"' ? Quoted('"', i) : i;
    }

    private int EndOfLine(int i) => Text.IndexOf('\n', i) is >= 0 and var end ? end : Text.Length;

    private int Quoted(char quote, int i)
    {
        for (int j = i + 1; j < Text.Length; j++)
        {
            if (Text[j] == '\\')
                j++;
            else if (Text[j] == quote || Text[j] == '\n')
                return j + 1;
        }

        return Text.Length;
    }

    private int Verbatim(int quote)
    {
        int j = quote + 1;
        while (j < Text.Length && (Text[j] != '"' || At(j, "\"\"")))
            j += At(j, "\"\"") ? 2 : 1;
        return Math.Min(Text.Length, j + 1);
    }

    private bool At(int i, string text) => string.CompareOrdinal(Text, i, text, 0, text.Length) == 0;

    private int After(string text, int from)
    {
        int at = Text.IndexOf(text, Math.Min(from, Text.Length), StringComparison.Ordinal);
        return at < 0 ? Text.Length : at + text.Length;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "HaiEnd.Mpi.sln")))
            folder = System.IO.Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests do not lie inside the repository");
    }
}
