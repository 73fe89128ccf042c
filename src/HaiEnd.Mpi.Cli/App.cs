using CommandLine;
using CommandLine.Text;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Jobs;

namespace HaiEnd.Mpi.Cli;

/// <summary>The command: finds the verb, runs it, and turns what goes wrong into a message and an exit code.</summary>
/// <param name="at">terminal and environment</param>
/// <param name="launch">how the process was started</param>
/// <param name="screen">where text goes</param>
internal sealed class App(Surroundings at, LaunchEnvironment launch, Screen screen)
{
    /// <summary>Runs a command line.</summary>
    /// <returns>the exit code</returns>
    public int Run(IReadOnlyList<string> args)
    {
        try
        {
            return args.Count == 0 ? Welcome() : Dispatch(Arguments.Parse(args), args);
        }
        catch (Exception e) when (e is BadInputException or UnknownNameException)
        {
            screen.Complain(e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is MpiLaunchException or DllNotFoundException)
        {
            screen.Complain(e.Message);
            screen.Complain("'haiend doctor' says what is missing");
            return ExitCode.Unfit;
        }
#pragma warning disable CA1031 // the last resort: whatever is left is a bug of ours, and it is told as one
        catch (Exception e)
        {
            screen.Complain($"a bug of ours, please report it: {e}");
            return ExitCode.Fault;
        }
#pragma warning restore CA1031
    }

    private int Dispatch(Arguments arguments, IReadOnlyList<string> typed)
    {
        using var parser = new Parser(settings => settings.HelpWriter = null);
        ParserResult<object> result = parser.ParseArguments(arguments.Words, [.. Arguments.Verbs]);
        if (result is not Parsed<object> parsed)
            return Unparsed(result);
        var verb = (VerbOptions)parsed.Value;
        // A colour that can't be used is refused even where nothing would be coloured.
        _ = screen.ColorOf(verb.Color);
        return verb.Run(new(at, launch, screen, new(arguments, typed)));
    }

    /// <summary>Help and version arrive as errors, and are none.</summary>
    private int Unparsed(ParserResult<object> result)
    {
        Error[] errors = [.. result.Errors];
        if (errors.IsVersion())
        {
            screen.Output.WriteLine($"haiend {Provenance.Version}");
            return ExitCode.Done;
        }

        if (errors.IsHelp())
        {
            screen.Output.WriteLine(Help(result));
            return ExitCode.Done;
        }

        screen.Complain(errors.FirstOrDefault() is MissingRequiredOptionError missing
            ? $"{(missing.NameInfo.LongName.Length > 0 ? $"--{missing.NameInfo.LongName}" : "an argument")} is missing"
            : string.Join(", ", errors.Select(e => e.Tag)));
        screen.Complain($"see haiend {Arguments.NameOf(result.TypeInfo.Current)} --help");
        return ExitCode.Usage;
    }

    private static HelpText Help(ParserResult<object> result) => HelpText.AutoBuild(
        result,
        help =>
        {
            help.Heading = $"haiend {Provenance.Version}: measures what a machine delivers to programs that use MPI";
            help.Copyright = "";
            help.AdditionalNewLineAfterOption = false;
            help.MaximumDisplayWidth = 110;
            help.AutoVersion = false;
            return help;
        },
        example => example,
        verbsIndex: result.TypeInfo.Current == typeof(NullInstance));

    private int Welcome()
    {
        screen.Output.Write($"""
            haiend {Provenance.Version}: measures what a machine delivers to programs that use MPI

              haiend doctor                is this machine fit to measure?
              mpirun -n 2 haiend run       eight headline numbers in about a minute
              haiend list                  what else can be measured

            {Here()}
            'haiend --help' lists all verbs, 'haiend VERB --help' the options of one.

            """);
        return ExitCode.Done;
    }

    private string Here()
    {
        string job = at.Variable("SLURM_JOB_ID") is { Length: > 0 } id ? $"in Slurm job {id}" : "in no batch job";
        string mpi = at.IsLaunched ? $"rank {at.Rank} of {at.Ranks} under {launch.Launcher}"
            : "not under mpirun or srun";
        return $"You are on {Environment.MachineName}: {Environment.ProcessorCount} processors, {job}, {mpi}.";
    }
}

/// <summary>What was typed, as it was understood and as it was.</summary>
/// <param name="Arguments">understood</param>
/// <param name="Typed">word by word</param>
internal sealed record CommandLine(Arguments Arguments, IReadOnlyList<string> Typed)
{
    /// <summary>One line.</summary>
    public override string ToString() => string.Join(' ', ["haiend", .. Typed]);
}
