using HaiEnd.Mpi.Reports.Charts;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>A figure that has been drawn.</summary>
/// <param name="Id">a word for links and file names</param>
/// <param name="Headline">what it shows, computed from the data</param>
/// <param name="Conditions">under which it was measured, in one line</param>
/// <param name="HowToRead">in one line</param>
/// <param name="Picture">the picture</param>
/// <param name="Data">what is drawn, as numbers</param>
public sealed record Figure(
    string Id, string Headline, string Conditions, string HowToRead, IPicture Picture, Table Data);

/// <summary>Something that can be put into an SVG.</summary>
public interface IPicture
{
    /// <summary>Its height where it is <see cref="ChartDrawing.Width"/> wide.</summary>
    double Height { get; }

    /// <summary>Writes the inside of the SVG.</summary>
    void Draw(SvgWriter to);
}

/// <summary>A kind of figure: one file each, listed in <see cref="AllFigures"/>.</summary>
public interface IFigure
{
    /// <summary>The figures that the data have something for: none, one or several.</summary>
    IEnumerable<Figure> Draw(ReportData data);
}

/// <summary>A chart as a picture.</summary>
/// <param name="Chart">what is drawn</param>
public sealed record ChartPicture(Chart Chart) : IPicture
{
    /// <inheritdoc/>
    public double Height => ChartDrawing.HeightOf(Chart);

    /// <inheritdoc/>
    public void Draw(SvgWriter to) => ChartDrawing.Draw(Chart, to);
}
