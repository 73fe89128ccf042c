using HaiEnd.Mpi.Jobs;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Jobs;

/// <summary>Guesses are near or absent.</summary>
public sealed class NearestTests
{
    [TestCase("gem", "gemm")]
    [TestCase("allreduc", "allreduce")]
    [TestCase("penc", null)]
    [TestCase("rnu", "run")]
    [TestCase("ALLREDUCE", "allreduce")]
    [TestCase("all", "allreduce")]
    [TestCase("xyz", null)]
    public void The_nearest_name_is_offered_only_if_it_is_near(string name, string? expected) =>
        Assert.That(Nearest.To(name, ["gemm", "allreduce", "stencil", "run"]), Is.EqualTo(expected));

    [TestCase("", "abc", 3)]
    [TestCase("abc", "acb", 1)]
    [TestCase("kitten", "sitting", 3)]
    public void The_distance_counts_edits(string a, string b, int edits) =>
        Assert.That(Nearest.Distance(a, b), Is.EqualTo(edits));
}
