using System.Globalization;
using System.Text.RegularExpressions;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using Spectre.Console;

namespace HaiEnd.Mpi.Cli;

/// <summary>What is known of the terminal and of the environment, so that tests can play both.</summary>
/// <param name="Variable">an environment variable, or null</param>
/// <param name="IsLaunched">a launcher of MPI started this process</param>
/// <param name="Rank">its rank as the launcher says; 0 alone</param>
/// <param name="Ranks">as the launcher says; 1 alone</param>
/// <param name="OutputIsTerminal">standard output</param>
/// <param name="ErrorIsTerminal">standard error</param>
internal sealed record Surroundings(
    Func<string, string?> Variable, bool IsLaunched, int Rank, int Ranks, bool OutputIsTerminal, bool ErrorIsTerminal)
{
    /// <summary>Columns of the terminal, if there is one.</summary>
    public int Columns { get; init; } = TextTable.MostColumns;

    /// <summary>A person is watching. Open MPI gives ranks a pseudo-terminal even when its own output is a file, so
    /// under a launcher what looks like a terminal is not believed.</summary>
    public bool Interactive =>
        !IsLaunched && OutputIsTerminal && ErrorIsTerminal && Variable("TERM") is not (null or "" or "dumb")
        && string.IsNullOrEmpty(Variable("CI"));
}

/// <summary>Where text goes. Only rank 0 speaks; without colour not a single escape is written.</summary>
internal sealed partial class Screen
{
    /// <summary>A text for less would be a column of words; a terminal wraps it.</summary>
    private const int LeastColumns = 60;

    private readonly Surroundings _at;

    /// <summary>Makes one.</summary>
    public Screen(Surroundings at, TextWriter output, TextWriter error)
    {
        _at = at;
        Output = at.Rank == 0 ? output : TextWriter.Null;
        Error = at.Rank == 0 ? error : TextWriter.Null;
    }

    /// <summary>For results.</summary>
    public TextWriter Output { get; }

    /// <summary>For everything else.</summary>
    public TextWriter Error { get; }

    /// <summary>Columns that a text for people may take: those of a terminal that a person is watching.</summary>
    public int Columns =>
        _at.Interactive ? Math.Clamp(_at.Columns, LeastColumns, TextTable.MostColumns) : TextTable.MostColumns;

    /// <summary>Says what is wrong, in one line.</summary>
    public void Complain(string message) => Error.WriteLine($"haiend: {PlainText.Of(message, lines: true)}");

    /// <summary>How progress is to be shown: <c>bar</c>, <c>lines</c> or <c>none</c>.</summary>
    public string Progress(string wanted, string color) => wanted switch
    {
        "none" or "lines" => wanted,
        _ => _at.Interactive && Colored(color) ? "bar" : "lines",
    };

    /// <summary>A console for a progress bar on standard error.</summary>
    public IAnsiConsole BarConsole => Console(Error, interactive: true);

    /// <summary>Writes a text for people, with the words that carry a verdict coloured where that is wanted.</summary>
    public void Write(string text, TextWriter to, string color)
    {
        if (!Colored(color))
        {
            to.Write(text);
            return;
        }

        IAnsiConsole console = Console(to, interactive: false);
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            string marked = Good().Replace(Markup.Escape(line), "[green]$0[/]");
            console.MarkupLine(Doubtful().Replace(Wrong().Replace(marked, "[red]$0[/]"), "[yellow]$0[/]"));
        }
    }

    /// <summary>NO_COLOR (https://no-color.org) wins over everything but the option.</summary>
    public bool Colored(string color) => color switch
    {
        "always" => true,
        "never" => false,
        _ => _at.Interactive && string.IsNullOrEmpty(_at.Variable("NO_COLOR")),
    };

    /// <summary>The colour setting of verbs that have no other settings.</summary>
    /// <exception cref="BadInputException">it is none of the three words</exception>
    public string ColorOf(string? option)
    {
        Located? given = option is null ? null : new Located(option, "--color");
        given ??= _at.Variable("HAIEND_COLOR") is { Length: > 0 } text ? new Located(text, "HAIEND_COLOR") : null;
        if (given is null)
            return "auto";
        Settings.All.First(s => s.Name == "color").Check(given);
        return given.Text;
    }

    private IAnsiConsole Console(TextWriter to, bool interactive)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = interactive ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(to),
        });
        // A line that is wrapped can't be searched for, so only a bar is kept within the terminal.
        if (!interactive)
            console.Profile.Width = int.TryParse(_at.Variable("COLUMNS"), CultureInfo.InvariantCulture, out int w)
                ? Math.Max(w, TextTable.MostColumns) : 512;
        return console;
    }

    [GeneratedRegex(@"\b(right|ok|PASS)\b|(?<=  )(faster|same|best)(?=  )")]
    private static partial Regex Good();

    [GeneratedRegex(@"\b(WRONG|FAILED|TIMEOUT|FAIL)\b|(?<=  )slower(?=  )")]
    private static partial Regex Wrong();

    [GeneratedRegex(
        @"\b(SKIPPED|OOM|UNSTABLE|WARN|UNSURE|unchecked)\b|(?<=  )(undecided|inconclusive|differs|watch)(?=  |, )")]
    private static partial Regex Doubtful();
}
