using System.Security.Cryptography;
using System.Text;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Reports.Figures;

namespace HaiEnd.Mpi.Reports.Html;

/// <summary>A report as one HTML file that needs nothing else: no network, no script, no other file. The security
/// policy allows its own style, known by its hash, and images inside it; nothing else.</summary>
public static class HtmlReport
{
    /// <summary>The style of pictures, which a picture in a file of its own brings along.</summary>
    public static string ChartStyle { get; } = Resource("chart.css");

    /// <summary>The style of the page.</summary>
    public static string Style { get; } = Resource("report.css") + ChartStyle;

    private const int LongestWord = 28;

    private static readonly string PageStyle = Resource("page.css") + Style;

    private static readonly string Policy = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        + $"style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(PageStyle)))}'";

    /// <summary>The page.</summary>
    public static string Of(Report report) =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{Policy}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>{SvgWriter.Escaped(report.Title)}</title>
        <style>{PageStyle}</style>
        </head>
        <body>
        {Body(report)}
        </body>
        </html>

        """;

    /// <summary>The same for a page that exists, a notebook say: without head, the style bound to one class.</summary>
    public static string Fragment(Report report) => $"<style>{Style}</style>\n{Body(report)}\n";

    private static string Body(Report report)
    {
        var to = new SvgWriter();
        to.Open("div", ("class", "hx")).Text("a", "Skip to the figures", ("class", "hx-skip"), ("href", "#hx-figures"));
        to.Line().Open("main").Text("h1", report.Title).Line();
        Conclusion(to, report.Conclusion);
        Tiles(to, report.Tiles);
        to.Text("h2", "Verdicts").Line();
        if (report.Judged.Total > 0)
            Table(to, report.Judged, VerdictTable.LevelOf);
        if (report.Doubtful.Total > 0)
            Table(to, report.Doubtful, VerdictTable.LevelOf);
        if (report.Fine.Total > 0)
        {
            string all = report.Doubtful.Total == 0 ? "All " : "";
            to.Open("details").Text("summary", $"{all}{Words.Count(report.Fine.Total, "point")} measured and verified");
            Table(to, report.Fine, VerdictTable.LevelOf);
            to.Close().Line();
        }

        Library(to, report.Library);
        if (report.Figures.Count > 0)
        {
            to.Text("h2", "Figures", ("id", "hx-figures")).Line().Open("div", ("class", "hx-figures")).Line();
            foreach (Figure figure in report.Figures)
                One(to, figure);
            to.Close().Line();
        }

        to.Text("h2", "Environment").Line();
        foreach (Table table in report.Environment)
            Table(to, table);
        return to.Close().Close().ToString();
    }

    private static void Conclusion(SvgWriter to, Conclusion verdict) => to
        .Open("div", ("class", $"hx-verdict {Class(verdict.Level)}"))
        .Open("p").Text("strong", $"{Words.Sign(verdict.Level)} {verdict.Word}").Close()
        .Text("p", verdict.Sentence)
        .Open("p").Text("span", "next: ", ("class", "hx-quiet")).Text("code", verdict.Next).Close()
        .Close().Line();

    private static void Tiles(SvgWriter to, IReadOnlyList<Tile> tiles)
    {
        if (tiles.Count == 0)
            return;
        to.Text("h2", "Headline numbers").Line().Open("ul", ("class", "hx-tiles")).Line();
        foreach (Tile tile in tiles)
        {
            to.Open("li", ("class", $"hx-tile {Class(tile.Level)}")).Text("h3", tile.Title).Text("b", tile.Value);
            to.Text("small", tile.Share.Length > 0 ? $"{tile.Spread}, {tile.Share}" : tile.Spread);
            to.Text("small", tile.Where);
            to.Open("small").Text("strong", $"{Words.Sign(tile.Level)} {tile.Answer}").Close().Close().Line();
        }

        to.Close().Line();
    }

    private static void Library(SvgWriter to, (string Headline, Table Missed) library)
    {
        if (library.Headline.Length == 0)
            return;
        to.Text("h2", "MPI library").Line().Text("h3", library.Headline).Line();
        if (library.Missed.Total > 0)
            Table(to, library.Missed);
    }

    private static void One(SvgWriter to, Figure figure)
    {
        to.Open("figure", ("class", "hx-figure"), ("id", $"hx-{figure.Id}"));
        to.Open("figcaption").Text("h3", figure.Headline).Text("p", figure.Conditions, ("class", "hx-quiet")).Close();
        to.Line().Open("div").Raw(Svg.Of(figure)).Line();
        to.Text("p", figure.HowToRead, ("class", "hx-quiet"));
        to.Open("details").Text("summary", "The numbers").Line();
        Table(to, figure.Data);
        to.Close().Close().Close().Line();
    }

    private static void Table(SvgWriter to, Table table, Func<string, Level>? judge = null)
    {
        to.Open("div", ("class", "hx-scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", table.Caption));
        to.Open("table").Text("caption", table.Caption).Open("thead").Open("tr");
        (string Name, bool IsNumber)[] heads = [.. table.Columns.Select(Reports.Table.Head)];
        int across = heads.Length - (table.IsLastBelow ? 1 : 0);
        foreach ((string name, bool isNumber) in heads[..across])
            to.Text("th", name, ("scope", "col"), ("class", isNumber ? "hx-number" : "hx-words"));
        to.Close().Close().Line().Open("tbody").Line();
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            bool isBelow = table.IsLastBelow && row[across].Length > 0;
            to.Open("tr", isBelow ? [("class", "hx-over")] : []);
            for (int i = 0; i < across; i++)
            {
                if (i == 0 && judge is not null)
                    to.Text("td", $"{Words.Sign(judge(row[0]))} {row[0]}", ("class", Class(judge(row[0]))));
                else
                    to.Text("td", row[i], ("class", heads[i].IsNumber ? "hx-number" : ClassOf(row[i])));
            }

            to.Close().Line();
            if (isBelow)
                to.Open("tr").Empty("td").Text("td", row[across], ("class", $"hx-quiet {ClassOf(row[across])}"),
                    ("colspan", $"{across - 1}")).Close().Line();
        }

        to.Close().Close();
        if (table.Left.Length > 0)
            to.Text("p", table.Left, ("class", "hx-quiet"));
        to.Close().Line();
    }

    /// <summary>A column may be as narrow as its longest word, unless that is no word of a language.</summary>
    private static string ClassOf(string words) =>
        words.Split(' ').Any(w => w.Length > LongestWord) ? "hx-words hx-long" : "hx-words";

    private static string Class(Level level) => $"hx-{level.ToString().ToLowerInvariant()}";

    private static string Resource(string name)
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
