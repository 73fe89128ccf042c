namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>One of the six faces of a block. The opposite face is the value with its lowest bit turned.</summary>
public enum Face
{
    /// <summary>Towards lower x.</summary>
    Left,

    /// <summary>Towards higher x.</summary>
    Right,

    /// <summary>Towards lower y.</summary>
    Front,

    /// <summary>Towards higher y.</summary>
    Back,

    /// <summary>Towards lower z.</summary>
    Below,

    /// <summary>Towards higher z.</summary>
    Above,
}

/// <summary>The points of one rank.</summary>
/// <param name="X">its part of the axis that is contiguous in memory</param>
/// <param name="Y">its part of the middle axis</param>
/// <param name="Z">its part of the slowest axis</param>
public readonly record struct Box(Partition X, Partition Y, Partition Z)
{
    /// <summary>Points inside.</summary>
    public long Points => X.Length * Y.Length * Z.Length;

    /// <summary>Points of one layer at a face.</summary>
    public long PointsOf(Face face) => face switch
    {
        Face.Left or Face.Right => Y.Length * Z.Length,
        Face.Front or Face.Back => X.Length * Z.Length,
        _ => X.Length * Y.Length,
    };
}

/// <summary>Ranks as a grid of Px x Py x Pz blocks, x running fastest with the rank.</summary>
/// <param name="N">points along an edge of the global cube</param>
/// <param name="Px">blocks along x</param>
/// <param name="Py">blocks along y</param>
/// <param name="Pz">blocks along z</param>
public sealed record Decomposition(int N, int Px, int Py, int Pz)
{
    /// <summary>Every face.</summary>
    public static ReadOnlySpan<Face> Faces => [Face.Left, Face.Right, Face.Front, Face.Back, Face.Below, Face.Above];

    /// <summary>Every face, an axis after the other, in the order in which layers are exchanged where those beyond
    /// edges and corners come along.</summary>
    public static ReadOnlySpan<Face> FromZ =>
        [Face.Below, Face.Above, Face.Front, Face.Back, Face.Left, Face.Right];

    /// <summary>Cuts along <paramref name="dimensions"/> axes, z first because its faces are contiguous, so that the
    /// blocks' surface is least.</summary>
    /// <param name="n">points along an edge</param>
    /// <param name="ranks">blocks</param>
    /// <param name="dimensions">1, 2 or 3</param>
    /// <exception cref="ArgumentException">other dimensions, or no such grid leaves every rank a point</exception>
    public static Decomposition Of(int n, int ranks, int dimensions)
    {
        if (dimensions is < 1 or > 3)
            throw new ArgumentException($"dims is {dimensions}; a cube is cut along 1, 2 or 3 axes");
        Decomposition? best = null;
        for (int px = 1; px <= (dimensions == 3 ? ranks : 1); px++)
        {
            if (ranks % px != 0)
                continue;
            for (int py = px; py <= (dimensions >= 2 ? ranks / px : 1); py++)
            {
                int pz = ranks / px / py;
                bool fits = px * py * pz == ranks && pz >= py && pz <= n;
                if (fits && (best is null || px + py + pz < best.Px + best.Py + best.Pz))
                    best = new(n, px, py, pz);
            }
        }

        return best
            ?? throw new ArgumentException($"{ranks} ranks cut along {dimensions} axes leave some no point of {n}^3");
    }

    /// <summary>The points of a rank.</summary>
    public Box BoxOf(int rank) => new(
        Partition.Of(N, Px, rank % Px), Partition.Of(N, Py, rank / Px % Py), Partition.Of(N, Pz, rank / Px / Py));

    /// <summary>The points of a rank with so many layers of its neighbours.</summary>
    public Box BoxOf(int rank, int depth)
    {
        Box own = BoxOf(rank);
        return new(With(own.X, depth), With(own.Y, depth), With(own.Z, depth));
    }

    /// <summary>Points of so many layers that cross a face in each direction, z first and each axis with what came
    /// across those before.</summary>
    public long PointsAcross(int rank, Face face, int depth)
    {
        Box own = BoxOf(rank), all = BoxOf(rank, depth);
        return depth * face switch
        {
            Face.Left or Face.Right => all.Y.Length * all.Z.Length,
            Face.Front or Face.Back => own.X.Length * all.Z.Length,
            _ => own.X.Length * own.Y.Length,
        };
    }

    /// <summary>Points along the shortest edge, of any rank, that an axis was cut into.</summary>
    public int LeastLength => N / Math.Max(Px, Math.Max(Py, Pz));

    /// <summary>The rank beyond a face; -1 where the cube ends.</summary>
    public int Neighbour(int rank, Face face)
    {
        int x = rank % Px, y = rank / Px % Py, z = rank / Px / Py;
        int step = ((int)face & 1) == 0 ? -1 : 1;
        (int at, int blocks, int stride) = face switch
        {
            Face.Left or Face.Right => (x, Px, 1),
            Face.Front or Face.Back => (y, Py, Px),
            _ => (z, Pz, Px * Py),
        };
        return (uint)(at + step) < (uint)blocks ? rank + step * stride : -1;
    }

    private Partition With(Partition own, int depth)
    {
        long first = Math.Max(0, own.Offset - depth);
        return new(first, Math.Min(N, own.End + depth) - first);
    }
}
