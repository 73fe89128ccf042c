using HaiEnd.Mpi.Bench;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Bench;

/// <summary>A point as text.</summary>
public sealed class PointSpecTests
{
    [TestCase("toy.plain", 0, "", 0)]
    [TestCase("toy.plain n=1 local=blas", 0, "", 2)]
    [TestCase("toy.plain@4 n=1", 4, "", 1)]
    [TestCase("toy.plain@4/strong n=1", 4, "strong", 1)]
    [TestCase("toy.plain@1/strong,weak:n=512 n=512", 1, "strong,weak:n=512", 1)]
    [TestCase("toy.plain/strong n=1", 0, "strong", 1)]
    public void A_text_is_read_and_written_alike(string text, int ranks, string series, int values)
    {
        var spec = PointSpec.Parse(text);
        Assert.That((spec.CaseName, spec.Ranks, spec.Series, spec.Values.Count),
            Is.EqualTo(("toy.plain", ranks, series, values)));
        Assert.That(spec.ToString(), Is.EqualTo(text));
    }

    [TestCase("toy", "does not begin with benchmark.realisation")]
    [TestCase("toy.plain n", "'n' in 'toy.plain n' is not axis=value")]
    [TestCase("toy.plain@0", "'0' in 'toy.plain@0' is no number of ranks")]
    [TestCase("toy.plain@all/strong", "'all' in")]
    [TestCase("toy.plain@-1", "'-1' in")]
    public void Another_text_is_refused(string text, string message) => Assert.That(
        () => PointSpec.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(message));
}
