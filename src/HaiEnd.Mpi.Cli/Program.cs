using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Cli;

if (args is [ReadingChild.Word])
    return ReadingChild.Run();
LaunchEnvironment launch = LaunchEnvironment.Current();
// Open MPI gives ranks a pseudo-terminal, at whose head .NET would write escapes; it looks at TERM when first used.
if (launch.IsLaunched)
    Environment.SetEnvironmentVariable("TERM", "dumb");
var at = new Surroundings(
    Environment.GetEnvironmentVariable, launch.IsLaunched, launch.Rank ?? 0, launch.Size ?? 1,
    !Console.IsOutputRedirected, !Console.IsErrorRedirected);
if (at.Interactive && Console.WindowWidth is > 0 and var columns)
    at = at with { Columns = columns };
return new App(at, launch, new Screen(at, Console.Out, Console.Error)).Run(args);
