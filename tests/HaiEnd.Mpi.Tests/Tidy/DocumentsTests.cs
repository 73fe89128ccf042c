using System.Text.Json;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.Memory;
using HaiEnd.Mpi.Tests.Suites;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Tidy;

/// <summary>What documents claim is true.</summary>
public sealed class DocumentsTests
{
    [Test]
    public void The_listings_of_the_guide_run_and_are_judged([Values("reference", "vector")] string realisation)
    {
        // Dot comes from CONTRIBUTING.md, which the build has compiled into these tests.
        var catalog = new Catalog(typeof(Dot).Assembly);
        Job job = catalog.Bind(PointSpec.Parse($"dot.{realisation} n=1003"), 1);
        using IKernel kernel = job.Prepare(Alone.Place, null);
        Assert.That(job.Verify(kernel, Rigour.Full, new Alone(1)).Passed, Is.False, "before it has run");
        kernel.Run(2, []);
        Assert.That(job.Verify(kernel, Rigour.Full, new Alone(2)).Passed, Is.True);
    }

    [Test]
    public void Every_benchmark_says_where_it_comes_from_and_how_it_counts()
    {
        foreach (IBenchmark b in Alone.Catalog.Benchmarks)
        {
            Assert.That(
                new[] { b.Summary, b.Source, b.FlopModel, b.ByteModel }, Has.None.Empty, $"something of {b.Name}");
            Assert.That(b.Axes.Select(a => a.Values.Count), Has.All.Positive, $"an axis of {b.Name}");
        }
    }

    [Test]
    public void Every_package_that_is_shipped_is_listed_with_version_and_licence()
    {
        string table = Read("docs/third-party.md");
        foreach ((string name, string version) in Packages("src/HaiEnd.Mpi.Cli/packages.lock.json"))
            Assert.That(table, Does.Match($@"(?m)^\| {name} \| {version} \| (MIT|Apache-2\.0|BSD-3-Clause) \| \S"));
    }

    [Test]
    public void Every_package_has_a_line_among_the_decisions()
    {
        string decisions = Read("docs/decisions.md");
        foreach (string project in new[] { "src/HaiEnd.Mpi.Cli", "src/HaiEnd.Mpi.Jobs", "tests/HaiEnd.Mpi.Tests" })
            foreach ((string name, _) in Packages($"{project}/packages.lock.json", "Direct"))
                Assert.That(decisions, Does.Contain($"| {name} "), project);
    }

    private static IEnumerable<(string Name, string Version)> Packages(string lockFile, string? type = null) =>
        JsonDocument.Parse(Read(lockFile)).RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(p => p.Value.TryGetProperty("resolved", out _))
            .Where(p => type is null || p.Value.GetProperty("type").GetString() == type)
            .Select(p => (p.Name, p.Value.GetProperty("resolved").GetString()!));

    private static string Read(string path) => File.ReadAllText(Path.Combine(Source.Root, path));
}
