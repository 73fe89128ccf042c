using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

public sealed class PointToPointTests
{
    private readonly record struct Odd(byte A, int B, short C);

    [Test]
    public void A_message_goes_round_the_ring()
    {
        int[] token = [0];
        if (Size == 1)
        {
            return;
        }
        if (Rank == Last)
        {
            World.Send<int>([42], Next, 5);
            World.Receive<int>(token, Previous, 5);
            Assert.That(token[0], Is.EqualTo(42 + Last));
        }
        else
        {
            World.Receive<int>(token, Previous, 5);
            World.Send<int>([token[0] + 1], Next, 5);
        }
    }

    [Test]
    public void A_shift_moves_every_element()
    {
        int[] got = new int[7];
        World.SendReceive<int>(Mine(7, Rank), Next, got, Previous);
        Assert.That(got, Is.EqualTo(Mine(7, Previous)));
    }

    [Test]
    public void A_status_tells_sender_tag_and_length()
    {
        // A receive from anyone would also take what ranks that are further on send.
        using Communicator team = World.Dup();
        if (Rank != Last)
        {
            team.Send<double>(new double[Rank + 1], Last, 10 + Rank);
            return;
        }
        var seen = new List<int>();
        for (int i = 0; i < Size - 1; i++)
        {
            team.Receive<double>(new double[Size], Ranks.Any, Ranks.AnyTag, out Status status);
            Assert.That(status.Tag, Is.EqualTo(10 + status.Source));
            Assert.That(status.Count<double>(), Is.EqualTo(status.Source + 1));
            Assert.That(status.Cancelled, Is.False);
            seen.Add(status.Source);
        }
        Assert.That(seen, Is.EquivalentTo(Enumerable.Range(0, Size - 1)));
    }

    [Test]
    public void A_probe_tells_the_length_before_receiving()
    {
        using NativeBuffer<long> sent = Native<long>(1, 2, 3);
        Request request = World.ISend<long>(sent, Next, 3);
        Status status = World.Probe(Previous, 3);
        Assert.That(status.Count<long>(), Is.EqualTo(3));
        Assert.That(status.Source, Is.EqualTo(Previous));
        Assert.That(World.TryProbe(Previous, 3, out Status again), Is.True);
        Assert.That(again.Bytes, Is.EqualTo(24));
        long[] got = new long[3];
        World.Receive<long>(got, Previous, 3);
        request.Wait();
        Assert.That(got, Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(World.TryProbe(Previous, 4, out _), Is.False);
    }

    [Test]
    public void Nobody_neither_sends_nor_receives()
    {
        int[] kept = [7];
        World.Send<int>([1], Ranks.None);
        World.Receive<int>(kept, Ranks.None, 0, out Status status);
        Assert.That(kept[0], Is.EqualTo(7));
        Assert.That(status.Source, Is.EqualTo(Ranks.None));
    }

    [Test]
    public void An_empty_message_arrives()
    {
        World.SendReceive<int>([], Next, [], Previous);
        int[] got = new int[1];
        World.SendReceive<int>([Rank], Next, got, Previous);
        Assert.That(got[0], Is.EqualTo(Previous));
    }

    [Test]
    public void A_structure_that_MPI_does_not_know_travels_as_bytes()
    {
        var got = new Odd[2];
        World.SendReceive<Odd>([new(1, Rank, 2), new(3, -Rank, 4)], Next, got, Previous);
        Assert.That(got, Is.EqualTo(new Odd[] { new(1, Previous, 2), new(3, -Previous, 4) }));
    }

    [Test]
    public void Requests_complete_in_any_order()
    {
        using NativeBuffer<int> sent = Native<int>(Mine(Size, Rank));
        using NativeBuffer<int> got = Memory.Allocate<int>(Size);
        using var all = new RequestSet(2 * Size);
        for (int r = 0; r < Size; r++)
        {
            all.Add(World.IReceive(got.Slice(r, 1), r));
            all.Add(World.ISend(sent.Slice(r, 1), r));
        }
        var statuses = new Status[2 * Size];
        all.WaitAll(statuses);
        Assert.That(all.Count, Is.Zero);
        for (int r = 0; r < Size; r++)
        {
            Assert.That(got[r], Is.EqualTo((100 * r) + Rank));
            Assert.That(statuses[2 * r].Source, Is.EqualTo(r));
            Assert.That(statuses[2 * r].Count<int>(), Is.EqualTo(1));
        }
    }

    [Test]
    public void Waiting_for_any_empties_one_place()
    {
        using NativeBuffer<int> data = Memory.Allocate<int>(3);
        using var set = new RequestSet(2);
        set.Add(World.IReceive(data.Slice(0, 1), Previous, 8));
        set.Add(default);
        using NativeBuffer<int> sent = Native(Rank);
        Request send = World.ISend<int>(sent, Next, 8);
        Assert.That(set.WaitAny(out Status status), Is.Zero);
        Assert.That(status.Tag, Is.EqualTo(8));
        Assert.That(set.WaitAny(out _), Is.EqualTo(-1));
        Assert.That(set.TestAll(), Is.True);
        send.Wait();
        Assert.That(send.IsEmpty, Is.True);
        Assert.That(data[0], Is.EqualTo(Previous));
    }

    [Test]
    public void More_requests_than_fit_the_stack_complete()
    {
        const int Many = 200;
        using NativeBuffer<int> sent = Native<int>(Mine(Many, Rank));
        using NativeBuffer<int> got = Memory.Allocate<int>(Many);
        using var set = new RequestSet(2 * Many);
        for (int i = 0; i < Many; i++)
        {
            set.Add(World.IReceive(got.Slice(i, 1), Previous, i));
            set.Add(World.ISend(sent.Slice(i, 1), Next, i));
        }
        Assert.That(() => set.Add(default), Throws.InvalidOperationException);
        set.WaitAll();
        Assert.That(got.Span.ToArray(), Is.EqualTo(Mine(Many, Previous)));
    }

    [Test]
    public void A_receive_can_be_cancelled()
    {
        using NativeBuffer<int> data = Memory.Allocate<int>(1);
        Request request = World.IReceive<int>(data, Previous, 99);
        Assert.That(request.Test(), Is.False);
        request.Cancel();
        request.Wait(out Status status);
        Assert.That(status.Cancelled, Is.True);
        Assert.That(request.IsEmpty, Is.True);
    }

    [Test]
    public unsafe void A_synchronous_send_meets_its_receive()
    {
        int mine = Rank, got = -1;
        Request receive = World.IReceive(&got, 1, Datatype.Of<int>(), Previous, 6);
        World.SynchronousSend(&mine, 1, Datatype.Of<int>(), Next, 6);
        receive.Wait();
        Assert.That(got, Is.EqualTo(Previous));
    }
}
