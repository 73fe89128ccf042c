using System.Globalization;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>The points of <c>stencil</c> on a device.</summary>
/// <typeparam name="T">a point</typeparam>
internal sealed unsafe class DeviceField<T> : DeviceBlock<T>
    where T : unmanaged, INumber<T>
{
    private const int Width = 64, Height = 4, Layers = 16;

    private readonly StencilCase _case;
    private readonly Box _box;
    private readonly NativeBuffer<T> _layer;
    private readonly DeviceKernel _step;
    private readonly DeviceArgument[] _stepped;
    private int _layerRead;

    /// <summary>Allocates, compiles and fills with the wave.</summary>
    /// <param name="c">the case</param>
    /// <param name="precision">of the points</param>
    /// <param name="at">who this rank is</param>
    /// <param name="device">whose memory it takes</param>
    /// <param name="own">who frees what is made here</param>
    public DeviceField(StencilCase c, Precision precision, Place at, Device device, Belongings own)
        : base(ShapeOf(c, at.Rank), isFlat: false, precision, at, device, own)
    {
        (_case, _box) = (c, c.Blocks.BoxOf(at.Rank));
        _layer = HostArray(LayerPitch);
        _step = own.Add(own.Add(DeviceKernels.Compile(device, precision, "stencil.kernel.c", new()
        {
            ["WIDTH"] = $"{Width}",
            ["HEIGHT"] = $"{Height}",
            ["LAYERS"] = $"{Layers}",
            ["CENTRE"] = Wave.Centre.ToString(CultureInfo.InvariantCulture),
            ["OWN"] = Wave.Own.ToString(CultureInfo.InvariantCulture),
            ["NEIGHBOUR"] = Wave.R.ToString(CultureInfo.InvariantCulture),
        })).Kernel(c.Wave.Points == 7 ? "heat7" : "heat27", new(Width, Height)));
        _stepped = [From, To, 0, 0, 0, 0, 0, 0, Pitch, LayerPitch];
        Fill(To, isZero: true);
        Fill();
    }

    /// <summary>Memory of the node that it takes: the layers that are sent and received, and a layer to fill from
    /// [byte].</summary>
    public static long FootprintBytes(StencilCase c, int rank)
    {
        BlockShape shape = ShapeOf(c, rank);
        return HaloBytes(shape) + LayerPitchOf(shape) * sizeof(T);
    }

    /// <inheritdoc/>
    public override void Step(Cuboid part)
    {
        if (part.Points == 0)
            return;
        (_stepped[0], _stepped[1]) = (From, To);
        (_stepped[2], _stepped[3]) = (RoomX + part.X0, RoomX + part.X1);
        (_stepped[4], _stepped[5]) = (Shape.Reach + part.Y0, Shape.Reach + part.Y1);
        (_stepped[6], _stepped[7]) = (ReachZ + part.Z0, ReachZ + part.Z1);
        _step.Launch(
            new(
                Groups(part.X1 - part.X0, Width), Groups(part.Y1 - part.Y0, Height), Groups(part.Z1 - part.Z0, Layers)),
            _stepped);
    }

    /// <inheritdoc/>
    public override void Turn()
    {
        base.Turn();
        _layerRead = -1;
    }

    /// <inheritdoc/>
    public override void Fill() => Fill(From, isZero: false);

    /// <summary>Copies a line of this rank's points.</summary>
    public void Read(int y, int z, Span<double> line)
    {
        if (_layerRead != z)
            Device.Read(From, (z + ReachZ) * LayerPitch * sizeof(T), _layer.Pointer, LayerPitch * sizeof(T));
        _layerRead = z;
        T* from = Line(y);
        for (int x = 0; x < line.Length; x++)
            line[x] = double.CreateChecked(from[x]);
    }

    private static BlockShape ShapeOf(StencilCase c, int rank)
    {
        Box box = c.Blocks.BoxOf(rank);
        return new(
            (box.X.Length, box.Y.Length, box.Z.Length), 1, c.Wave.Points == 27, face => c.Blocks.Neighbour(rank, face));
    }

    private T* Line(int y) => _layer.Pointer + (y + Shape.Reach) * Pitch + RoomX;

    /// <summary>Fills one of the two arrays. What lies around the points is zero, the boundary's value.</summary>
    private void Fill(DeviceBuffer points, bool isZero)
    {
        double[] x = _case.Wave.Along(0, _box.X), y = _case.Wave.Along(1, _box.Y), z = _case.Wave.Along(2, _box.Z);
        _layer.Clear();
        for (int k = -1; k <= z.Length; k++)
        {
            bool isEmpty = isZero || k < 0 || k == z.Length;
            for (int j = 0; j < y.Length; j++)
                Wave.Fill(new Span<T>(Line(j), x.Length), x, isEmpty ? 0 : y[j] * z[k]);
            Device.Write(points, (k + ReachZ) * LayerPitch * sizeof(T), _layer.Pointer, LayerPitch * sizeof(T));
        }

        _layerRead = -1;
    }
}
