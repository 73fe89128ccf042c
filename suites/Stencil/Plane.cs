namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>The points of one rank.</summary>
/// <param name="X">its part of the axis that is contiguous in memory</param>
/// <param name="Y">its part of the other axis</param>
public readonly record struct Tile(Partition X, Partition Y)
{
    /// <summary>Points inside.</summary>
    public long Points => X.Length * Y.Length;

    /// <summary>Points of one line at a side.</summary>
    public long PointsOf(Face side) => side is Face.Left or Face.Right ? Y.Length : X.Length;

    /// <summary>Points that are at least so far from the border of n x n points.</summary>
    public long PointsInside(int n, int border) => Inside(X, n, border) * Inside(Y, n, border);

    private static long Inside(Partition part, int n, int border) =>
        Math.Max(0, Math.Min(part.End, n - border) - Math.Max(part.Offset, border));
}

/// <summary>Ranks as a grid of Px x Py tiles of a square, x running fastest with the rank.</summary>
/// <param name="N">points along an edge of the square</param>
/// <param name="Px">tiles along x</param>
/// <param name="Py">tiles along y</param>
public sealed record Plane(int N, int Px, int Py)
{
    /// <summary>Every side.</summary>
    public static ReadOnlySpan<Face> Sides => [Face.Left, Face.Right, Face.Front, Face.Back];

    /// <summary>Cuts along y, or along both axes as evenly as the ranks allow.</summary>
    /// <param name="n">points along an edge</param>
    /// <param name="ranks">tiles</param>
    /// <param name="dimensions">1 or 2</param>
    /// <param name="least">points that a tile must have along each axis</param>
    /// <exception cref="ArgumentException">other dimensions, or a tile would be smaller</exception>
    public static Plane Of(int n, int ranks, int dimensions, int least)
    {
        if (dimensions is < 1 or > 2)
            throw new ArgumentException($"dims is {dimensions}; a square is cut along 1 or 2 axes");
        int px = dimensions == 1 ? 1 : (int)Math.Sqrt(ranks);
        while (ranks % px != 0)
            px--;
        return n / (ranks / px) >= least
            ? new(n, px, ranks / px)
            : throw new ArgumentException($"{ranks} ranks leave some fewer than {least} lines of {n}");
    }

    /// <summary>The points of a rank.</summary>
    public Tile TileOf(int rank) => new(Partition.Of(N, Px, rank % Px), Partition.Of(N, Py, rank / Px));

    /// <summary>The rank beyond a side; -1 where the square ends, and below and above it.</summary>
    public int Neighbour(int rank, Face side)
    {
        (int x, int y) = (rank % Px, rank / Px);
        return side switch
        {
            Face.Left when x > 0 => rank - 1,
            Face.Right when x < Px - 1 => rank + 1,
            Face.Front when y > 0 => rank - Px,
            Face.Back when y < Py - 1 => rank + Px,
            _ => -1,
        };
    }
}
