using HaiEnd.Mpi.Jobs;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Jobs;

/// <summary>YAML that may come from a stranger's result file.</summary>
public sealed class HostileYamlTests
{
    [TestCase("[", 100_000, "1:65 nested more than 64 deep")]
    [TestCase("{a: ", 100_000, "nested more than 64 deep")]
    [TestCase("- ", 100_000, "nested more than 64 deep")]
    [TestCase("? ", 100_000, "nested more than 64 deep")]
    [TestCase("a: 1\nb: &x [1, 2]\nc: [*x, *x]", 1, "2:4 anchors and aliases are not read")]
    [TestCase("a: *x", 1, "1:4 anchors and aliases are not read")]
    [TestCase("#", 1_048_577, "1:1 1048577 characters, more than 1048576")]
    [TestCase("a: 1\na: 2", 1, "")]
    [TestCase("%YAML 99999999999.1\n---\na: 1", 1, "")]
    [TestCase("a: \"\\uD800\"\n%", 1, "")]
    public void That_would_end_the_process_is_refused_with_its_place(string text, int times, string where) =>
        Assert.That(
            () => SuiteFile.Parse("x.yaml", string.Concat(Enumerable.Repeat(text, times))),
            Throws.TypeOf<BadInputException>().With.Message.StartsWith("x.yaml:").And.Message.Contains(where));

    [Test]
    public void That_is_noise_is_read_or_refused_with_its_place()
    {
        const string Letters = "aA1 \n:-?[]{},&*!|>'\"%@`#\\\t~.\u0085\u2028\uFEFF\0";
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++)
        {
            string text = new(random.GetItems<char>(Letters, random.Next(60)));
            try
            {
                _ = SuiteFile.Parse("x.yaml", text);
            }
            catch (BadInputException e)
            {
                Assert.That(e.Message, Does.StartWith("x.yaml:"));
            }
        }
    }
}
