using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

public sealed class TopologyTests
{
    [Test]
    public void A_copy_is_congruent_and_has_a_name_of_its_own()
    {
        using Communicator copy = World.Dup();
        copy.Name = "copy";
        Assert.That(copy.Name, Is.EqualTo("copy"));
        Assert.That(World.Compare(copy), Is.EqualTo(GroupRelation.Congruent));
        Assert.That(World.Compare(World), Is.EqualTo(GroupRelation.Identical));
    }

    [Test]
    public void A_split_orders_by_key()
    {
        using Communicator? half = World.Split(Rank % 2, key: -Rank);
        Assert.That(half, Is.Not.Null);
        int members = (Size + 1 - (Rank % 2)) / 2;
        Assert.That(half!.Size, Is.EqualTo(members));
        Assert.That(half.Rank, Is.EqualTo(members - 1 - (Rank / 2)));
    }

    [Test]
    public void Without_a_colour_a_rank_joins_no_part()
    {
        using Communicator? part = World.Split(Rank == Last ? Ranks.NoColor : 1);
        Assert.That(part is null, Is.EqualTo(Rank == Last));
    }

    [Test]
    public void A_node_has_all_ranks_here()
    {
        using Communicator node = World.SplitShared();
        Assert.That(node.Size, Is.EqualTo(Size));
    }

    [Test]
    public void A_grid_knows_its_places_and_neighbours()
    {
        int[] dims = new int[2];
        Communicator.Factorize(Size, dims);
        Assert.That(dims[0] * dims[1], Is.EqualTo(Size));
        using Communicator? grid = World.CreateCartesian(dims, [true, false]);
        int[] place = new int[2];
        grid!.Coordinates(grid.Rank, place);
        Assert.That(grid.RankAt(place), Is.EqualTo(grid.Rank));
        (int up, int down) = grid.Shift(0, 1);
        Assert.That(up, Is.EqualTo(grid.RankAt([place[0] - 1, place[1]])));
        Assert.That(down, Is.EqualTo(grid.RankAt([place[0] + 1, place[1]])));
        (int left, int right) = grid.Shift(1, 1);
        Assert.That(left == Ranks.None, Is.EqualTo(place[1] == 0));
        Assert.That(right == Ranks.None, Is.EqualTo(place[1] == dims[1] - 1));
    }

    [Test]
    public void A_grid_smaller_than_the_world_leaves_ranks_out()
    {
        using Communicator? grid = World.CreateCartesian([1], [false]);
        Assert.That(grid is null, Is.EqualTo(Rank != 0));
    }

    [Test]
    public void Neighbours_of_a_ring_exchange()
    {
        using Communicator ring = World.CreateGraph([Previous], [Next]);
        int[] one = new int[2], parts = new int[1];
        ring.NeighborAllGather<int>(Mine(2, Rank), one);
        Assert.That(one, Is.EqualTo(Mine(2, Previous)));
        ring.NeighborAllToAll<int>([Rank], parts, 1);
        Assert.That(parts[0], Is.EqualTo(Previous));
        ring.NeighborAllToAllV<int>([Rank + 7], new([1], [0]), parts, new([1], [0]));
        Assert.That(parts[0], Is.EqualTo(Previous + 7));
    }

    [Test]
    public void Neighbours_of_a_ring_exchange_without_waiting()
    {
        using Communicator ring = World.CreateGraph([Previous], [Next]);
        using NativeBuffer<int> mine = Native(Rank, -1), got = Memory.Allocate<int>(3);
        using NativeBuffer<int> counts = Native(1), starts = Native(0);
        using var all = new RequestSet(3);
        all.Add(ring.INeighborAllGather(mine.Slice(0, 1), got.Slice(0, 1)));
        all.Add(ring.INeighborAllToAll(mine.Slice(0, 1), got.Slice(1, 1), 1));
        var whole = new NativeParts(counts, starts);
        all.Add(ring.INeighborAllToAllV(mine.Slice(0, 1), whole, got.Slice(2, 1), whole));
        all.WaitAll();
        Assert.That(got.Span.ToArray(), Is.EqualTo(new[] { Previous, Previous, Previous }));
    }

    [Test]
    public void A_rank_without_neighbours_takes_part()
    {
        using Communicator lonely = World.CreateGraph([], []);
        lonely.NeighborAllGather<int>([Rank], []);
        Assert.That(lonely.Size, Is.EqualTo(Size));
    }
}
