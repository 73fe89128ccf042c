using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>What all ways share that sum numbers on the ranks' devices, where the sum is to lie too.</summary>
/// <param name="runtime">whose devices</param>
public abstract class DeviceAllreduce(string runtime) : Realisation<AllreduceCase, IAllreduceKernel>, IOnDevice
{
    /// <inheritdoc/>
    public string Runtime => runtime;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Phases { get; } = ["transfer", "wire"];

    /// <inheritdoc/>
    public override Availability Check(AllreduceCase c, Point p, Place at) =>
        DeviceKernels.CheckDevice(runtime, at);

    /// <summary>In the node's memory: the numbers, to begin again from, a piece to fill and to read by, and what passes
    /// through it.</summary>
    public sealed override long FootprintBytes(AllreduceCase c, Point p, Place at) =>
        c.Bytes + OnDevice.PieceBytes(c) + StagedBytes(c, p);

    /// <inheritdoc/>
    public sealed override IAllreduceKernel Prepare(AllreduceCase c, Point p, Place at, IDisposable? link) =>
        c.Precision.Apply(new Maker(this, (c, p, at, link), DeviceKernels.Of(runtime, at)));

    /// <summary>Page-locked memory that it takes [byte].</summary>
    protected virtual long StagedBytes(AllreduceCase c, Point p) => 0;

    /// <summary>Makes the kernel for a number type, which is then reset.</summary>
    private protected abstract IAllreduceKernel Make<T>(OnDevice on, Point p, IDisposable? link)
        where T : unmanaged, INumber<T>;

    private sealed class Maker(
        DeviceAllreduce way, (AllreduceCase Case, Point Point, Place Place, IDisposable? Link) at, Device device)
        : IGeneric<IAllreduceKernel>
    {
        public IAllreduceKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => Belongings.For(own =>
            {
                IAllreduceKernel kernel = way.Make<TStore>(new(at.Case, at.Place, device, own), at.Point, at.Link);
                kernel.Reset();
                return kernel;
            });
    }
}

/// <summary>What is to be summed on which device.</summary>
/// <param name="Case">the case</param>
/// <param name="Place">where</param>
/// <param name="Device">this rank's</param>
/// <param name="Own">who frees what a kernel makes</param>
internal sealed record OnDevice(AllreduceCase Case, Place Place, Device Device, Belongings Own)
{
    private const long MostElements = 64 << 10;

    /// <summary>What is filled and read at once [byte].</summary>
    public static long PieceBytes(AllreduceCase c) => Math.Min(c.Elements, MostElements) * c.ElementBytes;

    /// <summary>Memory of the device.</summary>
    public DeviceBuffer Allocate(long bytes) => Own.Add(Device.Allocate(bytes));

    /// <summary>Memory of the node that the device reads and writes by itself.</summary>
    public HostBuffer AllocateHost(long bytes) => Own.Add(Device.AllocateHost(Place.Memory, bytes));
}

/// <summary>Numbers of this rank on its device, and their sum over the ranks.</summary>
/// <typeparam name="T">an element</typeparam>
internal abstract unsafe class DeviceAllreduceKernel<T> : IAllreduceKernel
    where T : unmanaged, INumber<T>
{
    private readonly Belongings _own;
    private readonly NativeBuffer<T> _brought;
    private readonly NativeBuffer<T> _piece;
    private readonly bool _isInPlace;

    /// <summary>Allocates.</summary>
    protected DeviceAllreduceKernel(OnDevice on)
    {
        AllreduceCase c = on.Case;
        (Device, Team, Rank, Ranks, _own) = (on.Device, on.Place.Team, on.Place.Rank, on.Place.Ranks, on.Own);
        (Length, _isInPlace, MaxBatch) = ((nint)c.Elements, c.InPlace, c.MaxRepeats);
        _brought = _own.Add(on.Place.Memory.Allocate<T>(Length));
        _piece = _own.Add(on.Place.Memory.Allocate<T>((nint)(OnDevice.PieceBytes(c) / sizeof(T))));
        Target = on.Allocate(c.Bytes);
        Source = _isInPlace ? Target : on.Allocate(c.Bytes);
        for (nint i = 0; i < Length; i++)
            _brought.Pointer[i] = T.CreateChecked(c.Input(Rank, i));
    }

    public int MaxBatch { get; }

    protected Device Device { get; }

    protected Communicator? Team { get; }

    protected int Rank { get; }

    protected int Ranks { get; }

    /// <summary>Elements.</summary>
    protected nint Length { get; }

    /// <summary>This rank's numbers.</summary>
    protected DeviceBuffer Source { get; }

    /// <summary>Where their sum goes; the same where it is summed in place.</summary>
    protected DeviceBuffer Target { get; }

    public virtual void Reset()
    {
        Device.Write(Source, 0, _brought.Pointer, Source.Bytes);
        if (!_isInPlace)
            Fill(Target, -T.One);
    }

    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int r = 0; r < repeats; r++)
        {
            if (Team is not null)
                Once(Team, phaseTicks);
            else if (!_isInPlace)
                Device.Copy(Source, Target, Source.Bytes);
        }

        Device.Finish();
    }

    public void Read(long first, Span<double> values)
    {
        for (int begin = 0; begin < values.Length; begin += (int)_piece.Length)
        {
            int some = (int)Math.Min(_piece.Length, values.Length - begin);
            Device.Read(Target, (first + begin) * sizeof(T), _piece.Pointer, (long)some * sizeof(T));
            for (int i = 0; i < some; i++)
                values[begin + i] = double.CreateChecked(_piece.Pointer[i]);
        }
    }

    public void Write(long i, double value) => _brought.Pointer[i] = T.CreateChecked(value);

    public void Dispose() => _own.Dispose();

    /// <summary>Sets all elements.</summary>
    protected void Fill(DeviceBuffer to, T value)
    {
        _piece.Span.Fill(value);
        for (nint i = 0; i < Length; i += _piece.Length)
            Device.Write(to, i * sizeof(T), _piece.Pointer, Math.Min(_piece.Length, Length - i) * sizeof(T));
    }

    /// <summary>Sums once over the ranks of a team; returns when the sum is on the device.</summary>
    /// <param name="team">the ranks</param>
    /// <param name="phaseTicks">ticks in each phase are added here</param>
    protected abstract void Once(Communicator team, Span<long> phaseTicks);
}
