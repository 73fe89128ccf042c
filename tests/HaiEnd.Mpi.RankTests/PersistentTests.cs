using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

public sealed class PersistentTests
{
    [Test]
    public void A_prepared_exchange_carries_new_values_at_every_start()
    {
        using NativeBuffer<int> sent = Memory.Allocate<int>(1), got = Memory.Allocate<int>(1);
        using var exchange = new RequestSet(2);
        exchange.Add(World.PrepareReceive<int>(got, Previous, 1));
        exchange.Add(World.PrepareSend<int>(sent, Next, 1));
        for (int step = 0; step < 5; step++)
        {
            sent[0] = (10 * step) + Rank;
            exchange.StartAll();
            exchange.Complete();
            Assert.That(got[0], Is.EqualTo((10 * step) + Previous));
        }
        Assert.That(exchange.Count, Is.EqualTo(2));
        exchange.Free();
        Assert.That(exchange.Count, Is.Zero);
    }

    [Test]
    public void A_single_request_can_be_started_again()
    {
        using NativeBuffer<int> sent = Native(Rank), got = Memory.Allocate<int>(1);
        Request receive = World.PrepareReceive<int>(got, Previous, 2);
        Request send = World.PrepareSend<int>(sent, Next, 2);
        for (int step = 0; step < 2; step++)
        {
            got[0] = -1;
            receive.Start();
            send.Start();
            send.Wait();
            receive.Wait();
            Assert.That(got[0], Is.EqualTo(Previous));
            Assert.That(receive.IsEmpty, Is.False);
        }
        receive.Free();
        send.Free();
        Assert.That(receive.IsEmpty, Is.True);
    }
}
