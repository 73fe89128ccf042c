namespace HaiEnd.Mpi.Reports.Charts;

/// <summary>Draws a chart as the inside of an SVG.</summary>
public sealed class ChartDrawing
{
    /// <summary>Width of every picture; a page scales it.</summary>
    public const double Width = 480;

    private const double Top = 12, Below = 40, LineHeight = 13, Letters = 11, WidestTick = 50;

    private readonly SvgWriter _to;
    private readonly Chart _chart;
    private readonly double _left, _right, _bottom, _height;
    private readonly List<(double X0, double Y0, double X1, double Y1)> _taken = [];

    private ChartDrawing(SvgWriter to, Chart chart, double height)
    {
        (_to, _chart, _height) = (to, chart, height);
        IEnumerable<string> labels = chart.Y.Names ?? [.. YTicks(chart).Select(chart.Y.Label)];
        double most = chart.Y.Names is null ? 90 : 200;
        _left = Math.Clamp(labels.Select(Ink.Width).DefaultIfEmpty(0).Max() + 12, 40, most);
        double names = chart.Series.Where(Labelled).Select(s => Ink.Width(s.Name) + 22).DefaultIfEmpty(14).Max();
        _right = Width - Math.Min(names, 170);
        _bottom = _height - Below;
    }

    /// <summary>Height that a chart wants: rows of names need room.</summary>
    public static double HeightOf(Chart chart) =>
        chart.Y.Names is { } names ? Top + Below + Math.Max(3, names.Count) * 20 : 290;

    /// <summary>Draws it.</summary>
    public static void Draw(Chart chart, SvgWriter to)
    {
        var drawing = new ChartDrawing(to, chart, HeightOf(chart));
        drawing.Bands();
        drawing.Axes();
        foreach (Series series in chart.Series)
            drawing.One(series);
        drawing.Names();
        foreach (Note note in chart.Notes)
            drawing.Place(note);
        foreach (Band band in chart.Bands)
            drawing.NameOf(band);
    }

    private static IReadOnlyList<double> YTicks(Chart chart) => chart.Y.Ticks ?? chart.Y.Scale.Ticks(7);

    /// <summary>Lines without signs are told apart by their dashes.</summary>
    private static string DashOf(Series series) =>
        series.Join == Join.Dashed ? "5 4" : Ink.Dash(series.Style, plain: !series.Signs);

    private static bool Labelled(Series s) => s.Name.Length > 0 && s.Marks.Any(m => double.IsFinite(m.Y));

    private double X(double value) => _left + (_right - _left) * _chart.X.Scale.At(value);

    private double Y(double value) => _chart.Y.Names is null
        ? _bottom - (_bottom - Top) * _chart.Y.Scale.At(value)
        : Top + (value + 0.5) * (_bottom - Top) / Math.Max(3, _chart.Y.Names.Count);

    private double InY(double y) => Math.Clamp(y, Top, _bottom);

    private double InX(double x) => Math.Clamp(x, _left, _right);

    private static string N(double value) => SvgWriter.Number(value);

    private void Bands()
    {
        foreach (Band band in _chart.Bands)
        {
            double top = InY(Y(band.High)), bottom = InY(Y(band.Low));
            if (bottom - top < 1)
                continue;
            _to.Empty("rect", ("class", $"hx-band{band.Level}"), ("x", N(_left)), ("y", N(top)),
                ("width", N(_right - _left)), ("height", N(bottom - top)), ("fill", Ink.Band(band.Level)),
                ("fill-opacity", "0.12"));
        }

        _to.Line();
    }

    /// <summary>Writes what a band means, in a corner of it that no line crosses where there is one.</summary>
    private void NameOf(Band band)
    {
        double top = InY(Y(band.High)), bottom = InY(Y(band.Low));
        if (bottom - top <= LineHeight)
            return;
        (double X, double Y, string Anchor)[] corners =
        [
            (_left + 5, bottom - 5, "start"), (_right - 5, top + LineHeight, "end"), (_right - 5, bottom - 5, "end"),
            (_left + 5, top + LineHeight, "start"), ((_left + _right) / 2, bottom - 5, "middle"),
        ];
        (double x, double y, string anchor) = corners.FirstOrDefault(
            c => IsFree(Box(c.X, c.Y, band.Text, c.Anchor)), corners[0]);
        Words(band.Text, x, y, anchor, quiet: true);
    }

    private void Axes()
    {
        foreach (double tick in _chart.Y.Names is null ? YTicks(_chart) : [])
        {
            Grid(_left, Y(tick), _right, Y(tick));
            Words(_chart.Y.Label(tick), _left - 6, Y(tick) + 4, "end");
        }

        Rows();
        double free = double.NegativeInfinity;
        foreach (double tick in _chart.X.Ticks ?? _chart.X.Scale.Ticks((int)((_right - _left) / WidestTick)))
        {
            string label = _chart.X.Label(tick);
            double half = Ink.Width(label) / 2, x = X(tick);
            Grid(x, Top, x, _bottom);
            if (x - half < free)
                continue;
            Words(label, x, _bottom + 15, "middle");
            free = x + half + 4;
        }

        _to.Empty("path", ("class", "hx-axis"), ("d", $"M{N(_left)} {N(Top)}V{N(_bottom)}H{N(_right)}"),
            ("fill", "none"), ("stroke", Ink.Text));
        Words(_chart.X.Name, (_left + _right) / 2, _height - 6, "middle", quiet: true);
        _to.Line();
    }

    /// <summary>Names of rows beside the axis; those over others at the edge, below a line.</summary>
    private void Rows()
    {
        IReadOnlyList<string> names = _chart.Y.Names ?? [];
        string[] shown = [.. names];
        foreach (int[] group in Groups(names.Count))
            foreach ((int i, string name) in group.Zip(Ink.Fitted(group.Select(i => names[i]), _left - 10)))
                shown[i] = name;
        for (int i = 0; i < shown.Length; i++)
        {
            if (!_chart.Y.Heads.Contains(i))
            {
                Words(shown[i], _left - 6, Y(i) + 4, "end");
                continue;
            }

            Words(shown[i], 2, Y(i) + 4, "start", quiet: true);
            if (i > 0)
                Grid(0, (Y(i) + Y(i - 1)) / 2, _right, (Y(i) + Y(i - 1)) / 2);
        }
    }

    /// <summary>The rows that stand under one head; the heads among themselves.</summary>
    private IEnumerable<int[]> Groups(int count) => Enumerable.Range(0, count).GroupBy(
        i => _chart.Y.Heads.Contains(i) ? -1 : _chart.Y.Heads.Count(h => h < i)).Select(g => g.ToArray());

    private void Grid(double x0, double y0, double x1, double y1) => _to.Empty("path", ("class", "hx-grid"),
        ("d", $"M{N(x0)} {N(y0)}L{N(x1)} {N(y1)}"), ("stroke", Ink.Faint), ("stroke-width", "0.7"));

    private void One(Series series)
    {
        (string, string) color = ("stroke", Ink.Color(series.Style));
        if (series.Spread == Spread.Ribbon)
            RibbonOf(series);
        string path = PathOf(series);
        if (path.Length > 0)
        {
            string dash = DashOf(series);
            _to.Empty("path", ("class", Ink.Class(series.Style)), ("d", path), ("fill", "none"), color,
                ("stroke-width", series.Style < 0 ? "1.4" : "1.8"),
                ("stroke-dasharray", dash.Length > 0 ? dash : "none"));
        }

        foreach (Mark mark in series.Marks.Where(m => double.IsFinite(m.Y)))
        {
            if (series.Spread != Spread.Ribbon && double.IsFinite(mark.Low) && double.IsFinite(mark.High))
                Interval(series, mark);
            if (!series.Signs)
                continue;
            _to.Open("path", ("class", $"{Ink.Class(series.Style)} hx-sign"), ("d", Ink.Sign(
                series.Style, InX(X(mark.X)), InY(Y(mark.Y)))), ("fill", Ink.Color(series.Style)), color);
            _to.Text("title", mark.Text).Close();
            Take(X(mark.X) - 3, Y(mark.Y) + 4, "x", "start");
        }

        _to.Line();
    }

    private void Interval(Series series, Mark mark)
    {
        bool across = series.Spread == Spread.Horizontal;
        (double x, double y) = (InX(X(mark.X)), InY(Y(mark.Y)));
        (double low, double high) = across ? (X(mark.Low), X(mark.High)) : (Y(mark.Low), Y(mark.High));
        (double from, double to) = across ? (InX(low), InX(high)) : (InY(low), InY(high));
        // An end that lies outside has no bar across it: the interval goes on.
        string End(double seen, double end) => Math.Abs(seen - end) > 0.1 ? ""
            : across ? $"M{N(seen)} {N(y - 3)}v6" : $"M{N(x - 3)} {N(seen)}h6";
        string path = (across ? $"M{N(from)} {N(y)}H{N(to)}" : $"M{N(x)} {N(from)}V{N(to)}")
            + End(from, low) + End(to, high);
        TakeAlong(across ? (from, y) : (x, from), across ? (to, y) : (x, to));
        _to.Empty("path", ("class", Ink.Class(series.Style)), ("d", path), ("fill", "none"),
            ("stroke", Ink.Color(series.Style)), ("stroke-width", "1.2"));
    }

    private void RibbonOf(Series series)
    {
        Mark[] marks = [.. series.Marks.Where(m => double.IsFinite(m.Low) && double.IsFinite(m.High))];
        if (marks.Length < 2)
            return;
        IEnumerable<string> there = marks.Select(m => $"{N(X(m.X))} {N(InY(Y(m.High)))}");
        IEnumerable<string> back = marks.Reverse().Select(m => $"{N(X(m.X))} {N(InY(Y(m.Low)))}");
        _to.Empty("path", ("class", $"{Ink.Class(series.Style)} hx-ribbon"),
            ("d", $"M{string.Join('L', there.Concat(back))}Z"), ("fill", Ink.Color(series.Style)),
            ("fill-opacity", "0.18"), ("stroke", "none"));
    }

    /// <summary>The line through the marks, interrupted where one is missing.</summary>
    private string PathOf(Series series)
    {
        if (series.Join == Join.None)
            return "";
        var path = new System.Text.StringBuilder();
        bool drawing = false;
        (double X, double Y) last = default;
        foreach (Mark mark in series.Marks)
        {
            if (!double.IsFinite(mark.Y))
            {
                drawing = false;
                continue;
            }

            (double x, double y) = (InX(X(mark.X)), InY(Y(mark.Y)));
            if (drawing && series.Join == Join.Steps)
                path.Append('H').Append(N(x)).Append('V').Append(N(y));
            else
                path.Append(drawing ? 'L' : 'M').Append(N(x)).Append(' ').Append(N(y));
            if (drawing)
                TakeAlong(last, (x, y));
            last = (x, y);
            drawing = true;
        }

        return path.ToString();
    }

    /// <summary>Each name beside the end of its line, spread out so that none covers another.</summary>
    private void Names()
    {
        (Series Series, double Y)[] ends = [.. _chart.Series.Where(Labelled)
            .Select(s => (s, Y: InY(Y(s.Marks.Last(m => double.IsFinite(m.Y)).Y)))).OrderBy(e => e.Y)];
        double[] places = Spreading.Of([.. ends.Select(e => e.Y)], LineHeight, Top + 2, _bottom - 2);
        double x = _right + 20;
        string[] names = Ink.Fitted(ends.Select(e => e.Series.Name), Width - x);
        for (int i = 0; i < ends.Length; i++)
        {
            Series series = ends[i].Series;
            double end = InX(X(series.Marks.Last(m => double.IsFinite(m.Y)).X));
            _to.Empty("path", ("class", $"{Ink.Class(series.Style)} hx-leader"),
                ("d", $"M{N(end + 4)} {N(ends[i].Y)}L{N(_right + 5)} {N(places[i])}"), ("fill", "none"),
                ("stroke", Ink.Color(series.Style)), ("stroke-width", "0.7"), ("stroke-dasharray", "1 2"));
            if (series.Signs)
                _to.Empty("path", ("class", $"{Ink.Class(series.Style)} hx-sign"),
                    ("d", Ink.Sign(series.Style, _right + 11, places[i])), ("fill", Ink.Color(series.Style)));
            else
                _to.Empty("path", ("class", Ink.Class(series.Style)),
                    ("d", $"M{N(_right + 4)} {N(places[i])}h14"), ("stroke", Ink.Color(series.Style)),
                    ("stroke-width", "1.8"), ("stroke-dasharray", DashOf(series) is { Length: > 0 } d ? d : "none"));
            Words(names[i], x, places[i] + 4, "start");
        }

        _to.Line();
    }

    /// <summary>Writes a word where it covers nothing: at its place, else above, below or beside it.</summary>
    private void Place(Note note)
    {
        double x = InX(X(note.X)), y = InY(Y(note.Y));
        foreach ((double dx, double dy, string anchor) in new[]
        {
            // In a row of its own it stands on the line of the row's name.
            (7.0, _chart.Y.Names is null ? -6.0 : 4, "start"), (0, -6, "middle"), (-7, -6, "end"), (7, 14, "start"),
            (-7, 14, "end"), (0, -16, "middle"), (0, 24, "middle"), (7, -20, "start"), (-7, 28, "end"),
            (7, 28, "start"), (-7, -20, "end"), (24, 5, "start"), (-24, 5, "end"),
        })
        {
            (double X0, double Y0, double X1, double Y1) box = Box(x + dx, y + dy, note.Text, anchor);
            bool inside = box.X0 >= _left && box.X1 <= _right + 14 && box.Y0 >= Top - 8 && box.Y1 <= _bottom;
            if (!inside || !IsFree(box))
                continue;
            Words(note.Text, x + dx, y + dy, anchor);
            _taken.Add(box);
            return;
        }
    }

    private bool IsFree((double X0, double Y0, double X1, double Y1) box) =>
        !_taken.Exists(t => t.X0 < box.X1 && box.X0 < t.X1 && t.Y0 < box.Y1 && box.Y0 < t.Y1);

    private void Take(double x, double y, string text, string anchor) => _taken.Add(Box(x, y, text, anchor));

    /// <summary>Keeps words off a line.</summary>
    private void TakeAlong((double X, double Y) from, (double X, double Y) to)
    {
        int pieces = 1 + (int)(Math.Abs(to.X - from.X) + Math.Abs(to.Y - from.Y)) / 8;
        for (int i = 0; i <= pieces; i++)
        {
            double x = from.X + (to.X - from.X) * i / pieces, y = from.Y + (to.Y - from.Y) * i / pieces;
            _taken.Add((x - 2, y - 2, x + 2, y + 2));
        }
    }

    private static (double X0, double Y0, double X1, double Y1) Box(double x, double y, string text, string anchor)
    {
        double width = Ink.Width(text);
        double left = anchor == "start" ? x : anchor == "end" ? x - width : x - width / 2;
        return (left, y - 10, left + width, y + 3);
    }

    private void Words(string text, double x, double y, string anchor, bool quiet = false) => _to.Text("text", text,
        ("class", quiet ? "hx-quiet" : "hx-text"), ("x", N(x)), ("y", N(y)), ("text-anchor", anchor),
        ("font-size", N(Letters)), ("fill", quiet ? Ink.Reference : Ink.Text));
}
