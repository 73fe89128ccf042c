using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>The points of one rank in the memory of its device, before and after a step, with room around them for the
/// layers of its neighbours. Layers are packed on the device and pass through the node's memory, in a queue beside that
/// of the steps. It does not communicate.</summary>
/// <typeparam name="T">a point</typeparam>
internal abstract unsafe class DeviceBlock<T> : IHaloed<T>, IDisposable
    where T : unmanaged, INumber<T>
{
    private const int Members = 256;

    // Lines of own points begin where a device's memory is read in one piece.
    private const int LineBytes = 128;

    private readonly Place _place;
    private readonly DeviceBuffer[] _points = new DeviceBuffer[2];
    private readonly DeviceBuffer _leaving;
    private readonly DeviceBuffer _arriving;
    private readonly HostBuffer _sent;
    private readonly HostBuffer _received;
    private readonly DeviceQueue _beside;
    private readonly DeviceEvent _arrived;
    private readonly DeviceKernel _carry;
    private readonly DeviceArgument[] _carried;
    private int _now;

    /// <summary>Allocates, with anything in it, and compiles.</summary>
    /// <param name="shape">which points</param>
    /// <param name="isFlat">a step reaches nothing below and above</param>
    /// <param name="precision">of the points</param>
    /// <param name="at">who this rank is</param>
    /// <param name="device">whose memory it takes</param>
    /// <param name="own">who frees what is made here</param>
    protected DeviceBlock(
        BlockShape shape, bool isFlat, Precision precision, Place at, Device device, Belongings own)
    {
        (Shape, Device, Own, _place) = (shape, device, own, at);
        ReachZ = isFlat ? 0 : shape.Reach;
        Pitch = PitchOf(shape);
        LayerPitch = LayerPitchOf(shape);
        for (int i = 0; i < _points.Length; i++)
            _points[i] = Array();
        _leaving = own.Add(device.Allocate(shape.PackedPoints * sizeof(T)));
        _arriving = own.Add(device.Allocate(shape.PackedPoints * sizeof(T)));
        _sent = own.Add(device.AllocateHost(at.Memory, _leaving.Bytes));
        _received = own.Add(device.AllocateHost(at.Memory, _arriving.Bytes));
        (_beside, _arrived) = (own.Add(device.CreateQueue()), own.Add(device.CreateEvent()));
        _carry = own.Add(own.Add(DeviceKernels.Compile(device, precision, "halo.kernel.c", new()
        {
            ["MEMBERS"] = $"{Members}",
        })).Kernel("carry", new(Members)));
        _carried = [_points[0], _leaving, 0L, 0L, 0, 0, 0, Pitch, LayerPitch, 1];
    }

    /// <summary>Which points it has.</summary>
    public BlockShape Shape { get; }

    /// <summary>Where they are.</summary>
    protected Device Device { get; }

    /// <summary>What is freed with it.</summary>
    protected Belongings Own { get; }

    /// <summary>What the next step reads.</summary>
    protected DeviceBuffer From => _points[_now];

    /// <summary>What it writes.</summary>
    protected DeviceBuffer To => _points[1 - _now];

    /// <summary>Elements from one line to the next.</summary>
    protected int Pitch { get; }

    /// <summary>Elements from one layer to the next.</summary>
    protected long LayerPitch { get; }

    /// <summary>Elements before the first own point of a line.</summary>
    protected int RoomX => RoomOf(Shape);

    /// <summary>Layers before the first own one.</summary>
    protected int ReachZ { get; }

    private static int PerLine => LineBytes / sizeof(T);

    /// <summary>Page-locked memory of the node for the layers that are sent and received [byte].</summary>
    public static long HaloBytes(BlockShape shape) => 2 * shape.PackedPoints * sizeof(T);

    /// <inheritdoc/>
    public int Neighbour(Face face) => Shape.Neighbour(face);

    /// <inheritdoc/>
    public long LayerBytes(Face face) => Shape.PointsAcross(face) * sizeof(T);

    /// <inheritdoc/>
    public T* Halo(Face face) => (T*)_received.Pointer + Shape.OffsetOf(face);

    /// <inheritdoc/>
    public T* Outgoing(Face face) => (T*)_sent.Pointer + Shape.OffsetOf(face);

    /// <summary>Asks to gather the layers for neighbours on the device.</summary>
    public void Pack(HaloRound round) => Carry(round, _leaving, isOut: true);

    /// <summary>Asks to copy them to the node's memory then.</summary>
    public void Leave(HaloRound round) => _beside.Read(
        _leaving, round.First * sizeof(T), Outgoing(round.Faces[0]), round.Points * sizeof(T));

    /// <summary>Asks to copy the neighbours' layers to the device.</summary>
    public void Bring(HaloRound round) => _beside.Write(
        _arriving, round.First * sizeof(T), Halo(round.Faces[0]), round.Points * sizeof(T));

    /// <summary>Asks to put them around the points then.</summary>
    public void Unpack(HaloRound round) => Carry(round, _arriving, isOut: false);

    /// <summary>Returns when all is done that was asked for of layers.</summary>
    public void FinishHalos() => _beside.Finish();

    /// <summary>Lets steps that are asked for from now on wait for what was asked of layers.</summary>
    public void AwaitHalos()
    {
        _beside.Record(_arrived);
        Device.Queue.Wait(_arrived);
    }

    /// <summary>Asks to step some points.</summary>
    public abstract void Step(Cuboid part);

    /// <summary>Returns when all steps are done.</summary>
    public void FinishSteps() => Device.Finish();

    /// <summary>What was written becomes what the next step reads.</summary>
    public virtual void Turn() => _now = 1 - _now;

    /// <summary>The points at the start.</summary>
    public abstract void Fill();

    /// <inheritdoc/>
    public void Dispose() => Own.Dispose();

    /// <summary>Elements from one line to the next.</summary>
    protected static int PitchOf(BlockShape shape) =>
        RoomOf(shape) + Groups(shape.All.X1 + shape.Reach, PerLine) * PerLine;

    /// <summary>Elements from one layer to the next.</summary>
    protected static long LayerPitchOf(BlockShape shape) =>
        (long)PitchOf(shape) * (shape.All.Y1 + 2 * shape.Reach);

    /// <summary>How many groups of so many do all.</summary>
    protected static int Groups(long length, int each) => (int)((length + each - 1) / each);

    /// <summary>Memory of the device for all points and those around them.</summary>
    protected DeviceBuffer Array() =>
        Own.Add(Device.Allocate(LayerPitch * (Shape.All.Z1 + 2 * ReachZ) * sizeof(T)));

    /// <summary>Memory of the node.</summary>
    protected NativeBuffer<T> HostArray(long points) => Own.Add(_place.Memory.Allocate<T>((nint)points));

    /// <summary>Where a point is.</summary>
    protected long IndexOf(int x, int y, int z) =>
        (z + ReachZ) * LayerPitch + (long)(y + Shape.Reach) * Pitch + RoomX + x;

    private static int RoomOf(BlockShape shape) => Groups(shape.Reach, PerLine) * PerLine;

    private void Carry(HaloRound round, DeviceBuffer packed, bool isOut)
    {
        (_carried[0], _carried[1], _carried[9]) = (From, packed, isOut ? 1 : 0);
        foreach (Face face in round.Faces)
        {
            Cuboid edge = Shape.Edge(face, isOut);
            (_carried[2], _carried[3]) = (IndexOf(edge.X0, edge.Y0, edge.Z0), Shape.OffsetOf(face));
            (_carried[4], _carried[5], _carried[6]) = (edge.X1 - edge.X0, edge.Y1 - edge.Y0, edge.Z1 - edge.Z0);
            _carry.Launch(_beside, new(Groups(edge.Points, Members)), _carried);
        }
    }
}
