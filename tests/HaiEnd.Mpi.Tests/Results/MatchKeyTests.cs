using HaiEnd.Mpi.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Results;

/// <summary>The identity of a point must not drift, or old results match nothing.</summary>
public sealed class MatchKeyTests
{
    [Test]
    public void Has_the_value_it_always_had() =>
        Assert.That(Examples.Point(0).MatchKey, Is.EqualTo("c3562245a7e198c6"));

    [Test]
    public void Does_not_depend_on_the_order_of_the_axes() => Assert.That(
        (Examples.Point(0) with { Parameters = [.. Examples.Point(0).Parameters.Reverse()] }).MatchKey,
        Is.EqualTo(Examples.Point(0).MatchKey));

    [Test]
    public void Leaves_tuning_and_the_outcome_out() => Assert.That(
        (Examples.Point(5, samples: 9) with
        {
            Parameters = [.. Examples.Point(0).Parameters.Where(p => p.Role != Role.Tuning)],
            Status = PointStatus.Failed,
        }).MatchKey,
        Is.EqualTo(Examples.Point(0).MatchKey));

    [Test]
    public void Tells_apart_what_was_asked_how_and_at_what_scale()
    {
        PointRecord point = Examples.Point(0);
        string[] keys =
        [
            point.MatchKey,
            Examples.Point(0, size: "2048").MatchKey,
            (point with { Case = point.Case with { BenchmarkVersion = 3 } }).MatchKey,
            (point with { Case = point.Case with { Realisation = "tree" } }).MatchKey,
            (point with { Nodes = 2 }).MatchKey,
            (point with { Ranks = 4 }).MatchKey,
        ];
        Assert.That(keys, Is.Unique);
    }
}
