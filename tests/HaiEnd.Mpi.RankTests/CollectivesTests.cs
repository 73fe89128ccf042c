using System.Numerics;
using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

public sealed class CollectivesTests
{
    private static int SumOfRanks => Size * (Size - 1) / 2;

    [Test]
    public void A_broadcast_starts_at_the_root()
    {
        int[] data = Rank == Last ? Mine(5, Last) : new int[5];
        World.Broadcast<int>(data, Last);
        Assert.That(data, Is.EqualTo(Mine(5, Last)));
    }

    [Test]
    public void A_reduction_reaches_only_the_root()
    {
        int[] sum = [-1, -1];
        World.Reduce<int>([Rank, 2 * Rank], sum, ReduceOp.Sum, Last);
        Assert.That(sum, Is.EqualTo(Rank == Last ? new[] { SumOfRanks, 2 * SumOfRanks } : [-1, -1]));
    }

    [Test]
    public void Every_number_type_is_summed()
    {
        Sums<sbyte>();
        Sums<byte>();
        Sums<short>();
        Sums<ushort>();
        Sums<int>();
        Sums<uint>();
        Sums<long>();
        Sums<ulong>();
        Sums<float>();
        Sums<double>();
        Assert.That(World.AllReduce(new Complex(Rank, 1), ReduceOp.Sum), Is.EqualTo(new Complex(SumOfRanks, Size)));
    }

    [Test]
    public void Every_operation_does_what_its_name_says()
    {
        int factorial = Enumerable.Range(1, Size).Aggregate((a, b) => a * b);
        int odd = Enumerable.Range(0, Size).Aggregate((a, b) => a ^ b);
        Assert.That(World.AllReduce(Rank + 1, ReduceOp.Prod), Is.EqualTo(factorial));
        Assert.That(World.AllReduce(Rank, ReduceOp.Min), Is.Zero);
        Assert.That(World.AllReduce(Rank, ReduceOp.Max), Is.EqualTo(Last));
        Assert.That(World.AllReduce(Rank, ReduceOp.LogicalAnd), Is.Zero);
        Assert.That(World.AllReduce(Rank == Last ? 5 : 0, ReduceOp.LogicalOr), Is.Not.Zero);
        Assert.That(World.AllReduce(1, ReduceOp.LogicalXor), Is.EqualTo(Size % 2));
        Assert.That(World.AllReduce(Rank == Last ? 6 : 3, ReduceOp.BitAnd), Is.EqualTo(Size == 1 ? 6 : 2));
        Assert.That(World.AllReduce(1 << Rank, ReduceOp.BitOr), Is.EqualTo((1 << Size) - 1));
        Assert.That(World.AllReduce(Rank, ReduceOp.BitXor), Is.EqualTo(odd));
    }

    [Test]
    public void The_place_of_the_largest_is_found()
    {
        Assert.That(World.AllReduce(new DoubleInt(Rank % 2, Rank), ReduceOp.MaxLoc).Index,
            Is.EqualTo(Size > 1 ? 1 : 0));
        Assert.That(World.AllReduce(new FloatInt(-Rank, Rank), ReduceOp.MinLoc), Is.EqualTo(new FloatInt(-Last, Last)));
    }

    [Test]
    public void A_reduction_in_place_overwrites_its_source()
    {
        double[] data = [Rank, 1];
        World.AllReduceInPlace<double>(data, ReduceOp.Sum);
        Assert.That(data, Is.EqualTo(new double[] { SumOfRanks, Size }));
    }

    [Test]
    public void Scans_sum_what_came_before()
    {
        int[] upTo = new int[1], before = [-1];
        World.Scan<int>([Rank], upTo, ReduceOp.Sum);
        World.ExclusiveScan<int>([Rank], before, ReduceOp.Sum);
        Assert.That(upTo[0], Is.EqualTo(Rank * (Rank + 1) / 2));
        Assert.That(before[0], Is.EqualTo(Rank == 0 ? before[0] : Rank * (Rank - 1) / 2));
    }

    [Test]
    public void Gather_and_scatter_are_inverse()
    {
        int[] all = new int[3 * Size], back = new int[3];
        World.Gather<int>(Mine(3, Rank), all, Last);
        Assert.That(all, Is.EqualTo(Rank == Last ? Everyones(3) : new int[3 * Size]));
        World.Scatter<int>(all, back, Last);
        Assert.That(back, Is.EqualTo(Mine(3, Rank)));
    }

    [Test]
    public void Everyone_gathers()
    {
        int[] all = new int[2 * Size];
        World.AllGather<int>(Mine(2, Rank), all);
        Assert.That(all, Is.EqualTo(Everyones(2)));
    }

    [Test]
    public void Parts_of_different_lengths_are_gathered_and_scattered()
    {
        int[] counts = [.. Enumerable.Range(0, Size)];
        int[] starts = [.. counts.Select(r => r * (r - 1) / 2)];
        int[] expected = [.. counts.SelectMany(r => Mine(r, r))];
        int[] atRoot = new int[SumOfRanks], everywhere = new int[SumOfRanks], back = new int[Rank];
        World.GatherV<int>(Mine(Rank, Rank), atRoot, counts, starts, Last);
        World.AllGatherV<int>(Mine(Rank, Rank), everywhere, counts, starts);
        World.ScatterV<int>(atRoot, counts, starts, back, Last);
        Assert.That(atRoot, Is.EqualTo(Rank == Last ? expected : new int[SumOfRanks]));
        Assert.That(everywhere, Is.EqualTo(expected));
        Assert.That(back, Is.EqualTo(Mine(Rank, Rank)));
    }

    [Test]
    public void All_to_all_transposes()
    {
        int[] got = new int[2 * Size];
        World.AllToAll<int>(Mine(2 * Size, Rank), got);
        int[] expected =
            [.. Enumerable.Range(0, Size).SelectMany(
                r => new[] { (100 * r) + (2 * Rank), (100 * r) + (2 * Rank) + 1 })];
        Assert.That(got, Is.EqualTo(expected));
    }

    [Test]
    public void All_to_all_takes_parts_of_different_lengths()
    {
        // Rank i sends j + 1 elements to rank j.
        int[] sent = [.. Enumerable.Range(1, Size)];
        int[] sentAt = [.. Enumerable.Range(0, Size).Select(j => j * (j + 1) / 2)];
        int[] received = [.. Enumerable.Repeat(Rank + 1, Size)];
        int[] receivedAt = [.. Enumerable.Range(0, Size).Select(j => j * (Rank + 1))];
        int[] got = new int[Size * (Rank + 1)];
        World.AllToAllV<int>(Mine(SumOfRanks + Size, Rank), new(sent, sentAt), got, new(received, receivedAt));
        int[] expected = [.. Enumerable.Range(0, Size).SelectMany(
            r => Enumerable.Range(0, Rank + 1).Select(k => (100 * r) + sentAt[Rank] + k))];
        Assert.That(got, Is.EqualTo(expected));
    }

    [Test]
    public void A_reduction_is_scattered()
    {
        int[] block = new int[2], part = new int[Rank + 1];
        int[] counts = [.. Enumerable.Range(1, Size)];
        World.ReduceScatterBlock<int>(Mine(2 * Size, Rank), block, ReduceOp.Sum);
        World.ReduceScatter<int>(Mine(SumOfRanks + Size, Rank), part, counts, ReduceOp.Sum);
        Assert.That(block, Is.EqualTo(Enumerable.Range(2 * Rank, 2).Select(Summed)));
        Assert.That(part, Is.EqualTo(Enumerable.Range(Rank * (Rank + 1) / 2, Rank + 1).Select(Summed)));
    }

    [Test]
    public unsafe void A_gather_in_place_takes_the_roots_own_part_from_its_target()
    {
        int[] all = new int[Size];
        all[Last] = Last;
        int mine = Rank;
        fixed (int* target = all)
        {
            World.Gather(Rank == Last ? Communicator.InPlace : &mine, target, 1, Datatype.Of<int>(), Last);
        }
        Assert.That(Rank != Last || all.SequenceEqual(Enumerable.Range(0, Size)), Is.True);
    }

    [Test]
    public void Lengths_that_do_not_fit_are_refused_before_MPI_is_called()
    {
        Assert.That(() => World.AllReduce<int>(new int[2], new int[1], ReduceOp.Sum), Throws.ArgumentException);
        Assert.That(() => World.AllGather<int>(new int[2], new int[(2 * Size) - 1]), Throws.ArgumentException);
        Assert.That(() => World.AllReduce(new Guid(), ReduceOp.Sum), Throws.TypeOf<NotSupportedException>());
    }

    private static int Summed(int place) => (100 * SumOfRanks) + (Size * place);

    private static void Sums<T>() where T : unmanaged, INumber<T> =>
        Assert.That(World.AllReduce(T.CreateChecked(Rank), ReduceOp.Sum), Is.EqualTo(T.CreateChecked(SumOfRanks)));
}
