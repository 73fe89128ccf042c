using FsCheck;
using FsCheck.Fluent;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>Blocks and steps for any order, number of ranks and panel width.</summary>
public sealed class SummaPlanTests
{
    private static readonly Arbitrary<(int N, int Rows, int Columns, int Panel)> Any =
        (from n in Gen.Choose(1, 60)
         from rows in Gen.Choose(1, 7)
         from columns in Gen.Choose(1, 7)
         from panel in Gen.Choose(1, 70)
         select (n, rows, columns, panel)).ToArbitrary();

    [Test]
    public void Each_entry_has_one_owner() => Prop.ForAll(Any, any =>
    {
        var owners = new int[any.N, any.N + 3];
        foreach (SummaPlan plan in Plans(any))
        {
            Block block = plan.Grid.BlockOf(any.N, any.N + 3, plan.Rank);
            for (int i = 0; i < block.Rows; i++)
                for (int j = 0; j < block.Columns; j++)
                    owners[block.Row + i, block.Column + j]++;
        }

        return owners.Cast<int>().All(count => count == 1);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Steps_follow_each_other_within_one_owner() => Prop.ForAll(Any, any =>
    {
        SummaPlan[] plans = Plans(any);
        int next = 0;
        foreach (SummaStep step in plans[0].Steps)
        {
            Block a = plans[step.ColumnOfA].A, b = plans[step.RowOfB * any.Columns].B;
            bool fits = step.Start == next && step.Width is > 0 && step.Width <= any.Panel
                && step.Start >= a.Column && step.Start + step.Width <= a.Column + a.Columns
                && step.Start >= b.Row && step.Start + step.Width <= b.Row + b.Rows;
            if (!fits)
                return false;
            next += step.Width;
        }

        return next == any.N;
    }).QuickCheckThrowOnFailure();

    [Test]
    public void What_is_sent_is_the_formula() => Prop.ForAll(Any, any =>
    {
        Work sent = Plans(any).Aggregate(Work.None, (sum, plan) => sum + plan.Traffic);
        long entries = (long)any.N * any.N, steps = Plans(any)[0].Steps.Length;
        long perStep = any.Rows * (any.Columns - 1) + any.Columns * (any.Rows - 1);
        return sent.WireBytes == 8 * entries * (any.Rows + any.Columns - 2) && sent.Messages == steps * perStep;
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Each_row_does_every_step_once_and_begins_with_rows_of_its_own() => Prop.ForAll(Any, any =>
    {
        SummaPlan plan = Plans(any)[0];
        for (int row = 0; row < any.Rows; row++)
        {
            SummaStep[] order = [.. Enumerable.Range(0, plan.Steps.Length).Select(t => plan.StepAt(row, t))];
            int own = order.Count(s => s.RowOfB == row);
            if (order.Distinct().Count() != order.Length || order.Take(own).Any(s => s.RowOfB != row))
                return false;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Some_of_the_terms_are_planned_as_a_product_of_their_own() => Prop.ForAll(Any, any =>
    {
        var terms = Partition.Of(any.N, 3, 1);
        SummaPlan[] plans = Plans(any, terms);
        int next = (int)terms.Offset;
        foreach (SummaStep step in plans[0].Steps)
        {
            Block a = plans[step.ColumnOfA].A, b = plans[step.RowOfB * any.Columns].B;
            if (step.Start != next || step.Start < a.Column || step.Start + step.Width > a.Column + a.Columns
                || step.Start < b.Row || step.Start + step.Width > b.Row + b.Rows)
                return false;
            next += step.Width;
        }

        return next == terms.End;
    }).QuickCheckThrowOnFailure();

    [Test]
    public void The_most_square_grid_holds_all_ranks() => Prop.ForAll(Gen.Choose(1, 5000).ToArbitrary(), ranks =>
    {
        Grid grid = Grid.MostSquare(ranks);
        bool squarer = false;
        for (int columns = grid.Columns + 1; columns * columns <= ranks; columns++)
            squarer |= ranks % columns == 0;
        return grid.Rows * grid.Columns == ranks && grid.Rows >= grid.Columns && !squarer;
    }).QuickCheckThrowOnFailure();

    [TestCase("3", "neither auto nor of the form 2x3")]
    [TestCase("2x", "neither auto nor of the form 2x3")]
    [TestCase("2x2", "grid 2x2 has 4 places, there are 6 ranks")]
    [TestCase("-2x-3", "neither auto nor of the form 2x3")]
    public void A_grid_that_makes_no_sense_is_refused(string text, string message) =>
        Assert.That(() => Grid.Parse(text, 6), Throws.ArgumentException.With.Message.Contains(message));

    [Test]
    public void A_grid_is_read_as_it_is_written() => Assert.That(Grid.Parse("2x3", 6).ToString(), Is.EqualTo("2x3"));

    private static SummaPlan[] Plans((int N, int Rows, int Columns, int Panel) any, Partition? terms = null)
    {
        var product = new ProductCase(any.N, any.N, any.N, Alone.Catalog.Precision("fp64"));
        var grid = new Grid(any.Rows, any.Columns);
        return [.. Enumerable.Range(0, grid.Ranks).Select(r => new SummaPlan(product, grid, any.Panel, r, terms))];
    }
}
