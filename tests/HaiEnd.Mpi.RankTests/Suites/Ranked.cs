using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Topology;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Runs a point on all ranks and judges it as the engine does.</summary>
internal static class Ranked
{
    /// <summary>What the suites have, and the faults planted beside these tests.</summary>
    public static readonly Catalog Catalog = new(typeof(Partition).Assembly, typeof(Ranked).Assembly);

    private static readonly RankDevices Devices = new(DeviceRuntimes.All(), Rank);

    /// <summary>All ranks, each with the processor that comes first where it may run, and its devices.</summary>
    public static Place Place => new(World, 1, Memory, Catalog)
    {
        Processor = CpuSet.Of(NodeTopology.Read().CpuSet)[0],
        Devices = Devices,
    };

    /// <summary>Skips a test, on all ranks of the node, where a runtime has no device.</summary>
    public static void Needs(string runtime)
    {
        if (Devices.Find(runtime, out string reason) is null)
            Assert.Ignore(reason);
    }

    /// <summary>The verdict; the same text on all ranks where something threw.</summary>
    public static (Verdict? Verdict, string? Fault) Run(
        string spec, int repeats, Rigour rigour = Rigour.Full, IReadOnlyList<int>? nodeOfRank = null,
        RankDevices? devices = null)
    {
        var ranks = new MpiRanks(World);
        Place place = Place with { Devices = devices ?? Devices };
        Job job = Catalog.Bind(PointSpec.Parse(spec), Size, nodeOfRank);
        using IDisposable? link = job.Connect(place);
        using IKernel kernel = job.Prepare(place, link);
        ranks.Barrier();
        kernel.Run(1, new long[job.Phases.Count]);
        kernel.Reset();
        ranks.Barrier();
        kernel.Run(repeats, new long[job.Phases.Count]);
        Verdict? verdict = null;
        string? fault = ranks.Together(repeats, h => verdict = job.Verify(kernel, rigour, h));
        return (verdict, fault);
    }

    /// <summary>What is found out of a right answer.</summary>
    public static IReadOnlyList<PointFact> Observe(string spec)
    {
        var ranks = new MpiRanks(World);
        Place place = Place;
        Job job = Catalog.Bind(PointSpec.Parse(spec), Size);
        using IDisposable? link = job.Connect(place);
        using IKernel kernel = job.Prepare(place, link);
        return job.Observe(kernel, ranks.Harness(repeats: 0));
    }
}
