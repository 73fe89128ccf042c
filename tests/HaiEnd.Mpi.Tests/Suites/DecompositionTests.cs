using FsCheck;
using FsCheck.Fluent;
using HaiEnd.Mpi.Suites;
using HaiEnd.Mpi.Suites.Stencil;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>Every point belongs to one rank, and neighbours agree that they are.</summary>
public sealed class DecompositionTests
{
    [Test]
    public void Blocks_of_a_range_cover_it_once_and_differ_by_one_at_most()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(0, 10_000).Zip(Gen.Choose(1, 300)).ToArbitrary(),
            pair =>
            {
                (int length, int parts) = pair;
                Partition[] blocks = [.. Enumerable.Range(0, parts).Select(i => Partition.Of(length, parts, i))];
                long next = 0;
                return blocks.All(b => b.Offset == next && (next = b.End) >= 0) && next == length
                    && blocks.Max(b => b.Length) - blocks.Min(b => b.Length) <= 1
                    && blocks.Zip(blocks.Skip(1)).All(b => b.First.Length >= b.Second.Length);
            }));
    }

    [Test]
    public void Blocks_of_a_cube_cover_it_and_neighbours_share_a_face()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(1, 40).Zip(Gen.Choose(1, 3)).ToArbitrary(),
            pair =>
            {
                (int ranks, int dims) = pair;
                Decomposition cut = Decomposition.Of(47, ranks, dims);
                return Enumerable.Range(0, ranks).Sum(r => cut.BoxOf(r).Points) == 47L * 47 * 47
                    && Enumerable.Range(0, ranks).All(r => IsMutual(cut, r));
            }));
    }

    [TestCase(8, 3, 2, 2, 2)]
    [TestCase(12, 3, 2, 2, 3)]
    [TestCase(12, 2, 1, 3, 4)]
    [TestCase(7, 3, 1, 1, 7)]
    [TestCase(6, 1, 1, 1, 6)]
    public void The_surface_is_least_and_z_is_cut_most(int ranks, int dims, int px, int py, int pz) =>
        Assert.That(Decomposition.Of(64, ranks, dims), Is.EqualTo(new Decomposition(64, px, py, pz)));

    private static bool IsMutual(Decomposition cut, int rank)
    {
        foreach (Face face in Decomposition.Faces)
        {
            int other = cut.Neighbour(rank, face);
            var opposite = (Face)((int)face ^ 1);
            bool agree = other < 0 || (cut.Neighbour(other, opposite) == rank
                && cut.BoxOf(other).PointsOf(opposite) == cut.BoxOf(rank).PointsOf(face));
            if (!agree)
                return false;
        }

        return true;
    }
}
