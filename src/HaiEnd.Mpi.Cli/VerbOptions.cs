using CommandLine;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Cli;

/// <summary>What a verb is given.</summary>
/// <param name="Surroundings">terminal and environment</param>
/// <param name="Launch">how the process was started</param>
/// <param name="Screen">where text goes</param>
/// <param name="CommandLine">what was typed</param>
internal sealed record Context(
    Surroundings Surroundings, LaunchEnvironment Launch, Screen Screen, CommandLine CommandLine);

/// <summary>A verb with its options, in one file with what it does; <see cref="Arguments.Verbs"/> lists them.</summary>
internal abstract class VerbOptions
{
    [Option("color", MetaValue = "auto|always|never", HelpText = "Colour on the terminal.")]
    public string? Color { get; set; }

    /// <summary>Does it.</summary>
    /// <returns>the exit code</returns>
    public abstract int Run(Context at);
}
