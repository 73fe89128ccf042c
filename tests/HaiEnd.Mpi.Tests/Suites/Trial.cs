using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Suites;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>Runs a point on one rank without MPI and judges it as the engine does.</summary>
internal static class Trial
{
    /// <summary>What the suites have, and the faults planted beside these tests.</summary>
    public static readonly Catalog Catalog = new(typeof(Partition).Assembly, typeof(Trial).Assembly);

    /// <summary>A place of one rank.</summary>
    public static Place Place => new(null, 1, new MemoryBudget(), Catalog);

    /// <summary>Prepares, runs and verifies; the reason where it can't be done.</summary>
    public static (Verdict? Verdict, string Refusal) Run(string spec, int repeats, Rigour rigour = Rigour.Full)
    {
        Job job = Catalog.Bind(PointSpec.Parse(spec), 1);
        Availability check = job.Check(Place);
        if (!check.IsYes)
            return (null, check.Reason);
        Place place = Place;
        using IKernel kernel = job.Prepare(place, null);
        Assert.That(place.Memory.PeakBytes, Is.LessThanOrEqualTo(job.FootprintBytes(place)), "the footprint holds");
        kernel.Run(1, new long[job.Phases.Count]);
        kernel.Reset();
        kernel.Run(repeats, new long[job.Phases.Count]);
        Verdict? verdict = null;
        string? fault = new OneRank().Together(repeats, h => verdict = job.Verify(kernel, rigour, h));
        Assert.That(fault, Is.Null);
        return (verdict, "");
    }
}
