using HaiEnd.Mpi.Cli;
using HaiEnd.Mpi.Jobs;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Cli;

/// <summary>The traps of the parser are caught before it.</summary>
public sealed class ArgumentsTests
{
    [TestCase("run -s quick -f gemm.*", "run --suite=quick --filter=gemm.*")]
    [TestCase("run -squick --filter=gemm.*", "run --suite=quick --filter=gemm.*")]
    [TestCase("run --json --dry-run", "run --json --dry-run")]
    [TestCase("run --ci 2% -i 30", "run --ci=2% --iterations=30")]
    [TestCase("export a.h5 --to csv b.h5", "export a.h5 --to=csv b.h5")]
    [TestCase("help run", "run --help")]
    [TestCase("run -s x --help", "run --help")]
    [TestCase("--version", "--version")]
    [TestCase("--help", "--help")]
    public void Options_are_written_without_ambiguity(string typed, string expected) =>
        Assert.That(string.Join(' ', Arguments.Parse(typed.Split(' ')).Words), Is.EqualTo(expected));

    [Test]
    public void Set_may_be_repeated_and_swallows_nothing()
    {
        var arguments = Arguments.Parse(["run", "-S", "n=1", "--set", "bytes=8..64*2", "--set=grid=2x2", "--quick"]);
        Assert.Multiple(() =>
        {
            Assert.That(arguments.Words, Is.EqualTo(new[] { "run", "--quick" }));
            Assert.That(
                arguments.Sets.Select(s => $"{s.Axis}={s.Values[0]}"),
                Is.EqualTo(new[] { "n=1", "bytes=8..64*2", "grid=2x2" }));
        });
    }

    [Test]
    public void What_follows_two_dashes_is_the_launchers()
    {
        var arguments = Arguments.Parse(["run", "--launches", "3", "--", "mpirun", "-n", "2", "--", "x"]);
        Assert.Multiple(() =>
        {
            Assert.That(arguments.Words, Is.EqualTo(new[] { "run", "--launches=3" }));
            Assert.That(arguments.Launcher, Is.EqualTo(new[] { "mpirun", "-n", "2", "--", "x" }));
        });
    }

    [TestCase("rnu", "no verb is called 'rnu'; did you mean 'run'?")]
    [TestCase("--json run", "'--json' stands before the verb")]
    [TestCase("run --suit", "'run' has no option --suit; did you mean --suite?")]
    [TestCase("run --suite", "--suite needs a value")]
    [TestCase("run --suite --json", "--suite needs a value")]
    [TestCase("run --suite=", "--suite needs a value")]
    [TestCase("run --json=yes", "--json takes no value")]
    [TestCase("run --seed 1 --seed 2", "--seed is given twice")]
    [TestCase("run -S n", "--set needs axis=values, got 'n'")]
    [TestCase("run -S n=", "--set needs axis=values, got 'n='")]
    [TestCase("run -n 30", "there is no -n: ranks belong to mpirun")]
    [TestCase("run -z", "'run' has no option -z; see haiend run --help")]
    [TestCase("list -- mpirun", "'--' belongs to 'run --launches N', not to 'list'")]
    public void A_mistake_is_refused_with_what_was_meant(string typed, string message) => Assert.That(
        () => Arguments.Parse(typed.Split(' ')), Throws.TypeOf<BadInputException>().With.Message.StartsWith(message));
}
