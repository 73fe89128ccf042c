using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Points that are more than the memory: each rank's lie in a temporary file, and its layers go through memory
/// once in depth steps, which follow each other a layer behind. Layers of neighbours are exchanged as messages and
/// written to the file before (time skewing for files: Wonnacott, IPDPS 2000).</summary>
public sealed class OutOfCoreStencil : DeepStencilRealisation
{
    /// <inheritdoc/>
    public override string Name => "outofcore";

    /// <inheritdoc/>
    public override string Summary => "layers go from a temporary file through depth steps and back";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Phases { get; } = ["wire", "read", "compute", "write"];

    /// <inheritdoc/>
    public override Availability Check(StencilCase c, Point p, Place at)
    {
        if (c.Blocks.Px > 1 || c.Blocks.Py > 1)
            return Availability.No("layers of a file are cut along z alone: dims=1");
        if (base.Check(c, p, at) is { IsYes: false } no)
            return no;
        long wanted = 0;
        for (int r = 0; r < at.Ranks; r++)
            wanted += at.NodeOf(r) == at.NodeOf(at.Rank) ? OutOfCoreLayers.Of(c, r, DepthOf(p)).FileBytes : 0;
        return ScratchFile.Holds(wanted);
    }

    /// <inheritdoc/>
    public override long FootprintBytes(StencilCase c, Point p, Place at) =>
        OutOfCoreLayers.Of(c, at.Rank, DepthOf(p)).MemoryBytes;

    /// <summary>Every depth steps, depth layers across each inner face, each a message.</summary>
    public override Work TrafficOf(StencilCase c, Point p, int rank)
    {
        Work deep = base.TrafficOf(c, p, rank);
        return deep with { Messages = deep.Messages * DepthOf(p) };
    }

    /// <inheritdoc/>
    protected override IStencilKernel Make<T>(StencilCase c, Place at, ILocalStencil<T> local, int depth) =>
        new OutOfCoreKernel<T>(c, at, local, OutOfCoreLayers.Of(c, at.Rank, depth));
}

/// <summary>How a rank's layers lie in its file and go through memory.</summary>
/// <param name="Box">its points with the layers of its neighbours</param>
/// <param name="Own">its points</param>
/// <param name="Depth">steps from one pass to the next</param>
/// <param name="ElementBytes">size of a point [byte]</param>
/// <param name="Corners">a step needs points beyond edges and corners</param>
/// <param name="Below">it has a neighbour below</param>
/// <param name="Above">it has a neighbour above</param>
internal sealed record OutOfCoreLayers(
    Box Box, Box Own, int Depth, int ElementBytes, bool Corners, bool Below, bool Above)
{
    /// <summary>Those of a rank.</summary>
    public static OutOfCoreLayers Of(StencilCase c, int rank, int depth) => new(
        c.Blocks.BoxOf(rank, depth), c.Blocks.BoxOf(rank), depth, c.Store.Bytes(), c.Wave.Points != 7,
        c.Blocks.Neighbour(rank, Face.Below) >= 0, c.Blocks.Neighbour(rank, Face.Above) >= 0);

    /// <summary>Points of a layer: in the file and in messages there is no padding.</summary>
    public long Points => Own.X.Length * Own.Y.Length;

    /// <summary>The same [byte].</summary>
    public long LayerBytes => Points * ElementBytes;

    /// <summary>Elements from one line to the next in memory.</summary>
    public int Pitch => BlockMemory.PitchOf((int)Own.X.Length, ElementBytes);

    /// <summary>Elements of a layer in memory.</summary>
    public nint LayerLength => BlockMemory.LayerOf((int)Own.X.Length, (int)Own.Y.Length, ElementBytes);

    /// <summary>The file: each layer once [byte].</summary>
    public long FileBytes => Box.Z.Length * LayerBytes;

    /// <summary>Elements of all memory: layers, a line of zeros, and guards.</summary>
    public nint WindowLength => Wavefront<byte>.LayersOf(Depth, Corners) * LayerLength + Pitch
        + 2 * BlockMemory.GuardBytes / ElementBytes;

    /// <summary>All memory [byte].</summary>
    public long MemoryBytes => WindowLength * ElementBytes;

    /// <summary>What is read and written in depth steps: each layer is read, those of its own are written; and across
    /// each inner face depth layers are read to be sent and written when they are received [byte].</summary>
    public long IoBytes
    {
        get
        {
            int faces = (Below ? 1 : 0) + (Above ? 1 : 0);
            return (Box.Z.Length + Own.Z.Length + 2L * faces * Depth) * LayerBytes;
        }
    }
}

/// <summary>Steps points that are in a file.</summary>
/// <typeparam name="T">a point</typeparam>
internal sealed unsafe class OutOfCoreKernel<T> : IStencilKernel
    where T : unmanaged, INumber<T>
{
    private readonly StencilCase _case;
    private readonly Place _at;
    private readonly OutOfCoreLayers _layers;
    private readonly int _strides;
    private readonly NativeBuffer<T> _window;
    private readonly Wavefront<T> _wavefront;
    private readonly ScratchFile _file;
    private readonly FileTraffic _traffic;
    private readonly RequestSet _requests = new(2);

    public OutOfCoreKernel(StencilCase c, Place at, ILocalStencil<T> local, OutOfCoreLayers layers)
    {
        (_case, _at, _layers) = (c, at, layers);
        MaxBatch = c.MaxRepeats;
        _strides = c.Steps / layers.Depth;
        Box box = layers.Box;
        _window = at.Memory.Allocate<T>(layers.WindowLength, Pages.Huge);
        T* zeros = _window.Pointer + BlockMemory.GuardBytes / sizeof(T);
        var shape = new Block<T>(null, null, null, (int)box.X.Length, (int)box.Y.Length, (int)box.Z.Length)
        {
            Points = c.Wave.Points,
        };
        _wavefront = new(local, layers.Depth, shape, zeros, zeros + layers.Pitch);
        _file = new(layers.FileBytes);
        _traffic = new(_file);
        Reset();
    }

    public int MaxBatch { get; }

    public IReadOnlyList<PointFact> Facts => _traffic.Facts;

    /// <summary>The first of the rank's own layers in the file.</summary>
    private int First => (int)(_layers.Own.Z.Offset - _layers.Box.Z.Offset);

    private int End => First + (int)_layers.Own.Z.Length;

    public void Reset()
    {
        Box own = _layers.Own;
        double[] x = _case.Wave.Along(0, own.X), y = _case.Wave.Along(1, own.Y), z = _case.Wave.Along(2, own.Z);
        for (int k = 0; k < z.Length; k++)
        {
            for (int j = 0; j < y.Length; j++)
                Wave.Fill(new Span<T>(_wavefront.To.At(0) + j * x.Length, x.Length), x, y[j] * z[k]);
            _file.Write((nint)_wavefront.To.At(0), _layers.LayerBytes, Offset(First + k));
        }
    }

    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int i = 0; i < repeats * _strides; i++)
        {
            Exchange(phaseTicks, Face.Below, Face.Above, First);
            Exchange(phaseTicks, Face.Above, Face.Below, End - _layers.Depth);
            Sweep(phaseTicks);
        }

        _traffic.Add(repeats);
    }

    public void Read(int y, int z, Span<double> line)
    {
        T* points = _wavefront.From.At(0);
        _file.Read((nint)points, line.Length * sizeof(T), Offset(First + z) + (long)y * line.Length * sizeof(T));
        for (int x = 0; x < line.Length; x++)
            line[x] = double.CreateChecked(points[x]);
    }

    public void Dispose()
    {
        _requests.Dispose();
        _window.Dispose();
        _file.Dispose();
    }

    private long Offset(int layer) => layer * _layers.LayerBytes;

    /// <summary>Sends own layers one after the other across a face, while those from the opposite side come in.
    /// </summary>
    /// <param name="phaseTicks">ticks are added here</param>
    /// <param name="to">the face they leave by</param>
    /// <param name="from">the face others come by</param>
    /// <param name="first">the first of them in the file</param>
    private void Exchange(Span<long> phaseTicks, Face to, Face from, int first)
    {
        (int receiver, int sender) = (_case.Blocks.Neighbour(_at.Rank, to), _case.Blocks.Neighbour(_at.Rank, from));
        int halo = from == Face.Below ? 0 : End;
        for (int i = 0; i < _layers.Depth; i++)
        {
            T* sent = _wavefront.From.At(0), received = _wavefront.From.At(1);
            if (receiver >= 0)
                phaseTicks[1] += _traffic.Read((nint)sent, _layers.LayerBytes, Offset(first + i));
            long begin = Stopwatch.GetTimestamp();
            if (sender >= 0)
                _requests.Add(_at.Team!.IReceive(received, _layers.LayerBytes, Datatype.Byte, sender, (int)to));
            if (receiver >= 0)
                _requests.Add(_at.Team!.ISend(sent, _layers.LayerBytes, Datatype.Byte, receiver, (int)to));
            if (_requests.Count > 0)
                _requests.WaitAll();
            phaseTicks[0] += Stopwatch.GetTimestamp() - begin;
            if (sender >= 0)
                phaseTicks[3] += _traffic.Write((nint)received, _layers.LayerBytes, Offset(halo + i));
        }
    }

    /// <summary>Makes all steps in one pass over the file. A layer is written where it was read from, when the layers
    /// that follow have been read.</summary>
    private void Sweep(Span<long> phaseTicks)
    {
        int read = 0;
        for (int turn = Math.Max(0, First - _layers.Depth + 1); turn < End + _layers.Depth - 1; turn++)
        {
            for (; read < Math.Min(_layers.Box.Z.Length, turn + 2); read++)
            {
                phaseTicks[1] += _traffic.Read((nint)_wavefront.From.At(read), _layers.LayerBytes, Offset(read));
                Spread(_wavefront.From.At(read));
            }

            long begin = Stopwatch.GetTimestamp();
            _wavefront.Turn(turn, First, End);
            phaseTicks[2] += Stopwatch.GetTimestamp() - begin;
            int made = turn - _layers.Depth + 1;
            if (made < First)
                continue;
            Gather(_wavefront.To.At(made));
            phaseTicks[3] += _traffic.Write((nint)_wavefront.To.At(made), _layers.LayerBytes, Offset(made));
        }
    }

    /// <summary>Moves the lines of a layer to where padding begins each at a cache line.</summary>
    private void Spread(T* layer)
    {
        int nx = (int)_layers.Own.X.Length, pitch = _layers.Pitch;
        for (int y = (int)_layers.Own.Y.Length - 1; y > 0 && pitch > nx; y--)
            new Span<T>(layer + (nint)y * nx, nx).CopyTo(new Span<T>(layer + (nint)y * pitch, nx));
    }

    /// <summary>Undoes <see cref="Spread"/>.</summary>
    private void Gather(T* layer)
    {
        int nx = (int)_layers.Own.X.Length, pitch = _layers.Pitch;
        for (int y = 1; y < _layers.Own.Y.Length && pitch > nx; y++)
            new Span<T>(layer + (nint)y * pitch, nx).CopyTo(new Span<T>(layer + (nint)y * nx, nx));
    }
}
