using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Interop;
using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

/// <summary>The shim is told to take 7 elements for too many, so the ways around 2^31 - 1 are walked with a few
/// bytes.</summary>
public sealed unsafe class LargeCountTests
{
    private const int Count = 31;

    private static readonly int[] Expected = Mine(Count, 0);

    [SetUp]
    public void Lower_the_limit() => MpiShim.hai_set_count_limit(7);

    [TearDown]
    public void Restore_the_limit() => MpiShim.hai_set_count_limit(0);

    [TestCase(7)]
    [TestCase(8)]
    [TestCase(14)]
    [TestCase(Count)]
    public void A_long_message_is_one_message(int count)
    {
        int[] got = new int[count];
        World.SendReceive<int>(Mine(count, Rank), Next, got, Previous);
        Assert.That(got, Is.EqualTo(Mine(count, Previous)));
    }

    [Test]
    public void Its_length_is_known()
    {
        using NativeBuffer<int> sent = Native<int>(Mine(Count, Rank));
        Request send = World.ISend<int>(sent, Next, 1);
        Assert.That(World.Probe(Previous, 1).Count<int>(), Is.EqualTo(Count));
        int[] got = new int[Count + 5];
        World.Receive<int>(got, Previous, 1, out Status status);
        send.Wait();
        Assert.That(status.Count<int>(), Is.EqualTo(Count));
        Assert.That(got[..Count], Is.EqualTo(Mine(Count, Previous)));
    }

    [Test]
    public void A_long_broadcast_is_whole()
    {
        int[] data = Rank == Last ? Mine(Count, 0) : new int[Count];
        World.Broadcast<int>(data, Last);
        Assert.That(data, Is.EqualTo(Expected));
    }

    [Test]
    public void Long_reductions_are_made_of_pieces()
    {
        int[] mine = Mine(Count, 0), all = new int[Count], root = new int[Count], scan = new int[Count];
        World.AllReduce<int>(mine, all, ReduceOp.Sum);
        World.Reduce<int>(mine, root, ReduceOp.Sum, Last);
        World.Scan<int>(mine, scan, ReduceOp.Sum);
        World.AllReduceInPlace<int>(mine, ReduceOp.Sum);
        int[] sum = [.. Expected.Select(v => v * Size)];
        Assert.That(all, Is.EqualTo(sum));
        Assert.That(mine, Is.EqualTo(sum));
        Assert.That(root, Is.EqualTo(Rank == Last ? sum : new int[Count]));
        Assert.That(scan, Is.EqualTo(Expected.Select(v => v * (Rank + 1))));
    }

    [Test]
    public void Long_gathers_keep_their_order()
    {
        int[] all = new int[Count * Size], root = new int[Count * Size], back = new int[Count];
        World.AllGather<int>(Mine(Count, Rank), all);
        World.Gather<int>(Mine(Count, Rank), root, Last);
        World.Scatter<int>(root, back, Last);
        Assert.That(all, Is.EqualTo(Everyones(Count)));
        Assert.That(back, Is.EqualTo(Mine(Count, Rank)));
        World.AllToAll<int>(Everyones(Count), all);
        Assert.That(all[..Count], Is.EqualTo(Mine(Count, Rank)));
    }

    [Test]
    public void Long_calls_go_on_after_they_return()
    {
        using NativeBuffer<int> mine = Native<int>(Mine(Count, Rank)), all = Memory.Allocate<int>(Count * Size);
        World.IAllGather<int>(mine, all).Wait();
        Assert.That(all.Span.ToArray(), Is.EqualTo(Everyones(Count)));
    }

    [Test]
    public void A_long_reduction_that_cannot_be_cut_is_refused_in_words()
    {
        using NativeBuffer<int> mine = Memory.Allocate<int>(Count), sum = Memory.Allocate<int>(Count);
        MpiException? e = Assert.Throws<MpiException>(() => World.IAllReduce<int>(mine, sum, ReduceOp.Sum));
        Assert.That(e!.Kind, Is.EqualTo(MpiErrorClass.Count));
        Assert.That(e.Message, Does.Contain("elements"));
    }

    [Test]
    public void A_long_put_arrives()
    {
        using Window<int> window = World.AllocateWindow<int>(Count);
        using NativeBuffer<int> mine = Native<int>(Mine(Count, Rank));
        window.Fence();
        window.Put(mine, Next, 0);
        window.Fence();
        Assert.That(window.Local.Span.ToArray(), Is.EqualTo(Mine(Count, Previous)));
    }
}
