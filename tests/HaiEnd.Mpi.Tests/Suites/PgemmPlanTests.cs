using FsCheck;
using FsCheck.Fluent;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>What Cannon's way and layers of SUMMA send, and what nobody can do without.</summary>
public sealed class PgemmPlanTests
{
    private static readonly Arbitrary<(int M, int N, int K)> Orders =
        (from m in Gen.Choose(1, 40) from n in Gen.Choose(1, 40) from k in Gen.Choose(1, 40) select (m, n, k))
        .ToArbitrary();

    [Test]
    public void Blocks_that_go_round_send_the_formula([Range(1, 6)] int side) => Prop.ForAll(Orders, any =>
    {
        (long m, long n, long k) = any;
        long firstRows = Partition.Of(m, side, 0).Length, firstColumns = Partition.Of(n, side, 0).Length;
        Work sent = Sum(side * side, r => new CannonPlan(Case(any), side, r).Traffic);
        long elements = k * (m - firstRows) + k * (n - firstColumns) + (side - 1) * (m * k + k * n);
        return sent.WireBytes == 8 * elements && sent.Messages == 2L * side * (side - 1) * (side + 1);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Layers_send_the_formula(
        [Range(1, 4)] int copies, [Range(1, 3)] int rows, [Range(1, 3)] int columns) => Prop.ForAll(Orders, any =>
    {
        (long m, long n, long k) = any;
        var grid = new Grid(rows, columns);
        Work sent = Sum(copies * grid.Ranks, r => new LayerPlan(Case(any), grid, copies, 7, r).Traffic);
        return sent.WireBytes == 8 * (m * k * (columns - 1) + k * n * (rows - 1) + (copies - 1) * m * n);
    }).QuickCheckThrowOnFailure();

    [TestCase(1, 1)]
    [TestCase(2, 1)]
    [TestCase(4, 1)]
    [TestCase(7, 1)]
    [TestCase(8, 2)]
    [TestCase(13, 1)]
    [TestCase(16, 2)]
    [TestCase(27, 3)]
    [TestCase(64, 4)]
    public void Copies_are_made_where_they_save_messages(int ranks, int copies) =>
        Assert.That(LayerPlan.FewestWords(Case((1000, 1000, 1000)), ranks), Is.EqualTo(copies));

    [Test]
    public void Layers_on_eight_ranks_send_the_least_there_can_be()
    {
        ProductCase product = Case((64, 64, 64));
        Work sent = Sum(8, r => new LayerPlan(product, new(2, 2), 2, 16, r).Traffic);
        Assert.That(sent.WireBytes / 64.0, Is.EqualTo(LeastTraffic.Words(64, 64, 64, 8)).Within(1e-9));
    }

    [Test]
    public void Nothing_sends_less_than_the_least() => Prop.ForAll(Orders, any =>
    {
        bool holds = true;
        for (int ranks = 1; ranks <= 9; ranks++)
        {
            // The bound is for equal shares of the work and of the entries.
            ProductCase c = Case((any.M * ranks, any.N * ranks, any.K * ranks));
            double least = 8 * LeastTraffic.Words(c.M, c.N, c.K, ranks) * ranks * (1 - 1e-12);
            foreach (int part in Enumerable.Range(1, ranks).Where(q => ranks % q == 0))
            {
                Grid flat = new(ranks / part, part), layer = new(ranks / part, 1);
                holds &= Sum(ranks, r => new SummaPlan(c, flat, 9, r).Traffic).WireBytes >= least;
                holds &= Sum(ranks, r => new LayerPlan(c, layer, part, 9, r).Traffic).WireBytes >= least;
            }
        }

        return holds;
    }).QuickCheckThrowOnFailure();

    [TestCase(100, 100, 100, 1, 0)]
    [TestCase(100, 100, 100, 8, 3 * 2500 - 3 * 1250)]
    [TestCase(1000, 10, 10, 50, 100 - 2)]
    [TestCase(10, 1000, 10, 50, 100 - 2)]
    [TestCase(100, 100, 1, 25, 2 * 20 - 8)]
    public void The_least_is_that_of_the_paper(int m, int n, int k, int ranks, double words) =>
        Assert.That(LeastTraffic.Words(m, n, k, ranks), Is.EqualTo(words).Within(1e-9));

    [Test]
    public void A_number_of_ranks_that_is_no_square_is_refused_with_what_would_do()
    {
        Availability at = Alone.Catalog.Bind(PointSpec.Parse("pgemm.cannon local=simd"), 6).Check(Alone.Place);
        Assert.That(at.Reason, Is.EqualTo("cannon needs a square number of ranks, 4 or 9, not 6; summa takes any"));
    }

    [Test]
    public void Each_entry_is_dealt_to_one_rank(
        [Range(1, 3)] int rows, [Range(1, 3)] int columns, [Values(1, 2, 5, 40)] int tile) =>
        Prop.ForAll(Orders, any =>
    {
        var dealt = new HashSet<(int, int)>();
        long held = 0;
        for (int rank = 0; rank < rows * columns; rank++)
        {
            var block = new CyclicBlock(any.M, any.N, new(rows, columns), rank, tile);
            held += block.Count;
            for (int i = 0; i < block.Rows; i++)
                for (int j = 0; j < block.Columns; j++)
                    dealt.Add((block.RowAt(i), block.ColumnAt(j)));
        }

        return held == (long)any.M * any.N && dealt.Count == held
            && dealt.Max() is var last && last.Item1 == any.M - 1 && dealt.Max(e => e.Item2) == any.N - 1;
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Tiles_are_dealt_in_turn()
    {
        // The second of two rows of ranks has the rows 2, 3 and 6 of seven in tiles of 2: numroc(7, 2, 1, 0, 2) = 3.
        var block = new CyclicBlock(7, 1, new(2, 1), rank: 1, tile: 2);
        Assert.That(Enumerable.Range(0, block.Rows).Select(block.RowAt), Is.EqualTo(new[] { 2, 3, 6 }));
    }

    [TestCase("3")]
    [TestCase("0")]
    [TestCase("two")]
    public void Copies_that_do_not_divide_the_ranks_are_refused(string copies) =>
        Assert.That(
            () => Alone.Catalog.Bind(PointSpec.Parse($"pgemm.2.5d copies={copies}"), 8).WorkOf(0),
            Throws.ArgumentException.With.Message.Contains("divides the number of ranks, 8"));

    [Test]
    public void More_copies_need_more_memory()
    {
        Assert.That(new[] { 1, 2, 4 }.Select(Needed), Is.Ordered.Ascending.And.Unique);

        static long Needed(int copies) => Alone.Catalog
            .Bind(PointSpec.Parse($"pgemm.2.5d n=64 local=simd panel=8 copies={copies}"), 8)
            .FootprintBytes(Alone.Place);
    }

    private static ProductCase Case((int M, int N, int K) order) =>
        new(order.M, order.N, order.K, Alone.Catalog.Precision("fp64"));

    private static Work Sum(int ranks, Func<int, Work> of) =>
        Enumerable.Range(0, ranks).Aggregate(Work.None, (sum, r) => sum + of(r));
}
