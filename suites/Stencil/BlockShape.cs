namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Points of a block, [X0, X1) x [Y0, Y1) x [Z0, Z1).</summary>
/// <param name="X0">first point of a line</param>
/// <param name="X1">one past the last point</param>
/// <param name="Y0">first line</param>
/// <param name="Y1">one past the last line</param>
/// <param name="Z0">first layer</param>
/// <param name="Z1">one past the last layer</param>
internal readonly record struct Cuboid(int X0, int X1, int Y0, int Y1, int Z0, int Z1)
{
    /// <summary>Points inside.</summary>
    public long Points => (long)Math.Max(0, X1 - X0) * Math.Max(0, Y1 - Y0) * Math.Max(0, Z1 - Z0);
}

/// <summary>Faces whose layers are exchanged at once.</summary>
/// <param name="Faces">those with a neighbour, at least one</param>
/// <param name="First">where their points begin, packed with those of all rounds</param>
/// <param name="Points">of all layers that go out, and of those that come in</param>
internal sealed record HaloRound(Face[] Faces, long First, long Points);

/// <summary>The points of a rank, and those of its neighbours that a step reaches.</summary>
internal sealed class BlockShape
{
    private readonly bool _hasCorners;
    private readonly Func<Face, int> _neighbour;
    private readonly long[] _offsets = new long[Decomposition.Faces.Length];

    /// <summary>Computes what is exchanged.</summary>
    /// <param name="own">its points, from 0 on</param>
    /// <param name="reach">layers that a step needs beyond each face</param>
    /// <param name="hasCorners">a step needs what is beyond edges and corners too: layers are exchanged along one axis
    /// after the other, with what came before</param>
    /// <param name="neighbour">the rank beyond a face; -1 where there is none</param>
    public BlockShape((long X, long Y, long Z) own, int reach, bool hasCorners, Func<Face, int> neighbour)
    {
        (_hasCorners, _neighbour, Reach) = (hasCorners, neighbour, reach);
        All = new(0, (int)own.X, 0, (int)own.Y, 0, (int)own.Z);
        var rounds = new List<HaloRound>();
        int axis = hasCorners ? 2 : Decomposition.FromZ.Length;
        for (int i = 0; i < Decomposition.FromZ.Length; i += axis)
        {
            Face[] faces = [.. Decomposition.FromZ.Slice(i, axis).ToArray().Where(f => neighbour(f) >= 0)];
            long first = PackedPoints;
            foreach (Face face in faces)
            {
                _offsets[(int)face] = PackedPoints;
                PackedPoints += PointsAcross(face);
            }

            if (faces.Length > 0)
                rounds.Add(new(faces, first, PackedPoints - first));
        }

        Rounds = rounds;
    }

    /// <summary>All points.</summary>
    public Cuboid All { get; }

    /// <summary>Layers that a step needs beyond each face.</summary>
    public int Reach { get; }

    /// <summary>What is exchanged, one round after the other.</summary>
    public IReadOnlyList<HaloRound> Rounds { get; }

    /// <summary>Points of all layers that go out, and of those that come in.</summary>
    public long PackedPoints { get; }

    /// <summary>Points that need no halo; none in a block that is thin between two neighbours.</summary>
    public Cuboid Inside
    {
        get
        {
            int x = Waiting(Face.Left), y = Waiting(Face.Front), z = Waiting(Face.Below);
            return new(
                x, Math.Max(x, All.X1 - Waiting(Face.Right)), y, Math.Max(y, All.Y1 - Waiting(Face.Back)),
                z, Math.Max(z, All.Z1 - Waiting(Face.Above)));
        }
    }

    /// <summary>All other points, in parts.</summary>
    public Cuboid[] Outside
    {
        get
        {
            Cuboid all = All, inside = Inside, between = all with { Z0 = inside.Z0, Z1 = inside.Z1 };
            return
            [
                all with { Z1 = inside.Z0 },
                all with { Z0 = inside.Z1 },
                between with { Y1 = inside.Y0 },
                between with { Y0 = inside.Y1 },
                inside with { X0 = 0, X1 = inside.X0 },
                inside with { X0 = inside.X1, X1 = all.X1 },
            ];
        }
    }

    /// <summary>The rank beyond a face; -1 where there is none.</summary>
    public int Neighbour(Face face) => _neighbour(face);

    /// <summary>Where the layers of a face begin, packed with those of all rounds.</summary>
    public long OffsetOf(Face face) => _offsets[(int)face];

    /// <summary>Points that cross a face in each direction.</summary>
    public long PointsAcross(Face face) => Edge(face, isOwn: true).Points;

    /// <summary>The outermost layers at a face, or the neighbour's beyond them.</summary>
    public Cuboid Edge(Face face, bool isOwn)
    {
        bool isX = face is Face.Left or Face.Right, isZ = face is Face.Below or Face.Above;
        Cuboid all = All;
        if (_hasCorners && isX)
            all = all with { Y0 = -Waiting(Face.Front), Y1 = All.Y1 + Waiting(Face.Back) };
        if (_hasCorners && !isZ)
            all = all with { Z0 = -Waiting(Face.Below), Z1 = All.Z1 + Waiting(Face.Above) };
        int end = isX ? All.X1 : isZ ? All.Z1 : All.Y1;
        int first = ((int)face & 1) == 0 ? (isOwn ? 0 : -Reach) : end - (isOwn ? Reach : 0);
        return isX ? all with { X0 = first, X1 = first + Reach }
            : isZ ? all with { Z0 = first, Z1 = first + Reach } : all with { Y0 = first, Y1 = first + Reach };
    }

    private int Waiting(Face face) => Neighbour(face) < 0 ? 0 : Reach;
}
