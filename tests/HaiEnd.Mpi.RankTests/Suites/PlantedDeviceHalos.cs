using HaiEnd.Mpi.Suites.Stencil;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>What is beyond edges of a block, and corners, does not come along.</summary>
public sealed class PlantedDeviceEdge() : PlantedDeviceCorner("planted-device-edge", 2);

/// <summary>What is beyond corners of a block does not come along.</summary>
public sealed class PlantedDeviceOnlyCorner() : PlantedDeviceCorner("planted-device-corner", 3);

/// <summary>Halos on a device lack points, which the check must find.</summary>
/// <param name="name">which</param>
/// <param name="axes">along which such a point is outside</param>
public abstract unsafe class PlantedDeviceCorner(string name, int axes)
    : DeviceStencilRealisation("opencl", overlaps: false)
{
    public override string Name => name;

    private protected override void Exchange<T>(
        DeviceBlock<T> block, HaloExchange<T> halos, ReadOnlySpan<Face> faces)
    {
        base.Exchange(block, halos, faces);
        Cuboid all = block.Shape.All;
        foreach (Face face in faces)
        {
            Cuboid edge = block.Shape.Edge(face, isOwn: false);
            T* point = block.Halo(face);
            for (int z = edge.Z0; z < edge.Z1; z++)
                for (int y = edge.Y0; y < edge.Y1; y++)
                    for (int x = edge.X0; x < edge.X1; x++, point++)
                        if (Outside(x, all.X1) + Outside(y, all.Y1) + Outside(z, all.Z1) >= axes)
                            *point = T.Zero;
        }

        static int Outside(int at, int end) => (uint)at < (uint)end ? 0 : 1;
    }
}

/// <summary>Leaves out every fourth exchange, never the first ones.</summary>
internal sealed class Skipping
{
    private object? _block;
    private int _exchanges;

    public bool This(object block)
    {
        if (!ReferenceEquals(_block, block))
            (_block, _exchanges) = (block, 0);
        return _exchanges++ % 4 == 3;
    }
}

/// <summary>Every fourth halo is the one of the step before.</summary>
public sealed class PlantedDeviceStale() : DeviceStencilRealisation("opencl", overlaps: true)
{
    private readonly Skipping _skips = new();

    public override string Name => "planted-device-stale";

    private protected override void Exchange<T>(
        DeviceBlock<T> block, HaloExchange<T> halos, ReadOnlySpan<Face> faces)
    {
        if (!_skips.This(block))
            base.Exchange(block, halos, faces);
    }
}

/// <summary>Every fourth halo is the one of the iteration before.</summary>
public sealed class PlantedDeviceStaleStar() : DeviceStarRealisation("opencl", overlaps: true)
{
    private readonly Skipping _skips = new();

    public override string Name => "planted-device-stale";

    private protected override void Exchange<T>(
        DeviceBlock<T> block, HaloExchange<T> halos, ReadOnlySpan<Face> faces)
    {
        if (!_skips.This(block))
            base.Exchange(block, halos, faces);
    }
}

/// <summary>The first two lines of a message have changed places.</summary>
public sealed unsafe class PlantedDeviceLines() : DeviceStarRealisation("opencl", overlaps: false)
{
    public override string Name => "planted-device-lines";

    private protected override void Exchange<T>(
        DeviceBlock<T> block, HaloExchange<T> halos, ReadOnlySpan<Face> faces)
    {
        base.Exchange(block, halos, faces);
        foreach (Face face in faces)
        {
            T* lines = block.Halo(face);
            int length = (int)(block.Shape.PointsAcross(face) / block.Shape.Reach);
            for (int x = 0; x < length; x++)
                (lines[x], lines[length + x]) = (lines[length + x], lines[x]);
        }
    }
}
