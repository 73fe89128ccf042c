using HaiEnd.Mpi.Reports.Figures;

namespace HaiEnd.Mpi.Reports.Charts;

/// <summary>Ratios as colours: rows of names, columns of numbers, an image with a palette between them.</summary>
/// <param name="Rows">names of the rows</param>
/// <param name="Ratios">for each row, for each column</param>
/// <param name="Columns">what the columns are called, e.g. <c>rank</c>; a matrix has the names of the rows</param>
/// <param name="Labels">the columns to be named</param>
public sealed record HeatMap(
    IReadOnlyList<string> Rows, IReadOnlyList<double[]> Ratios, string Columns,
    IReadOnlyList<(int Column, string Text)> Labels) : IPicture
{
    /// <summary>What usually has the strongest colour [1].</summary>
    public const double Usual = 1.5;

    private const int Steps = 10;
    private const double LeastLeft = 100, MostLeft = 240, Right = 8, Top = 22, RowHeight = 14, Below = 52;
    private const double MatrixLeft = 72, MatrixSide = 320, LineHeight = 12;

    /// <summary>What has the strongest colour [1].</summary>
    public double Strongest { get; init; } = Usual;

    /// <summary>Whether rows and columns are the same, so that it is square.</summary>
    public bool IsMatrix { get; init; }

    /// <inheritdoc/>
    public double Height => Top + Tall + Below;

    private double Tall => IsMatrix ? MatrixSide : Math.Max(3, Rows.Count) * RowHeight;

    private double Wide => IsMatrix ? MatrixSide : ChartDrawing.Width - Left - Right;

    /// <summary>Blue over nothing to vermilion of Okabe and Ito, so that what is usual has the colour of the page; the
    /// last one for what is not known.</summary>
    private static readonly uint[] Palette =
    [
        .. Enumerable.Range(-Steps, 2 * Steps + 1)
            .Select(i => (i < 0 ? 0x0072b2u : 0xd55e00u) | (uint)(255 * Math.Abs(i) / Steps) << 24),
        0xffb4b9c0,
    ];

    private double Left => IsMatrix ? MatrixLeft : Math.Clamp(Rows.Max(Ink.Width) + 12, LeastLeft, MostLeft);

    /// <summary>The cells alone as PNG.</summary>
    /// <param name="zoom">pixels along each side of a cell</param>
    public byte[] Image(int zoom = 1) =>
        Png.Of(Ratios[0].Length, [.. Ratios.SelectMany(r => r.Select(Index))], Palette, zoom);

    /// <inheritdoc/>
    public void Draw(SvgWriter to)
    {
        double width = Wide, height = Tall;
        Picture(to, Image(), Left, Top, width, height);
        to.Empty("rect", ("class", "hx-axis"), ("x", N(Left)), ("y", N(Top)), ("width", N(width)),
            ("height", N(height)), ("fill", "none"), ("stroke", Ink.Text), ("stroke-width", "0.7"));
        double row = height / Rows.Count;
        // Rows that are lower than their names are named here and there.
        int every = (int)Math.Ceiling(LineHeight / row);
        foreach ((int i, string name) in Ink.Fitted(Rows, Left - 12).Index().Where(r => r.Index % every == 0))
            Words(to, name, Left - 6, Top + (i + 0.5) * row + 4, "end");
        double cell = width / Ratios[0].Length;
        foreach (int tick in new[] { 0, Ratios[0].Length - 1 })
        {
            string name = IsMatrix ? Rows[tick] : $"{Columns} {tick}";
            double half = Ink.Width(name) / 2;
            double middle = Math.Clamp(Left + (tick + 0.5) * cell, Left + half, Left + width - half);
            Words(to, name, middle, Top + height + 14, "middle");
        }

        Outliers(to, cell);
        Legend(to, Top + height + 30);
    }

    /// <summary>Names above their columns, each where the one before leaves room.</summary>
    private void Outliers(SvgWriter to, double cell)
    {
        double free = 0;
        foreach ((int column, string text) in Labels.OrderBy(l => l.Column))
        {
            double x = Left + (column + 0.5) * cell, half = Ink.Width(text) / 2;
            to.Empty("path", ("class", "hx-axis"), ("d", $"M{N(x - 3)} {N(Top - 6)}h6l-3 5Z"), ("fill", "#d55e00"));
            double middle = Math.Min(x, ChartDrawing.Width - half);
            if (middle - half < free)
                continue;
            Words(to, text, middle, Top - 9, "middle");
            free = middle + half + 6;
        }
    }

    private void Legend(SvgWriter to, double y)
    {
        const double Length = 140;
        string slower = $"{Units.Times(Strongest)} slower";
        double left = Math.Min(Left + 60, ChartDrawing.Width - Right - Ink.Width(slower) - Length);
        byte[] scale = [.. Enumerable.Range(0, 2 * Steps + 1).Select(i => (byte)i)];
        Picture(to, Png.Of(scale.Length, scale, Palette), left, y, Length, 9);
        Words(to, $"faster {Units.Times(1 / Strongest)}", left - 4, y + 8, "end");
        Words(to, slower, left + Length + 4, y + 8, "start");
    }

    private static void Picture(SvgWriter to, byte[] png, double x, double y, double width, double height) =>
        to.Empty("image", ("x", N(x)), ("y", N(y)), ("width", N(width)), ("height", N(height)),
            ("preserveAspectRatio", "none"), ("image-rendering", "pixelated"),
            ("href", $"data:image/png;base64,{Convert.ToBase64String(png)}")).Line();

    private byte Index(double ratio) => double.IsFinite(ratio) && ratio > 0
        ? (byte)(Steps + Math.Clamp(Math.Round(Steps * Math.Log(ratio) / Math.Log(Strongest)), -Steps, Steps))
        : (byte)(2 * Steps + 1);

    private static string N(double value) => SvgWriter.Number(value);

    private static void Words(SvgWriter to, string text, double x, double y, string anchor) => to.Text("text", text,
        ("class", "hx-text"), ("x", N(x)), ("y", N(y)), ("text-anchor", anchor), ("font-size", "11"),
        ("fill", Ink.Text));
}
