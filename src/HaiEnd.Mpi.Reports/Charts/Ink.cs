namespace HaiEnd.Mpi.Reports.Charts;

/// <summary>Colours and shapes. Okabe and Ito's palette (Color Universal Design, 2008) is told apart with every common
/// kind of colour vision; shapes and dashes carry the same, so that colour is never alone.</summary>
internal static class Ink
{
    /// <summary>Text and axes.</summary>
    public const string Text = "#1b1f24";

    /// <summary>What stands behind.</summary>
    public const string Faint = "#c9ced6";

    /// <summary>What is compared with.</summary>
    public const string Reference = "#5b6470";

    private static readonly string[] Colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];
    private static readonly string[] Dashes = ["", "7 3", "2 2", "9 2 2 2"];

    /// <summary>The colour of a series.</summary>
    public static string Color(int style) => style < 0 ? Reference : Colors[style % Colors.Length];

    /// <summary>The class of a series, by which a page changes its colour in the dark.</summary>
    public static string Class(int style) => style < 0 ? "hx-ref" : $"hx-c{style % Colors.Length}";

    /// <summary>The dashes of a measured line: a second round of the colours is dashed.</summary>
    /// <param name="style">of the series</param>
    /// <param name="plain">it has no signs, so each line is dashed in its own way</param>
    public static string Dash(int style, bool plain) =>
        style < 0 ? "" : Dashes[(plain ? style : style / Colors.Length) % Dashes.Length];

    /// <summary>The colour of a band.</summary>
    public static string Band(int level) => level switch
    {
        0 => "#009e73",
        1 => "#e69f00",
        2 => "#d55e00",
        _ => "#8a93a0",
    };

    /// <summary>The sign of a series at a place, as the path of an outline 4 wide to each side.</summary>
    public static string Sign(int style, double x, double y)
    {
        string X(double dx) => SvgWriter.Number(x + dx);
        string Y(double dy) => SvgWriter.Number(y + dy);
        string Through(params (double Dx, double Dy)[] corners) =>
            "M" + string.Join('L', corners.Select(c => $"{X(c.Dx)} {Y(c.Dy)}")) + "Z";
        return (Math.Max(0, style) % 7) switch
        {
            0 => $"M{X(-3.5)} {Y(0)}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z",
            1 => Through((-3.2, -3.2), (3.2, -3.2), (3.2, 3.2), (-3.2, 3.2)),
            2 => Through((0, -4.4), (4.2, 3.2), (-4.2, 3.2)),
            3 => Through((0, -4.6), (4.6, 0), (0, 4.6), (-4.6, 0)),
            4 => Through((0, 4.4), (4.2, -3.2), (-4.2, -3.2)),
            5 => Through((-1.4, -4.4), (1.4, -4.4), (1.4, -1.4), (4.4, -1.4), (4.4, 1.4), (1.4, 1.4), (1.4, 4.4),
                (-1.4, 4.4), (-1.4, 1.4), (-4.4, 1.4), (-4.4, -1.4), (-1.4, -1.4)),
            _ => Through((-4.2, -2.6), (0, -4.8), (4.2, -2.6), (4.2, 2.6), (0, 4.8), (-4.2, 2.6)),
        };
    }

    /// <summary>About how wide a text of 11 units of height is, in DejaVu Sans, which is wide.</summary>
    public static double Width(string text) => 6.8 * text.Length;

    /// <summary>Texts cut to a width in their middle: they begin with a name and end with a size. No two are alike,
    /// even where the texts are.</summary>
    public static string[] Fitted(IEnumerable<string> texts, double width)
    {
        var seen = new HashSet<string>();
        return [.. texts.Select(text =>
        {
            string shown = Fitted(text, width);
            for (int n = 2; !seen.Add(shown); n++)
                shown = $"{Fitted(text, width - Width($" #{n}"))} #{n}";
            return shown;
        })];
    }

    private static string Fitted(string text, double width)
    {
        int most = Math.Max(4, (int)(width / Width("x"))), tail = most / 2;
        return text.Length <= most ? text : $"{text[..(most - 1 - tail)]}\u2026{text[^tail..]}";
    }
}
