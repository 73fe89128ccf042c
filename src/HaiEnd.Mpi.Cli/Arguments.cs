using System.Reflection;
using CommandLine;
using HaiEnd.Mpi.Jobs;

namespace HaiEnd.Mpi.Cli;

/// <summary>The words of a command line, made unambiguous before the parser sees them. CommandLineParser takes a
/// following option for a missing value, lets lists swallow what follows, and does not say what was meant; here each
/// option is looked up, its value is demanded, and it is written as <c>--name=value</c>.</summary>
/// <param name="Words">for the parser</param>
/// <param name="Sets">what -S said, in order</param>
/// <param name="Launcher">what stands after <c>--</c></param>
internal sealed record Arguments(
    IReadOnlyList<string> Words, IReadOnlyList<AxisChoice> Sets, IReadOnlyList<string> Launcher)
{
    /// <summary>The option that is taken out here, because it may be given several times.</summary>
    public const string SetOption = "set";

    /// <summary>The verbs' classes, in the order of the help.</summary>
    public static readonly IReadOnlyList<Type> Verbs =
    [
        typeof(RunOptions), typeof(ListOptions), typeof(ExplainOptions), typeof(DoctorOptions), typeof(CollectOptions),
        typeof(CompareOptions), typeof(TrendOptions),
        typeof(CheckOptions), typeof(BaselineOptions), typeof(ExportOptions), typeof(ReportOptions),
        typeof(CompletionOptions),
    ];

    private static readonly string[] HelpWords = ["--help", "-h", "help"];
    private static readonly string[] VersionWords = ["--version", "-V", "version"];

    /// <summary>Name of a verb's class on the command line.</summary>
    public static string NameOf(Type verb) => verb.GetCustomAttribute<VerbAttribute>()!.Name;

    /// <summary>The options of a verb.</summary>
    public static IEnumerable<(OptionAttribute Option, bool IsFlag)> OptionsOf(Type verb) =>
        from property in verb.GetProperties()
        let option = property.GetCustomAttribute<OptionAttribute>()
        where option is not null
        select (option, property.PropertyType == typeof(bool));

    /// <summary>The options once more, as words, for a command line that starts this program again.</summary>
    /// <param name="without">beginnings of those that are left out</param>
    public IEnumerable<string> Again(params string[] without) =>
    [
        .. Words.Skip(1).Where(w => !Array.Exists(without, o => w.StartsWith(o, StringComparison.Ordinal))),
        .. Sets.Select(s => $"--{SetOption}={s.Axis.Text}={s.Values[0].Text}"),
    ];

    /// <summary>Reads a command line that is not empty.</summary>
    /// <exception cref="BadInputException">an unknown verb or option, a missing or unwanted value</exception>
    public static Arguments Parse(IReadOnlyList<string> args)
    {
        int dashes = args.ToList().IndexOf("--");
        string[] own = [.. dashes < 0 ? args : args.Take(dashes)];
        string[] launcher = dashes < 0 ? [] : [.. args.Skip(dashes + 1)];
        if (HelpWords.Contains(own.FirstOrDefault()))
            return new([.. own.Skip(1).Take(1), "--help"], [], []);
        if (VersionWords.Contains(own.FirstOrDefault()))
            return new(["--version"], [], []);
        Type verb = VerbOf(own.FirstOrDefault() ?? "");
        if (own.Skip(1).Any(w => w is "--help" or "-h"))
            return new([own[0], "--help"], [], []);
        if (dashes >= 0 && verb != typeof(RunOptions))
            throw new BadInputException($"'--' belongs to 'run --launches N', not to '{own[0]}'");
        return Options(verb, own, launcher);
    }

    private static Type VerbOf(string word) =>
        Verbs.FirstOrDefault(v => NameOf(v) == word)
        ?? throw new BadInputException(word.StartsWith('-')
            ? $"'{word}' stands before the verb; there is {string.Join(", ", Verbs.Select(NameOf))}"
            : $"no verb is called '{word}'; {Nearest.Hint(word, Verbs.Select(NameOf))}");

    private static Arguments Options(Type verb, string[] own, string[] launcher)
    {
        (OptionAttribute Option, bool IsFlag)[] known = [.. OptionsOf(verb)];
        var words = new List<string> { own[0] };
        var sets = new List<AxisChoice>();
        var seen = new HashSet<string>();
        for (int i = 1; i < own.Length; i++)
        {
            if (!own[i].StartsWith('-') || own[i] == "-")
            {
                words.Add(own[i]);
                continue;
            }

            (OptionAttribute option, bool isFlag, string? value) = Lookup(own[i], known, own[0]);
            if (!isFlag && value is null && i + 1 < own.Length && !own[i + 1].StartsWith('-'))
                value = own[++i];
            if (!isFlag && string.IsNullOrEmpty(value))
                throw new BadInputException(
                    $"--{option.LongName} needs a value: --{option.LongName} {option.MetaValue}");
            if (isFlag && value is not null)
                throw new BadInputException($"--{option.LongName} takes no value, got '{value}'");
            if (option.LongName == SetOption)
                sets.Add(Choice(value!));
            else if (!seen.Add(option.LongName))
                throw new BadInputException($"--{option.LongName} is given twice");
            else
                words.Add(isFlag ? $"--{option.LongName}" : $"--{option.LongName}={value}");
        }

        return new(words, sets, launcher);
    }

    /// <summary>Finds <c>--name</c>, <c>--name=value</c>, <c>-x</c> or <c>-xvalue</c>.</summary>
    private static (OptionAttribute Option, bool IsFlag, string? Value) Lookup(
        string word, (OptionAttribute Option, bool IsFlag)[] known, string verb)
    {
        bool isLong = word.StartsWith("--", StringComparison.Ordinal);
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = !isLong ? word[1..2] : equals < 0 ? word[2..] : word[2..equals];
        string? value = isLong ? (equals < 0 ? null : word[(equals + 1)..]) : word.Length > 2 ? word[2..] : null;
        (OptionAttribute option, bool isFlag) =
            Array.Find(known, k => isLong ? k.Option.LongName == name : k.Option.ShortName == name);
        if (option is not null)
            return (option, isFlag, value);
        if (word.StartsWith("-n", StringComparison.Ordinal) && !isLong)
            throw new BadInputException(
                "there is no -n: ranks belong to mpirun (mpirun -n 2 haiend run), samples are -i");
        string? near = isLong ? Nearest.To(name, known.Select(k => k.Option.LongName)) : null;
        string hint = near is null ? $"see haiend {verb} --help" : $"did you mean --{near}?";
        throw new BadInputException($"'{verb}' has no option {(isLong ? "--" : "-")}{name}; {hint}");
    }

    private static AxisChoice Choice(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1)
            throw new BadInputException($"--set needs axis=values, got '{text}'");
        string where = $"--set {text}:";
        return new(new(text[..equals], where), [new(text[(equals + 1)..], where)]);
    }
}
