using System.Text;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Reports.Figures;
using HaiEnd.Mpi.Reports.Html;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>A report as GitHub and GitLab show it, in the order of the page, with its pictures in files.</summary>
/// <param name="Text">the text</param>
/// <param name="Pictures">files beside it: SVG, and PNG for what is an image</param>
public sealed record MarkdownReport(string Text, IReadOnlyList<(string File, byte[] Content)> Pictures)
{
    /// <summary>Makes it.</summary>
    /// <param name="report">what it says</param>
    /// <param name="stem">with which the pictures' names begin</param>
    public static MarkdownReport Of(Report report, string stem)
    {
        var to = new StringBuilder();
        to.Append($"# {Escaped(report.Title)}\n\n");
        to.Append($"**{Words.Sign(report.Conclusion.Level)} {report.Conclusion.Word}**: ")
            .Append($"{Escaped(report.Conclusion.Sentence)}\n\n");
        Command(to, report.Conclusion.Next);
        if (report.Tiles.Count > 0)
            Rows(to, Table.Of(
                "Headline numbers.", ["What", "#Value", "#Sure", "#Of roof", "Where", "Answer"], report.Tiles,
                t => [t.Title, t.Value, t.Spread, t.Share, t.Where, $"{Words.Sign(t.Level)} {t.Answer}"]));
        to.Append("## Verdicts\n\n");
        if (report.Judged.Total > 0)
            Rows(to, report.Judged);
        if (report.Doubtful.Total > 0)
            Rows(to, report.Doubtful);
        if (report.Fine.Total > 0)
            Folded(to, report.Fine, $"{Words.Count(report.Fine.Total, "point")} measured and verified");
        if (report.Library.Headline.Length > 0)
            to.Append($"## MPI library\n\n{Escaped(report.Library.Headline)}\n\n");
        if (report.Library.Missed.Total > 0)
            Rows(to, report.Library.Missed);
        if (report.Figures.Count > 0)
            to.Append("## Figures\n\n");
        var pictures = new List<(string File, byte[] Content)>();
        foreach (Figure figure in report.Figures)
        {
            (string, byte[]) picture = Picture(figure, stem);
            pictures.Add(picture);
            One(to, figure, picture.Item1);
        }

        to.Append("## Environment\n\n");
        foreach (Table table in report.Environment)
            Folded(to, table, table.Caption);
        return new(to.ToString(), pictures);
    }

    /// <summary>A picture in a file of its own, with its style.</summary>
    public static (string File, byte[] Content) Picture(Figure figure, string stem) => figure.Picture is HeatMap map
        ? ($"{stem}-{figure.Id}.png", map.Image(Math.Max(1, 640 / map.Ratios[0].Length)))
        : ($"{stem}-{figure.Id}.svg", Encoding.UTF8.GetBytes(Svg.Of(figure, HtmlReport.ChartStyle)));

    private static void One(StringBuilder to, Figure figure, string file)
    {
        to.Append($"### {Escaped(figure.Headline)}\n\n{Escaped(figure.Conditions)}\n\n");
        to.Append($"![{Escaped(figure.HowToRead)}]({Uri.EscapeDataString(file)})\n\n");
        to.Append($"{Escaped(figure.HowToRead)}\n\n");
        Folded(to, figure.Data, "The numbers");
    }

    private static void Folded(StringBuilder to, Table table, string summary)
    {
        to.Append($"<details><summary>{SvgWriter.Escaped(summary)}</summary>\n\n");
        Rows(to, table);
        to.Append("</details>\n\n");
    }

    private static void Rows(StringBuilder to, Table table)
    {
        (string Name, bool IsNumber)[] heads = [.. table.Columns.Select(Table.Head)];
        Row(to, heads.Select(h => h.Name));
        to.Append($"|{string.Concat(heads.Select(h => h.IsNumber ? "---:|" : "---|"))}\n");
        foreach (IReadOnlyList<string> row in table.Rows)
            Row(to, row);
        to.Append(table.Left.Length > 0 ? $"\n{Escaped(table.Left)}\n\n" : "\n");
    }

    private static void Row(StringBuilder to, IEnumerable<string> cells) =>
        to.Append($"| {string.Join(" | ", cells.Select(Escaped))} |\n");

    /// <summary>A command as a block, fenced by more marks than it holds in a row.</summary>
    private static void Command(StringBuilder to, string command)
    {
        string text = PlainText.Of(command), fence = "```";
        while (text.Contains(fence, StringComparison.Ordinal))
            fence += "`";
        to.Append($"{fence}sh\n{text}\n{fence}\n\n");
    }

    /// <summary>Text that is shown as it is. Names after @ and addresses become links after the markup is read, in what
    /// somebody posts under their own name; a word joiner inside, which is not seen, keeps them from it.</summary>
    private static string Escaped(string text) => MarkdownExport.Escape(text
        .Replace("@", "@\u2060", StringComparison.Ordinal).Replace("://", ":\u2060//", StringComparison.Ordinal)
        .Replace("www.", "www\u2060.", StringComparison.OrdinalIgnoreCase));
}
