using HaiEnd.Mpi.Suites.Stencil;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>What blocks on devices exchange, and how they are cut for overlap.</summary>
public sealed class BlockShapeTests
{
    [Test]
    public void A_layer_is_as_large_where_it_leaves_as_where_it_arrives(
        [Values(1, 2, 4, 8, 12)] int ranks, [Values(1, 2, 3)] int dims, [Values] bool hasCorners)
    {
        var blocks = Decomposition.Of(13, ranks, dims);
        for (int rank = 0; rank < ranks; rank++)
        {
            BlockShape shape = ShapeOf(blocks, rank, hasCorners);
            foreach (HaloRound round in shape.Rounds)
                foreach (Face face in round.Faces)
                {
                    BlockShape other = ShapeOf(blocks, shape.Neighbour(face), hasCorners);
                    Assert.That(
                        other.Edge((Face)((int)face ^ 1), isOwn: false).Points, Is.EqualTo(shape.PointsAcross(face)));
                    Assert.That(
                        shape.PointsAcross(face), Is.EqualTo(hasCorners
                            ? blocks.PointsAcross(rank, face, 1) : blocks.BoxOf(rank).PointsOf(face)));
                }

            Assert.That(shape.Rounds.Sum(r => r.Points), Is.EqualTo(shape.PackedPoints));
        }
    }

    [Test]
    public void Inside_and_outside_are_each_point_once(
        [Values(3, 4, 9)] int nx, [Values(1, 9)] int nz, [Values(1, 3)] int reach)
    {
        for (int neighbours = 0; neighbours < 64; neighbours++)
        {
            int with = neighbours, deep = Math.Min(reach, nz);
            var shape = new BlockShape((nx, 5, nz), deep, true, face => (with >> (int)face & 1) - 1);
            var times = new int[nx * 5 * nz];
            foreach (Cuboid part in (Cuboid[])[shape.Inside, .. shape.Outside])
                for (int z = part.Z0; z < part.Z1; z++)
                    for (int y = part.Y0; y < part.Y1; y++)
                        for (int x = part.X0; x < part.X1; x++)
                            times[(z * 5 + y) * nx + x]++;
            Assert.That(times.All(t => t == 1), $"neighbours {neighbours}");
        }
    }

    private static BlockShape ShapeOf(Decomposition blocks, int rank, bool hasCorners)
    {
        Box box = blocks.BoxOf(rank);
        return new(
            (box.X.Length, box.Y.Length, box.Z.Length), 1, hasCorners, face => blocks.Neighbour(rank, face));
    }
}
