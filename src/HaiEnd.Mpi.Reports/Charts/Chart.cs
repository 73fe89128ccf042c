namespace HaiEnd.Mpi.Reports.Charts;

/// <summary>One axis.</summary>
/// <param name="Name">what is along it, without its unit</param>
/// <param name="Scale">its range</param>
/// <param name="Label">writes a value of it, with its unit</param>
public sealed record ChartAxis(string Name, Scale Scale, Func<double, string> Label)
{
    /// <summary>Where its values are names, the names, from 0 on; else null.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Names that stand over the ones after them and have no mark.</summary>
    public IReadOnlySet<int> Heads { get; init; } = new HashSet<int>();

    /// <summary>Where to write values instead of at round ones.</summary>
    public IReadOnlyList<double>? Ticks { get; init; }

    /// <summary>An axis in a unit of files.</summary>
    public static ChartAxis In(string unit, string name, Scale scale) => new(name, scale, v => Units.Short(v, unit));
}

/// <summary>One measured value.</summary>
/// <param name="X">along the horizontal axis</param>
/// <param name="Y">along the vertical axis; NaN interrupts the line</param>
/// <param name="Text">said where one points at it</param>
public readonly record struct Mark(double X, double Y, string Text)
{
    /// <summary>Lower end of its interval, along the axis of <see cref="Series.Spread"/>; NaN for none.</summary>
    public double Low { get; init; } = double.NaN;

    /// <summary>Upper end.</summary>
    public double High { get; init; } = double.NaN;
}

/// <summary>How marks are joined.</summary>
public enum Join
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By a line.</summary>
    Line,

    /// <summary>By a dashed line: computed, not measured.</summary>
    Dashed,

    /// <summary>By steps.</summary>
    Steps,
}

/// <summary>How an interval is shown.</summary>
public enum Spread
{
    /// <summary>By a vertical bar at each mark.</summary>
    Vertical,

    /// <summary>By a horizontal bar at each mark.</summary>
    Horizontal,

    /// <summary>By a ribbon along the line.</summary>
    Ribbon,
}

/// <summary>Marks that belong together.</summary>
/// <param name="Name">written at their end; empty for none</param>
/// <param name="Marks">in the order of X</param>
/// <param name="Join">how they are joined</param>
/// <param name="Style">colour and shape: 0 for the first; negative for what is not measured but compared with</param>
public sealed record Series(string Name, IReadOnlyList<Mark> Marks, Join Join, int Style)
{
    /// <summary>Whether each mark has a sign.</summary>
    public bool Signs { get; init; } = true;

    /// <summary>How intervals are shown.</summary>
    public Spread Spread { get; init; }
}

/// <summary>A stretch of the vertical axis with a meaning.</summary>
/// <param name="Low">its lower end</param>
/// <param name="High">its upper end</param>
/// <param name="Text">its meaning</param>
/// <param name="Level">0 good, 1 doubtful, 2 poor, 3 neutral</param>
public sealed record Band(double Low, double High, string Text, int Level);

/// <summary>A word at a place.</summary>
/// <param name="X">along the horizontal axis</param>
/// <param name="Y">along the vertical axis</param>
/// <param name="Text">the word</param>
public sealed record Note(double X, double Y, string Text);

/// <summary>What is drawn, without how.</summary>
/// <param name="X">horizontal axis</param>
/// <param name="Y">vertical axis</param>
/// <param name="Series">drawn in this order</param>
public sealed record Chart(ChartAxis X, ChartAxis Y, IReadOnlyList<Series> Series)
{
    /// <summary>Stretches behind them.</summary>
    public IReadOnlyList<Band> Bands { get; init; } = [];

    /// <summary>Words among them; one that finds no place is left out, since the table has it.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];
}
