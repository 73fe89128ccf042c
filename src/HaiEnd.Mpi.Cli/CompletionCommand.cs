using System.Text;
using CommandLine;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend completion</c></summary>
[Verb("completion", HelpText = "A completion script for a shell.")]
internal sealed class CompletionOptions : VerbOptions
{
    [Value(0, MetaName = "SHELL", Required = true, HelpText = "bash, zsh or fish.")]
    public string Shell { get; set; } = "";

    /// <inheritdoc/>
    public override int Run(Context at) =>
        new CompletionCommand(at.Screen).Run(this);
}

/// <summary><c>haiend completion</c>: scripts made from the attributes of the options, so that they can't fall
/// behind.</summary>
/// <param name="screen">where text goes</param>
internal sealed class CompletionCommand(Screen screen)
{
    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    /// <summary>Runs it.</summary>
    public int Run(CompletionOptions options)
    {
        screen.Output.Write(options.Shell switch
        {
            "bash" => Bash(),
            "zsh" => $"#compdef haiend\nautoload -U +X bashcompinit && bashcompinit\n{Bash()}",
            "fish" => Fish(),
            var other => throw new BadInputException($"no shell is called '{other}'; {Nearest.Hint(other, Shells)}"),
        });
        return ExitCode.Done;
    }

    private static string Bash()
    {
        var cases = new StringBuilder();
        foreach (Type verb in Arguments.Verbs)
        {
            string words = string.Join(' ', LongNames(verb).Concat(Places(verb)));
            cases.Append($"        {Arguments.NameOf(verb)}) words=\"{words}\" ;;\n");
        }

        string verbs = string.Join(' ', Arguments.Verbs.Select(Arguments.NameOf));
        return $$"""
            # bash completion for haiend: eval "$(haiend completion bash)"
            _haiend() {
              local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" words
              case "$previous" in
            {{Values()}}    *)
                  case "${COMP_WORDS[1]}" in
            {{cases}}        *) words="{{verbs}}" ;;
                  esac ;;
              esac
              [ "$COMP_CWORD" -eq 1 ] && words="{{verbs}}"
              COMPREPLY=($(compgen -W "$words" -- "$word"))
            }
            complete -o default -F _haiend haiend

            """.ReplaceLineEndings("\n");
    }

    /// <summary>What may follow an option whose values are a few known words.</summary>
    private static string Values()
    {
        var text = new StringBuilder();
        foreach ((string option, string words) in OptionWords())
            text.Append($"    {option}) words=\"{words}\" ;;\n");
        return text.ToString();
    }

    private static string Fish()
    {
        var text = new StringBuilder("# fish completion for haiend: haiend completion fish | source\n");
        foreach (Type verb in Arguments.Verbs)
        {
            string name = Arguments.NameOf(verb);
            string help = ((VerbAttribute)Attribute.GetCustomAttribute(verb, typeof(VerbAttribute))!).HelpText;
            text.Append($"complete -c haiend -n __fish_use_subcommand -a {name} -d '{Quoted(help)}'\n");
            foreach ((OptionAttribute option, bool isFlag) in Arguments.OptionsOf(verb))
            {
                string brief = option.ShortName.Length > 0 ? $" -s {option.ShortName}" : "";
                string words = OptionWords().FirstOrDefault(o => o.Option == $"--{option.LongName}").Words ?? "";
                string value = isFlag ? "" : words.Length > 0 ? $" -x -a '{words}'" : " -r";
                text.Append($"complete -c haiend -n '__fish_seen_subcommand_from {name}' ")
                    .Append($"-l {option.LongName}{brief}{value} -d '{Quoted(option.HelpText)}'\n");
            }

            foreach (string place in Places(verb))
                text.Append($"complete -c haiend -n '__fish_seen_subcommand_from {name}' -a {place}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(string Option, string Words)> OptionWords()
    {
        yield return ("--suite", string.Join(' ', SuiteLibrary.Names));
        foreach (OptionAttribute option in Arguments.Verbs.SelectMany(Arguments.OptionsOf).Select(o => o.Option)
            .Where(o => o.MetaValue?.Contains('|', StringComparison.Ordinal) == true
                && o.MetaValue.All(c => c is '|' or '-' || char.IsAsciiLetterLower(c)))
            .DistinctBy(o => o.LongName))
            yield return ($"--{option.LongName}", option.MetaValue.Replace('|', ' '));
    }

    private static IEnumerable<string> LongNames(Type verb) =>
        Arguments.OptionsOf(verb).Select(o => $"--{o.Option.LongName}").Append("--help");

    /// <summary>Words that a verb takes without a dash.</summary>
    private static IEnumerable<string> Places(Type verb) =>
        verb == typeof(CompletionOptions) ? Shells
        : verb == typeof(ListOptions) ? ListCommand.Kinds
        : verb == typeof(ExplainOptions) ? ["exit-codes", "status", "verdict", "accept", "changes", "ozaki"]
        : [];

    private static string Quoted(string text) => text.Replace("'", "\\'", StringComparison.Ordinal);
}
