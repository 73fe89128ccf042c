using HaiEnd.Mpi.Cli;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Cli;

/// <summary>What is believed of a terminal.</summary>
public sealed class ScreenTests
{
    [TestCase(80, true, ExpectedResult = 80)]
    [TestCase(200, true, ExpectedResult = 132)]
    [TestCase(20, true, ExpectedResult = 60)]
    [TestCase(80, false, ExpectedResult = 132, Description = "a file is not wrapped: it is searched")]
    public int A_text_is_as_wide_as_the_terminal_that_a_person_watches(int columns, bool isTerminal)
    {
        var at = new Surroundings(v => v == "TERM" ? "xterm" : null, false, 0, 1, isTerminal, true)
        {
            Columns = columns,
        };
        return new Screen(at, TextWriter.Null, TextWriter.Null).Columns;
    }
}
