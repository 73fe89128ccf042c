using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace HaiEnd.Mpi.Tests.Tidy;

/// <summary>The house rules that a machine can check, each over one file: what it finds is a line a person can act
/// on.</summary>
internal static partial class HouseRules
{
    public const int MostColumns = 120, MostLines = 500, MostMethodLines = 70;

    /// <summary>Every rule.</summary>
    public static IReadOnlyList<Func<Source, IEnumerable<string>>> All { get; } =
    [
        LinesAreNarrow, FilesAreShort, MethodsAreShort, NothingIsLeftOpen, ImportsStandInInterop, StateIsNotStatic,
        DocumentsHaveOneTitle, NoMachineIsNamed, ReferencesPointLeft,
    ];

    /// <summary>The line of projects: each may use those of lower rank. The two on the left use nothing of
    /// ours.</summary>
    private static readonly Dictionary<string, int> Rank = new()
    {
        ["Bindings"] = 0,
        ["Numerics"] = 0,
        ["Results"] = 1,
        ["Analysis"] = 2,
        ["Reports"] = 3,
        ["Bench"] = 3,
        ["Suites"] = 4,
        ["Ilgpu"] = 5,
        ["MpiNet"] = 5,
        ["Jobs"] = 5,
        ["Cli"] = 6,
    };

    /// <summary>Where a static field may be written, because it is a fact of the process.</summary>
    private static readonly string[] FactsOfTheProcess =
        ["src/HaiEnd.Mpi.Bindings/Blas/CblasLibrary.cs: private static CblasLibrary? _loaded;"];

    public static IEnumerable<string> LinesAreNarrow(Source s) => !IsCode(s)
        ? []
        : Each(s.Lines, l => l.Length > MostColumns, s, l => $"{l.Length} columns, allowed {MostColumns}");

    public static IEnumerable<string> FilesAreShort(Source s) => IsCode(s) && s.Lines.Length - 1 > MostLines
        ? [$"{s.Path}: {s.Lines.Length - 1} lines, allowed {MostLines}"]
        : [];

    public static IEnumerable<string> MethodsAreShort(Source s) => s.Extension is not (".cs" or ".c" or ".h")
        ? []
        : Methods.Of(s).Where(m => m.Lines > MostMethodLines)
            .Select(m => $"{s.Path}:{m.Line}: {m.Lines} lines, allowed {MostMethodLines}: {m.Signature}");

    public static IEnumerable<string> NothingIsLeftOpen(Source s) =>
        Each(s.Lines, l => Open().IsMatch(l), s, _ => "left open");

    public static IEnumerable<string> ImportsStandInInterop(Source s) =>
        s.Extension != ".cs" || s.Path.Contains("/Interop/", StringComparison.Ordinal)
            ? []
            : Each(s.Code().Split('\n'), l => Import().IsMatch(l), s, _ => "an import outside Interop/");

    /// <summary>Static fields and settable properties; a heuristic on single lines. The tests are left out: the launch
    /// that rank tests share belongs to the process.</summary>
    public static IEnumerable<string> StateIsNotStatic(Source s)
    {
        if (s.Extension != ".cs" || s.Path.Contains("/Interop/", StringComparison.Ordinal))
            return [];
        bool test = s.Path.StartsWith("tests/", StringComparison.Ordinal);
        bool Allowed(string line) => test || FactsOfTheProcess.Contains($"{s.Path}: {line.Trim()}");
        return Each(
            s.Code().Split('\n'), l => PerThread().IsMatch(l) || (StaticState().IsMatch(l) && !Allowed(l)), s,
            _ => "static state");
    }

    public static IEnumerable<string> DocumentsHaveOneTitle(Source s)
    {
        if (s.Extension != ".md")
            return [];
        int titles = Fenced().Replace(s.Text, "").Split('\n').Count(l => l.StartsWith("# ", StringComparison.Ordinal));
        return titles == 1 ? [] : [$"{s.Path}: {titles} titles, wanted one"];
    }

    public static IEnumerable<string> NoMachineIsNamed(Source s)
    {
        if (Path.GetFileName(s.Path).Equals("nuget.config", StringComparison.OrdinalIgnoreCase))
            return [$"{s.Path}: where packages come from is the site's business"];
        return Each(s.Lines, l => Machine().IsMatch(l), s, _ => "a path of one machine");
    }

    public static IEnumerable<string> ReferencesPointLeft(Source s)
    {
        bool ours = s.Path.StartsWith("src/", StringComparison.Ordinal)
            || s.Path.StartsWith("suites/", StringComparison.Ordinal);
        if (s.Extension != ".csproj" || !ours)
            return [];
        string from = ProjectOf(s.Path);
        if (!Rank.TryGetValue(from, out int rank))
            return [$"{s.Path}: its place in the line is not known; give it one in HouseRules"];
        return XDocument.Parse(s.Text).Descendants("ProjectReference")
            .Select(r => (To: ProjectOf((string?)r.Attribute("Include") ?? ""), If: (string?)r.Attribute("Condition")))
            .Where(r => !Rank.TryGetValue(r.To, out int other) || other >= rank || IsUnasked(r.To, r.If))
            .Select(r => $"{s.Path}: {from} must not use {r.To}");
    }

    /// <summary>A plug-in is used only where its switch is on.</summary>
    private static bool IsUnasked(string project, string? condition) =>
        project is "Ilgpu" or "MpiNet" && condition != $"'$(With{project})' == 'true'";

    private static string ProjectOf(string path) =>
        Path.GetFileNameWithoutExtension(path).Replace("HaiEnd.Mpi.", "", StringComparison.Ordinal);

    private static bool IsCode(Source s) => s.Extension is ".cs" or ".c" or ".h" or ".sh";

    private static IEnumerable<string> Each(
        string[] lines, Predicate<string> bad, Source s, Func<string, string> what) =>
        lines.Index().Where(l => bad(l.Item))
            .Select(l => $"{s.Path}:{l.Index + 1}: {what(l.Item)}: {s.Lines[l.Index].Trim()}");

    // Put together here so that this file does not break its own rules.
    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X|NotImplemented" + @"Exception)\b")]
    private static partial Regex Open();

    [GeneratedRegex(@"\[\s*(Library|Dll)Import\b")]
    private static partial Regex Import();

    [GeneratedRegex(@"\[\s*ThreadStatic\b")]
    private static partial Regex PerThread();

    [GeneratedRegex(
        @"^(?!.*\b(readonly|const|using)\b).*\bstatic\s+(volatile\s+)?"
        + @"[\w<>\[\],.?* ]+\s+\w+\s*(;|=(?![>=])|\{.*\bset;)")]
    private static partial Regex StaticState();

    [GeneratedRegex(@"(?s)```.*?```")]
    private static partial Regex Fenced();

    [GeneratedRegex(@"(?<![\w.$}~*-])/(wo" + @"rk|ro" + @"ot|ho" + @"me/\w+)/")]
    private static partial Regex Machine();
}
