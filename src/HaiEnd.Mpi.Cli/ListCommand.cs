using System.Text.Json;
using CommandLine;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend list</c></summary>
[Verb("list", HelpText = "What there is: benchmarks, realisations, axes, suites, parts, precisions.")]
internal sealed class ListOptions : VerbOptions
{
    [Value(0, MetaName = "KIND", HelpText = "benchmarks, suites, parts or precisions (default: all).")]
    public string? Kind { get; set; }

    [Option("json", HelpText = "JSON on standard output.")]
    public bool Json { get; set; }

    /// <inheritdoc/>
    public override int Run(Context at) =>
        new ListCommand(at.Surroundings, at.Screen).Run(this);
}

/// <summary><c>haiend list</c>: what there is. Loads no native library.</summary>
/// <param name="at">for plug-ins</param>
/// <param name="screen">where text goes</param>
internal sealed class ListCommand(Surroundings at, Screen screen)
{
    /// <summary>What can be listed.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["benchmarks", "suites", "parts", "precisions"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Runs it.</summary>
    public int Run(ListOptions options)
    {
        if (options.Kind is not null && !Kinds.Contains(options.Kind))
            throw new BadInputException($"no kind is called '{options.Kind}'; {Nearest.Hint(options.Kind, Kinds)}");
        Catalog catalog = Catalogs.Load(at);
        if (options.Json)
            Json(catalog);
        else
            foreach (string kind in Kinds.Where(k => options.Kind is null || options.Kind == k))
                Text(kind, catalog);
        return ExitCode.Done;
    }

    private void Text(string kind, Catalog catalog)
    {
        TextWriter to = screen.Output;
        to.WriteLine(kind);
        switch (kind)
        {
            case "benchmarks":
                foreach (IBenchmark b in catalog.Benchmarks)
                {
                    to.WriteLine($"  {b.Name,-12} {b.Summary}");
                    to.WriteLine($"  {"",-12} {Shown(b.Axes)}");
                    foreach (IRealisation r in catalog.RealisationsOf(b))
                        to.WriteLine(
                            $"    .{r.Name,-20} {r.Summary}{(r.Axes.Count > 0 ? $"  [{Shown(r.Axes)}]" : "")}");
                }

                break;
            case "suites":
                foreach (SuiteFile suite in AllSuites())
                    to.WriteLine($"  {suite.Name,-12} {suite.Description}");
                break;
            case "parts":
                foreach (IPart part in catalog.AllParts)
                    to.WriteLine($"  {part.Kind,-20} {part.Name}");
                break;
            default:
                foreach (Precision p in catalog.Precisions)
                    to.WriteLine($"  {p.Name,-12} {Formats(p)}");
                break;
        }
    }

    private void Json(Catalog catalog)
    {
        static object Axes(IEnumerable<Axis> axes) => axes.Select(a => new
        {
            name = a.Name,
            unit = a.Unit,
            role = a.Role.ToString().ToLowerInvariant(),
            values = a.Values,
        });
        var all = new
        {
            schema = "haiend-list/1",
            benchmarks = catalog.Benchmarks.Select(b => new
            {
                name = b.Name,
                version = b.Version,
                summary = b.Summary,
                axes = Axes(b.Axes),
                realisations = catalog.RealisationsOf(b)
                    .Select(r => new { name = r.Name, summary = r.Summary, axes = Axes(r.Axes) }),
            }),
            suites = AllSuites().Select(s => new { name = s.Name, version = s.Version, description = s.Description }),
            parts = catalog.AllParts.Select(p => new { kind = p.Kind, name = p.Name }),
            precisions = catalog.Precisions.Select(p => new { name = p.Name, formats = Formats(p) }),
        };
        screen.Output.WriteLine(JsonSerializer.Serialize(all, Indented));
    }

    private static IEnumerable<SuiteFile> AllSuites() =>
        SuiteLibrary.Names.Select(name => SuiteLibrary.Load(new(name, "the program")));

    private static string Shown(IEnumerable<Axis> axes) =>
        string.Join("  ", axes.Select(a =>
            $"{a.Name}={string.Join(',', a.Values)}{(a.Unit is "" or "1" ? "" : $" {a.Unit}")}"));

    private static string Formats(Precision p)
    {
        Numerics.Formats f = p.Formats;
        return $"store {f.Store}, compute {f.Compute}, accumulate {f.Accumulate}, wire {f.Wire}".ToLowerInvariant();
    }
}
