using System.Numerics;
using System.Runtime.InteropServices;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>The time of rank 0, on every rank. Ranks ask those before them in a tree, first one rank of each node along
/// the nodes, then the others of a node along it, so that a node's messages do not wait for the network's: HCA3 in two
/// levels (Hunold and Carpen-Amarie, Hierarchical Clock Synchronization in MPI, IEEE Cluster 2018). Who finds that the
/// one it asks has the same clock takes over what that one knows.</summary>
/// <param name="ranks">all of the launch</param>
/// <param name="nodeOfRank">the node of each of them</param>
/// <param name="now">this rank's clock [ns]</param>
public sealed class CommonClock(IRanks ranks, IReadOnlyList<int> nodeOfRank, Func<long> now)
{
    /// <summary>The quickest of them counts; more find a quicker one only seldom.</summary>
    private const int Questions = 30;

    /// <summary>On the ranks of a launch, by the clock that samples are timed with.</summary>
    public static CommonClock Of(IRanks ranks, Allocation allocation) => new(
        ranks, allocation.NodeOfRank, () => TimerFacts.Nanoseconds(System.Diagnostics.Stopwatch.GetTimestamp()));

    private readonly List<ClockOffset> _offsets = [];
    private readonly int[] _leaders =
        [.. Enumerable.Range(0, ranks.Size).Where(r => r == 0 || !nodeOfRank.Take(r).Contains(nodeOfRank[r]))];

    private readonly int[] _neighbours =
        [.. Enumerable.Range(0, ranks.Size).Where(r => nodeOfRank[r] == nodeOfRank[ranks.Rank])];

    private bool _isSet;
    private long _originNs;

    /// <summary>From this rank's clock to the common one.</summary>
    public ClockModel Model { get; private set; } = ClockModel.Reference;

    /// <summary>By how much the model was wrong when its clock was last looked at again [ns]; NaN before.</summary>
    public double StrayedNs { get; private set; } = double.NaN;

    /// <summary>This moment, common to all ranks within their uncertainties [ns].</summary>
    public long NowNs => Model.ToCommon(now());

    /// <summary>This rank's own clock [ns].</summary>
    public long LocalNs => now();

    /// <summary>A moment of this rank's clock, since the clocks were first looked at, on the common one [ns].</summary>
    public long SinceOrigin(long localNs) => Model.ToCommon(localNs) - _originNs;

    /// <summary>Looks at the clocks again; collective, and over in some microseconds for each doubling of the
    /// ranks.</summary>
    public void Update()
    {
        Along(_leaders);
        Along(_neighbours);
        if (_isSet)
            return;
        _isSet = true;
        _originNs = NowNs;
        ranks.Broadcast(MemoryMarshal.AsBytes(new Span<long>(ref _originNs)), 0);
    }

    /// <summary>What is known of each rank's clock, on rank 0; empty elsewhere. Collective.</summary>
    public IReadOnlyList<RankClock> Gather()
    {
        long[] all = ranks.GatherToRoot(
        [
            (long)Math.Round(Model.OffsetNs), BitConverter.DoubleToInt64Bits(Model.Drift),
            BitConverter.DoubleToInt64Bits(Model.UncertaintyNs), BitConverter.DoubleToInt64Bits(StrayedNs),
        ]);
        return [.. all.Chunk(4).Select(c => new RankClock(c[0], Real(c[1]), Real(c[2]), Real(c[3])))];
    }

    /// <summary>The tree of a list of ranks whose first one knows the time: the time has come to every 2 s-th of them
    /// before those s further on ask.</summary>
    private void Along(int[] list)
    {
        int me = Array.IndexOf(list, ranks.Rank);
        if (me < 0 || list.Length < 2)
            return;
        for (int step = 1 << BitOperations.Log2((uint)list.Length - 1); step > 0; step /= 2)
        {
            if (me % (2 * step) == 0 && me + step < list.Length)
                Answer(list[me + step]);
            else if (me % (2 * step) == step)
                Ask(list[me - step]);
        }
    }

    private void Answer(int client)
    {
        for (int i = 0; i < Questions; i++)
        {
            ranks.Receive(client);
            ranks.Send(NowNs, client);
        }

        ranks.Send(Model.AtNs, client);
        ranks.Send(BitConverter.DoubleToInt64Bits(Model.OffsetNs), client);
        ranks.Send(BitConverter.DoubleToInt64Bits(Model.Drift), client);
        ranks.Send(BitConverter.DoubleToInt64Bits(Model.UncertaintyNs), client);
    }

    private void Ask(int server)
    {
        var readings = new ClockReading[Questions];
        for (int i = 0; i < Questions; i++)
        {
            long sent = now();
            ranks.Send(0, server);
            long common = ranks.Receive(server);
            readings[i] = new(sent, common, now());
        }

        var theirs = new ClockModel(
            ranks.Receive(server), Real(ranks.Receive(server)), Real(ranks.Receive(server)),
            Real(ranks.Receive(server)));
        Learn(ClockOffset.Of(readings), theirs);
    }

    private void Learn(ClockOffset seen, ClockModel theirs)
    {
        double Beyond(ClockModel model) => model.ToCommon(seen.AtNs) - seen.AtNs - seen.OffsetNs;
        if (_isSet)
            StrayedNs = Math.Abs(Beyond(Model));
        if (Math.Abs(Beyond(theirs)) <= seen.UncertaintyNs)
        {
            _offsets.Clear();
            Model = theirs;
            return;
        }

        _offsets.Add(seen with { UncertaintyNs = seen.UncertaintyNs + theirs.UncertaintyNs });
        Model = ClockModel.Fit(CollectionsMarshal.AsSpan(_offsets));
    }

    private static double Real(long bits) => BitConverter.Int64BitsToDouble(bits);
}
