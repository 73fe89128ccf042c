using System.Text.Json;
using System.Text.Json.Serialization;
using CommandLine;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Jobs;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend list</c></summary>
[Verb("list", HelpText = "What there is: benchmarks, realisations, axes, suites, parts, precisions.")]
internal sealed class ListOptions : VerbOptions
{
    [Value(
        0, MetaName = "KIND", HelpText = "benchmarks, suites, parts, precisions (default: all of these), or devices.")]
    public string? Kind { get; set; }

    [Option("json", HelpText = "JSON on standard output.")]
    public bool Json { get; set; }

    /// <inheritdoc/>
    public override int Run(Context at) =>
        new ListCommand(at.Surroundings, at.Screen).Run(this);
}

/// <summary><c>haiend list</c>: what there is. Loads no native library but for devices, when they are asked for.
/// </summary>
/// <param name="at">for plug-ins</param>
/// <param name="screen">where text goes</param>
internal sealed class ListCommand(Surroundings at, Screen screen)
{
    // What the program has, whatever the machine.
    private static readonly string[] Own = ["benchmarks", "suites", "parts", "precisions"];

    /// <summary>What can be listed.</summary>
    public static readonly IReadOnlyList<string> Kinds = [.. Own, Devices];

    private const string Devices = "devices";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly JsonSerializerOptions IndentedWithNames = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Runs it.</summary>
    public int Run(ListOptions options)
    {
        if (options.Kind is not null && !Kinds.Contains(options.Kind))
            throw new BadInputException($"no kind is called '{options.Kind}'; {Nearest.Hint(options.Kind, Kinds)}");
        if (options.Kind == Devices)
            return ListDevices(options.Json);
        Catalog catalog = Catalogs.Load(at);
        if (options.Json)
            Json(catalog);
        else
            foreach (string kind in Own.Where(k => options.Kind is null || options.Kind == k))
                Text(kind, catalog);
        return ExitCode.Done;
    }

    /// <summary>What each runtime finds, or why it finds nothing.</summary>
    private int ListDevices(bool json)
    {
        (string Name, FoundDevices Found)[] all = [.. DeviceRuntimes.All().Select(r => (r.Name, r.Find()))];
        if (json)
        {
            var listed = new
            {
                schema = "haiend-devices/1",
                runtimes = all.Select(r => new { name = r.Name, reason = r.Found.Reason, devices = r.Found.Devices }),
            };
            screen.Output.WriteLine(JsonSerializer.Serialize(listed, IndentedWithNames));
            return ExitCode.Done;
        }

        foreach ((string name, FoundDevices found) in all)
        {
            screen.Output.WriteLine(found.Devices.Count > 0 ? name : $"{name}  none: {found.Reason}");
            foreach (DeviceFacts d in found.Devices)
                screen.Output.WriteLine($"  {d.Index}  {DeviceWords.Of(d)}");
        }

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
