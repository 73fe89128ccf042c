using HaiEnd.Mpi.Reports.Figures;

namespace HaiEnd.Mpi.Reports.Charts;

/// <summary>A figure's picture as an SVG, inside a page or as a file of its own.</summary>
public static class Svg
{
    /// <summary>The SVG. A file of its own brings the style that a page else has.</summary>
    /// <param name="figure">what is drawn</param>
    /// <param name="style">CSS, or null inside a page</param>
    public static string Of(Figure figure, string? style = null)
    {
        var to = new SvgWriter();
        string size = $"0 0 {SvgWriter.Number(ChartDrawing.Width)} {SvgWriter.Number(figure.Picture.Height)}";
        string title = $"hx-{figure.Id}-title", text = $"hx-{figure.Id}-desc";
        to.Open("svg", ("xmlns", "http://www.w3.org/2000/svg"), ("class", "hx-svg"), ("viewBox", size), ("role", "img"),
            ("aria-labelledby", $"{title} {text}"), ("font-family", "system-ui, sans-serif"));
        to.Text("title", figure.Headline, ("id", title)).Text("desc", figure.HowToRead, ("id", text));
        if (style is not null)
            to.Text("style", style);
        to.Line();
        figure.Picture.Draw(to);
        return to.Close().ToString();
    }
}
