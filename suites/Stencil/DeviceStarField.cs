using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>The points of <c>stencil-star</c> on a device: the input of this iteration and of the next, and the output,
/// which lies as they do. What lies around the points where the square ends reaches no point that is judged, and is
/// left as it was.</summary>
/// <typeparam name="T">a point</typeparam>
internal sealed unsafe class DeviceStarField<T> : DeviceBlock<T>
    where T : unmanaged, INumber<T>
{
    private const int Width = 64, Height = 4;

    private readonly Tile _tile;
    private readonly DeviceBuffer _output;
    private readonly NativeBuffer<T> _line;
    private readonly DeviceKernel _step;
    private readonly DeviceArgument[] _stepped;

    /// <summary>Allocates, compiles and fills.</summary>
    /// <param name="c">the case</param>
    /// <param name="precision">of the points</param>
    /// <param name="at">who this rank is</param>
    /// <param name="device">whose memory it takes</param>
    /// <param name="own">who frees what is made here</param>
    public DeviceStarField(StarCase c, Precision precision, Place at, Device device, Belongings own)
        : base(ShapeOf(c, at.Rank), isFlat: true, precision, at, device, own)
    {
        _tile = c.Plane.TileOf(at.Rank);
        _output = Array();
        _line = HostArray(LineOf(c, at.Rank));
        DeviceBuffer weights = own.Add(device.Allocate(c.Radius * sizeof(T)));
        for (int i = 0; i < c.Radius; i++)
            _line.Pointer[i] = T.CreateChecked(c.Weight(i + 1));
        device.Write(weights, 0, _line.Pointer, weights.Bytes);
        _step = own.Add(own.Add(DeviceKernels.Compile(device, precision, "star.kernel.c", new()
        {
            ["WIDTH"] = $"{Width}",
            ["HEIGHT"] = $"{Height}",
        })).Kernel("star", new(Width, Height)));
        _stepped = [From, _output, To, weights, c.Radius, 0, 0, 0, 0, Pitch];
        Fill();
    }

    /// <summary>Memory of the node that it takes: the lines that are sent and received, and one to fill from [byte].
    /// </summary>
    public static long FootprintBytes(StarCase c, int rank) =>
        HaloBytes(ShapeOf(c, rank)) + LineOf(c, rank) * sizeof(T);

    /// <inheritdoc/>
    public override void Step(Cuboid part)
    {
        if (part.Points == 0)
            return;
        (_stepped[0], _stepped[2]) = (From, To);
        (_stepped[5], _stepped[6]) = (RoomX + part.X0, RoomX + part.X1);
        (_stepped[7], _stepped[8]) = (Shape.Reach + part.Y0, Shape.Reach + part.Y1);
        _step.Launch(new(Groups(part.X1 - part.X0, Width), Groups(part.Y1 - part.Y0, Height)), _stepped);
    }

    /// <summary>The input x + y at the start, and an empty output.</summary>
    public override void Fill()
    {
        var line = new Span<T>(_line.Pointer, Shape.All.X1);
        for (int y = 0; y < Shape.All.Y1; y++)
        {
            for (int x = 0; x < line.Length; x++)
                line[x] = T.CreateChecked(StarCase.Input(_tile.X.Offset + x, _tile.Y.Offset + y));
            Device.Write(From, OffsetOf(y), _line.Pointer, (long)line.Length * sizeof(T));
        }

        line.Clear();
        for (int y = 0; y < Shape.All.Y1; y++)
            Device.Write(_output, OffsetOf(y), _line.Pointer, (long)line.Length * sizeof(T));
    }

    /// <summary>Copies a line of the output.</summary>
    public void Read(int y, Span<double> line)
    {
        Device.Read(_output, OffsetOf(y), _line.Pointer, (long)line.Length * sizeof(T));
        for (int x = 0; x < line.Length; x++)
            line[x] = double.CreateChecked(_line.Pointer[x]);
    }

    private static BlockShape ShapeOf(StarCase c, int rank)
    {
        Tile tile = c.Plane.TileOf(rank);
        return new(
            (tile.X.Length, tile.Y.Length, 1), c.Radius, hasCorners: false, side => c.Plane.Neighbour(rank, side));
    }

    /// <summary>Elements of a line of points, or the weights.</summary>
    private static long LineOf(StarCase c, int rank) => Math.Max(c.Plane.TileOf(rank).X.Length, c.Radius);

    private long OffsetOf(int y) => IndexOf(0, y, 0) * sizeof(T);
}
