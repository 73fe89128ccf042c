using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

public sealed unsafe class WindowTests
{
    // Open MPI 4 has no way to open existing memory to one rank alone.
    [Test]
    public void What_is_put_between_fences_is_there_after()
    {
        Assume.That(Size > 1 || Session.Library != "openmpi");
        using NativeBuffer<int> memory = Memory.Allocate<int>(Size), mine = Native(Rank + 1);
        using Window<int> window = World.CreateWindow<int>(memory);
        window.Fence(Promises.NoPrecede);
        window.Put(mine, Next, Rank);
        window.Fence(Promises.NoSucceed);
        Assert.That(memory[Previous], Is.EqualTo(Previous + 1));
    }

    [Test]
    public void What_is_got_is_what_the_owner_wrote()
    {
        using Window<double> window = World.AllocateWindow<double>(3);
        window.Local.Span.Fill(Rank + 0.5);
        using NativeBuffer<double> got = Memory.Allocate<double>(2);
        window.Fence();
        window.Get(got, Last, 1);
        window.Fence();
        Assert.That(got.Span.ToArray(), Is.EqualTo(new[] { Last + 0.5, Last + 0.5 }));
    }

    // MPICH 4.0.2 misplaces what is put into windows of these lengths.
    [TestCase(1)]
    [TestCase(3)]
    [TestCase(25)]
    public void A_window_of_any_length_receives_at_its_start(int length)
    {
        using Window<int> window = World.AllocateWindow<int>(length);
        using NativeBuffer<int> mine = Native(Rank);
        window.Fence();
        window.Put(mine, Next, 0);
        window.Fence();
        Assert.That(window.Local.Span[0], Is.EqualTo(Previous));
    }

    [Test]
    public void Everyone_adds_to_the_last()
    {
        using Window<long> window = World.AllocateWindow<long>(2);
        window.Local.Span.Clear();
        using NativeBuffer<long> mine = Native<long>(Rank, 1);
        World.Barrier();
        window.Lock(Last);
        window.Accumulate(mine, Last, 0, ReduceOp.Sum);
        window.Flush(Last);
        window.Unlock(Last);
        World.Barrier();
        window.Lock(Last, exclusive: true);
        long sum = window.Local.Span[0], count = window.Local.Span[1];
        window.Unlock(Last);
        Assert.That(Rank != Last || (sum == Size * Last / 2 && count == Size), Is.True);
    }

    [Test]
    public void Tickets_are_all_different()
    {
        using Window<long> window = World.AllocateWindow<long>(1);
        window.Local.Span.Clear();
        World.Barrier();
        long one = 1, ticket = -1;
        window.LockAll();
        window.FetchAndOp(&one, &ticket, Last, 0, ReduceOp.Sum);
        window.FlushAll();
        window.UnlockAll();
        Assert.That(World.AllReduce(1L << (int)ticket, ReduceOp.BitOr), Is.EqualTo((1L << Size) - 1));
    }

    [Test]
    public void Only_one_rank_swaps()
    {
        using Window<int> window = World.AllocateWindow<int>(1);
        window.Local.Span.Fill(-1);
        World.Barrier();
        int mine = Rank, empty = -1, before = 0;
        window.LockAll();
        window.CompareAndSwap(&mine, &empty, &before, Last, 0);
        window.Flush(Last);
        window.UnlockAll();
        Assert.That(World.AllReduce(before == -1 ? 1 : 0, ReduceOp.Sum), Is.EqualTo(1));
    }

    [Test]
    public void A_value_is_fetched_as_it_is_replaced()
    {
        using Window<int> window = World.AllocateWindow<int>(1);
        window.Local.Span.Fill(Rank);
        using NativeBuffer<int> mine = Native(100 + Rank), before = Memory.Allocate<int>(1);
        World.Barrier();
        window.LockAll();
        window.GetAccumulate(mine, before, Next, 0, ReduceOp.Replace);
        window.FlushLocal(Next);
        window.UnlockAll();
        World.Barrier();
        window.Lock(Rank);
        int now = window.Local.Span[0];
        window.Unlock(Rank);
        Assert.That(before[0], Is.EqualTo(Next));
        Assert.That(now, Is.EqualTo(100 + Previous));
    }

    [Test]
    public void An_epoch_is_between_chosen_partners()
    {
        using Window<int> window = World.AllocateWindow<int>(1);
        using RankGroup readers = new(World, [Previous]);
        using RankGroup owner = new(World, [Next]);
        using NativeBuffer<int> mine = Native(Rank);
        window.Post(readers);
        window.Start(owner);
        window.Put(mine, Next, 0);
        window.Complete();
        window.Wait();
        Assert.That(window.Local.Span[0], Is.EqualTo(Previous));
    }

    [Test]
    public void Ranks_of_a_node_read_each_other_directly()
    {
        using Communicator node = World.SplitShared();
        using Window<int> window = node.AllocateSharedWindow<int>(4);
        window.LockAll();
        window.Local.Span.Fill(node.Rank);
        window.Sync();
        node.Barrier();
        window.Sync();
        for (int r = 0; r < node.Size; r++)
        {
            NativeSlice<int> theirs = window.Of(r);
            Assert.That(theirs.Length, Is.EqualTo((nint)4));
            Assert.That(theirs.Span[3], Is.EqualTo(r));
        }
        node.Barrier();
        window.UnlockAll();
    }
}
