using System.Globalization;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;

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

/// <summary>The points of one rank in the memory of its device, before and after a step, with room around them for a
/// layer of each neighbour. Layers are packed on the device and pass through the node's memory. It does not
/// communicate.</summary>
/// <typeparam name="T">a point</typeparam>
internal sealed unsafe class DeviceField<T> : IHaloed<T>, IDisposable
    where T : unmanaged, INumber<T>
{
    private const int Width = 64, Height = 4, Layers = 16, Members = 256;

    // Lines of own points begin where a device's memory is read in one piece.
    private const int LineBytes = 128;

    private readonly StencilCase _case;
    private readonly Box _box;
    private readonly int _rank;
    private readonly Belongings _own;
    private readonly Device _device;
    private readonly DeviceBuffer[] _points = new DeviceBuffer[2];
    private readonly DeviceBuffer _leaving;
    private readonly DeviceBuffer _arriving;
    private readonly HostBuffer _sent;
    private readonly HostBuffer _received;
    private readonly NativeBuffer<T> _layer;
    private readonly DeviceQueue _copies;
    private readonly DeviceEvent _packed;
    private readonly DeviceEvent _brought;
    private readonly DeviceKernel _step;
    private readonly DeviceKernel _carry;
    private readonly DeviceArgument[] _stepped;
    private readonly DeviceArgument[] _carried;
    private readonly long[] _offsets = new long[Decomposition.Faces.Length];
    private int _now;
    private int _layerRead;

    /// <summary>Allocates, compiles and fills with the wave.</summary>
    /// <param name="c">the case</param>
    /// <param name="precision">of the points</param>
    /// <param name="at">who this rank is</param>
    /// <param name="device">whose memory it takes</param>
    /// <param name="own">who frees what is made here</param>
    public DeviceField(StencilCase c, Precision precision, Place at, Device device, Belongings own)
    {
        (_case, _rank, _device, _own) = (c, at.Rank, device, own);
        _box = c.Blocks.BoxOf(_rank);
        for (int i = 0; i < _points.Length; i++)
            _points[i] = own.Add(device.Allocate(LayerPitch * (Nz + 2) * sizeof(T)));
        long packed = 0;
        foreach (Face face in Decomposition.Faces)
        {
            _offsets[(int)face] = packed;
            packed += Neighbour(face) >= 0 ? _box.PointsOf(face) : 0;
        }

        _leaving = own.Add(device.Allocate(packed * sizeof(T)));
        _arriving = own.Add(device.Allocate(packed * sizeof(T)));
        _sent = own.Add(device.AllocateHost(at.Memory, _leaving.Bytes));
        _received = own.Add(device.AllocateHost(at.Memory, _arriving.Bytes));
        _copies = own.Add(device.CreateQueue());
        (_packed, _brought) = (own.Add(device.CreateEvent()), own.Add(device.CreateEvent()));
        _layer = own.Add(at.Memory.Allocate<T>((nint)LayerPitch));
        DeviceProgram program = own.Add(DeviceKernels.Compile(device, precision, "stencil.kernel.c", new()
        {
            ["WIDTH"] = $"{Width}",
            ["HEIGHT"] = $"{Height}",
            ["LAYERS"] = $"{Layers}",
            ["MEMBERS"] = $"{Members}",
            ["CENTRE"] = Wave.Centre.ToString(CultureInfo.InvariantCulture),
            ["NEIGHBOUR"] = Wave.R.ToString(CultureInfo.InvariantCulture),
        }));
        _step = own.Add(program.Kernel("heat", new(Width, Height)));
        _carry = own.Add(program.Kernel("carry", new(Members)));
        _stepped = [_points[0], _points[1], 0, 0, 0, 0, 0, 0, Pitch, LayerPitch];
        _carried = [_points[0], _leaving, 0L, 0L, 0, 0, 0, Pitch, LayerPitch, 1];
        Fill(1, isZero: true);
        Fill();
    }

    /// <summary>All points.</summary>
    public Cuboid All => new(0, Nx, 0, Ny, 0, Nz);

    /// <summary>Those that need no halo; none in a block of one layer between two neighbours.</summary>
    public Cuboid Inside
    {
        get
        {
            int x = Waiting(Face.Left), y = Waiting(Face.Front), z = Waiting(Face.Below);
            return new(
                x, Math.Max(x, Nx - Waiting(Face.Right)), y, Math.Max(y, Ny - Waiting(Face.Back)),
                z, Math.Max(z, Nz - Waiting(Face.Above)));
        }
    }

    private int Nx => (int)_box.X.Length;

    private int Ny => (int)_box.Y.Length;

    private int Nz => (int)_box.Z.Length;

    private static int Margin => LineBytes / sizeof(T);

    private int Pitch => Margin + (Nx + Margin) / Margin * Margin;

    private long LayerPitch => (long)Pitch * (Ny + 2);

    /// <summary>Memory of the node that it takes: the layers that are sent and received, and a layer to fill from
    /// [byte].</summary>
    public static long FootprintBytes(StencilCase c, int rank)
    {
        Box box = c.Blocks.BoxOf(rank);
        long points = (box.X.Length + 2 * Margin) * (box.Y.Length + 2);
        foreach (Face face in Decomposition.Faces)
            points += c.Blocks.Neighbour(rank, face) >= 0 ? 2 * box.PointsOf(face) : 0;
        return points * sizeof(T);
    }

    /// <inheritdoc/>
    public int Neighbour(Face face) => _case.Blocks.Neighbour(_rank, face);

    /// <inheritdoc/>
    public long LayerBytes(Face face) => _box.PointsOf(face) * sizeof(T);

    /// <inheritdoc/>
    public T* Halo(Face face) => (T*)_received.Pointer + _offsets[(int)face];

    /// <inheritdoc/>
    public T* Outgoing(Face face) => (T*)_sent.Pointer + _offsets[(int)face];

    /// <summary>Gathers the layers for the neighbours on the device.</summary>
    public void Pack() => Carry(_leaving, isOut: true);

    /// <summary>Begins to copy them to the node's memory once they are packed, beside what the device does next.
    /// </summary>
    public void Leave()
    {
        _device.Queue.Record(_packed);
        _copies.Wait(_packed);
        _copies.Read(_leaving, 0, _sent.Pointer, _sent.Bytes);
    }

    /// <summary>Returns when they are there.</summary>
    public void Fetch() => _copies.Finish();

    /// <summary>Copies the neighbours' layers to the device, which then waits for them with all that it is asked for.
    /// </summary>
    public void Bring()
    {
        _copies.Write(_arriving, 0, _received.Pointer, _received.Bytes);
        _copies.Record(_brought);
        _device.Queue.Wait(_brought);
    }

    /// <summary>Returns when the device has done all.</summary>
    public void Finish() => _device.Finish();

    /// <summary>Puts them around the points.</summary>
    public void Unpack() => Carry(_arriving, isOut: false);

    /// <summary>Steps some points.</summary>
    public void Step(Cuboid part)
    {
        if (part.Points == 0)
            return;
        (_stepped[0], _stepped[1]) = (_points[_now], _points[1 - _now]);
        (_stepped[2], _stepped[3]) = (Margin + part.X0, Margin + part.X1);
        (_stepped[4], _stepped[5]) = (1 + part.Y0, 1 + part.Y1);
        (_stepped[6], _stepped[7]) = (1 + part.Z0, 1 + part.Z1);
        _step.Launch(
            new(
                Groups(part.X1 - part.X0, Width), Groups(part.Y1 - part.Y0, Height), Groups(part.Z1 - part.Z0, Layers)),
            _stepped);
        _layerRead = -1;
    }

    /// <summary>What was written becomes what the next step reads.</summary>
    public void Turn() => _now = 1 - _now;

    /// <summary>The wave at its start.</summary>
    public void Fill() => Fill(_now, isZero: false);

    /// <summary>Copies a line of this rank's points.</summary>
    public void Read(int y, int z, Span<double> line)
    {
        if (_layerRead != z)
            _device.Read(
                _points[_now], (z + 1) * LayerPitch * sizeof(T), _layer.Pointer, LayerPitch * sizeof(T));
        _layerRead = z;
        T* from = Line(y);
        for (int x = 0; x < line.Length; x++)
            line[x] = double.CreateChecked(from[x]);
    }

    /// <inheritdoc/>
    public void Dispose() => _own.Dispose();

    private int Waiting(Face face) => Neighbour(face) < 0 ? 0 : 1;

    private static int Groups(long length, int each) => (int)((length + each - 1) / each);

    private T* Line(int y) => _layer.Pointer + (y + 1) * Pitch + Margin;

    /// <summary>Fills one of the two arrays. What lies around the points is zero, the boundary's value.</summary>
    private void Fill(int which, bool isZero)
    {
        double[] x = _case.Wave.Along(0, _box.X), y = _case.Wave.Along(1, _box.Y), z = _case.Wave.Along(2, _box.Z);
        _layer.Clear();
        for (int k = -1; k <= Nz; k++)
        {
            bool isEmpty = isZero || k < 0 || k == Nz;
            for (int j = 0; j < Ny; j++)
                Wave.Fill(new Span<T>(Line(j), Nx), x, isEmpty ? 0 : y[j] * z[k]);
            _device.Write(_points[which], (k + 1) * LayerPitch * sizeof(T), _layer.Pointer, LayerPitch * sizeof(T));
        }

        _layerRead = -1;
    }

    /// <summary>Gathers or spreads the layers at all faces with a neighbour.</summary>
    private void Carry(DeviceBuffer packed, bool isOut)
    {
        (_carried[0], _carried[1], _carried[9]) = (_points[_now], packed, isOut ? 1 : 0);
        foreach (Face face in Decomposition.Faces)
        {
            if (Neighbour(face) < 0)
                continue;
            Cuboid edge = Edge(face, isOut);
            _carried[2] = (1L + edge.Z0) * LayerPitch + (1L + edge.Y0) * Pitch + Margin + edge.X0;
            _carried[3] = _offsets[(int)face];
            (_carried[4], _carried[5], _carried[6]) = (edge.X1 - edge.X0, edge.Y1 - edge.Y0, edge.Z1 - edge.Z0);
            _carry.Launch(new(Groups(edge.Points, Members)), _carried);
        }
    }

    /// <summary>The outermost points at a face, or the neighbour's beyond it.</summary>
    private Cuboid Edge(Face face, bool isOwn)
    {
        int low = isOwn ? 0 : -1, high = isOwn ? -1 : 0;
        return face switch
        {
            Face.Left => All with { X0 = low, X1 = low + 1 },
            Face.Right => All with { X0 = Nx + high, X1 = Nx + high + 1 },
            Face.Front => All with { Y0 = low, Y1 = low + 1 },
            Face.Back => All with { Y0 = Ny + high, Y1 = Ny + high + 1 },
            Face.Below => All with { Z0 = low, Z1 = low + 1 },
            _ => All with { Z0 = Nz + high, Z1 = Nz + high + 1 },
        };
    }
}
