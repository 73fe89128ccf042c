using HaiEnd.Mpi.Analysis;

namespace HaiEnd.Mpi.Reports;

/// <summary>One form of <c>haiend export</c>.</summary>
/// <param name="Name">on the command line</param>
/// <param name="Write">writes launches; throws <see cref="ExportException"/> before it has written anything where they
/// can't be put in this form</param>
public sealed record Exporter(string Name, Action<IReadOnlyList<Launch>, TextWriter> Write);

/// <summary>Every form. A new one is a file and a line here.</summary>
public static class Exporters
{
    /// <summary>In the order of the help.</summary>
    public static IReadOnlyList<Exporter> All { get; } =
    [
        new("csv", CsvExport.Write),
        new("json", JsonExport.Write),
        new("md", MarkdownExport.Write),
        new("testbed-yaml", TestbedYamlExport.Write),
    ];
}

/// <summary>Launches that can't be put in a form.</summary>
/// <param name="message">why, and what would do</param>
public sealed class ExportException(string message) : Exception(message);
