using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

public sealed class NonBlockingTests
{
    private static int SumOfRanks => Size * (Size - 1) / 2;

    [Test]
    public void A_barrier_completes()
    {
        Request request = World.IBarrier();
        while (!request.Test())
        {
        }
        Assert.That(request.IsEmpty, Is.True);
    }

    [Test]
    public void A_broadcast_starts_at_the_root()
    {
        using NativeBuffer<int> data = Native<int>(Rank == Last ? Mine(5, Last) : new int[5]);
        World.IBroadcast<int>(data, Last).Wait();
        Assert.That(data.Span.ToArray(), Is.EqualTo(Mine(5, Last)));
    }

    [Test]
    public void Reductions_under_way_together_do_not_mix()
    {
        using NativeBuffer<double> a = Native<double>(Rank, 1), b = Native<double>(2 * Rank, 2);
        using NativeBuffer<double> sumA = Native<double>(-1, -1), sumB = Native<double>(-1, -1);
        using var both = new RequestSet(3);
        both.Add(World.IAllReduce<double>(a, sumA, ReduceOp.Sum));
        both.Add(World.IReduce<double>(b, sumB, ReduceOp.Sum, Last));
        using NativeBuffer<double> inPlace = Native<double>(Rank);
        both.Add(World.IAllReduceInPlace<double>(inPlace, ReduceOp.Max));
        both.WaitAll();
        Assert.That(sumA.Span.ToArray(), Is.EqualTo(new double[] { SumOfRanks, Size }));
        Assert.That(sumB[0], Is.EqualTo(Rank == Last ? 2 * SumOfRanks : -1));
        Assert.That(inPlace[0], Is.EqualTo(Last));
    }

    [Test]
    public void Gathers_complete()
    {
        using NativeBuffer<int> mine = Native<int>(Mine(2, Rank));
        using NativeBuffer<int> atRoot = Memory.Allocate<int>(2 * Size), everywhere = Memory.Allocate<int>(2 * Size);
        Request one = World.IGather<int>(mine, atRoot, Last);
        Request two = World.IAllGather<int>(mine, everywhere);
        two.Wait();
        one.Wait();
        Assert.That(everywhere.Span.ToArray(), Is.EqualTo(Everyones(2)));
        Assert.That(atRoot.Span.ToArray(), Is.EqualTo(Rank == Last ? Everyones(2) : new int[2 * Size]));
    }

    [Test]
    public void All_to_all_transposes()
    {
        using NativeBuffer<int> mine = Native<int>(Mine(Size, Rank)), got = Memory.Allocate<int>(Size);
        World.IAllToAll<int>(mine, got).Wait();
        Assert.That(got.Span.ToArray(), Is.EqualTo(Enumerable.Range(0, Size).Select(r => (100 * r) + Rank)));
    }

    [Test]
    public void A_reduction_is_scattered()
    {
        using NativeBuffer<int> mine = Native<int>(Mine(Size, Rank)), got = Memory.Allocate<int>(1);
        World.IReduceScatterBlock<int>(mine, got, ReduceOp.Sum).Wait();
        Assert.That(got[0], Is.EqualTo((100 * SumOfRanks) + (Size * Rank)));
    }
}
