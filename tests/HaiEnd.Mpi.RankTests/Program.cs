using System.Reflection;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.RankTests;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

// Open MPI gives ranks a terminal, to which .NET would write control sequences.
Environment.SetEnvironmentVariable("TERM", "dumb");

try
{
    Launch.Start();
}
catch (MpiLaunchException e)
{
    Console.Error.WriteLine(e.Message);
    return 7;
}

var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
// MPI is called from the thread that started it, so the tests run on this one.
runner.Load(
    Assembly.GetExecutingAssembly(),
    new Dictionary<string, object> { ["NumberOfTestWorkers"] = 0, ["RunOnMainThread"] = true });
TestFilter filter = args.Length == 0
    ? TestFilter.Empty
    : TestFilter.FromXml($"<filter><name re='1'>{args[0]}</name></filter>");
// NUnit puts its own writer in the console's place while it runs.
var reporter = new Reporter(Console.Error);
ITestResult result = runner.Run(reporter, filter);
bool passed = result.FailCount == 0 && result.PassCount > 0;
if (Launch.Session.World.Rank == 0)
{
    Console.Out.WriteLine(
        $"{(passed ? "passed" : "FAILED")}: {result.PassCount} tests on {Launch.Session.World.Size} ranks, "
        + $"{reporter.Skipped} skipped, {Launch.Session.LibraryVersion}");
}
Launch.Session.Dispose();
return passed ? 0 : 1;

/// <summary>Ends all ranks at the first failure: the others may be waiting for this one inside a collective.</summary>
/// <param name="error">Where failures are told.</param>
internal sealed class Reporter(TextWriter error) : ITestListener
{
    /// <summary>Tests that could not be done here.</summary>
    public int Skipped { get; private set; }

    public void TestStarted(ITest test)
    {
    }

    public void TestFinished(ITestResult result)
    {
        if (result.ResultState.Status == TestStatus.Failed && !result.Test.IsSuite)
        {
            Communicator world = Launch.Session.World;
            error.WriteLine(
                $"rank {world.Rank} of {world.Size}: {result.FullName}\n{result.Message}\n{result.StackTrace}");
            world.Abort(1);
        }
        // What runs only when it is asked for by name was not skipped.
        bool skipped = result.ResultState.Status == TestStatus.Skipped && result.ResultState != ResultState.Explicit;
        if (skipped && !result.Test.IsSuite)
        {
            Skipped++;
            if (Launch.Session.World.Rank == 0)
            {
                error.WriteLine($"skipped {result.Name}: {result.Message}");
            }
        }
    }

    public void TestOutput(TestOutput output) => error.Write(output.Text);

    public void SendMessage(TestMessage message)
    {
    }
}
