using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>What round trips share whose messages lie in the memory of the ranks' devices: each arrives there before it
/// goes back.</summary>
/// <param name="runtime">whose devices</param>
public abstract class DeviceRoundTrip(string runtime) : Realisation<RoundTripCase, IMessageKernel>, IOnDevice
{
    /// <inheritdoc/>
    public string Runtime => runtime;

    /// <inheritdoc/>
    public override Availability Check(RoundTripCase c, Point p, Place at) =>
        DeviceKernels.CheckDevice(runtime, at) is { IsYes: false } none ? none
            : at.Ranks > 1 ? Availability.Yes
            : Availability.No("a message needs two ranks");

    /// <summary>In the node's memory: what is staged, or looked at [byte].</summary>
    public sealed override long FootprintBytes(RoundTripCase c, Point p, Place at) => c.Bytes;

    /// <inheritdoc/>
    public sealed override IMessageKernel Prepare(RoundTripCase c, Point p, Place at, IDisposable? link) =>
        Belongings.For(own => Make(new(c, at, DeviceKernels.Of(runtime, at), own)));

    private protected abstract IMessageKernel Make(DeviceMessage of);
}

/// <summary>A message of this rank and room for one, in the memory of its device.</summary>
internal sealed unsafe class DeviceMessage : IDisposable
{
    private readonly Belongings _own;

    /// <summary>Allocates and writes them; a rank without a partner has none.</summary>
    public DeviceMessage(RoundTripCase c, Place at, Device device, Belongings own)
    {
        (Team, Device, Partner, _own) = (at.Team!, device, c.PartnerOf(at.Rank), own);
        IsFirst = at.Rank < Partner;
        long bytes = Partner < 0 ? 0 : c.Bytes;
        Host = own.Add(device.AllocateHost(at.Memory, bytes));
        Sent = own.Add(device.Allocate(bytes));
        Room = own.Add(device.Allocate(bytes));
        Span<byte> host = Host.As<byte>().Span;
        for (int i = 0; i < host.Length; i++)
            host[i] = Message.Pattern(at.Rank, i);
        device.Write(Sent, 0, Host.Pointer, bytes);
    }

    public Communicator Team { get; }

    public Device Device { get; }

    /// <summary>The other rank; -1 for none.</summary>
    public int Partner { get; }

    /// <summary>This rank sends before it receives.</summary>
    public bool IsFirst { get; }

    /// <summary>What this rank has written.</summary>
    public DeviceBuffer Sent { get; }

    /// <summary>Where what it receives goes.</summary>
    public DeviceBuffer Room { get; }

    /// <summary>Page-locked memory of the node, as long.</summary>
    public HostBuffer Host { get; }

    public void Dispose() => _own.Dispose();
}

/// <summary>A round trip between devices.</summary>
internal abstract unsafe class DeviceRoundTripKernel(DeviceMessage of) : IMessageKernel
{
    public int MaxBatch => int.MaxValue;

    protected DeviceMessage Of => of;

    public ReadOnlySpan<byte> Received(int slot)
    {
        of.Device.Read(of.Room, 0, of.Host.Pointer, of.Room.Bytes);
        return of.Host.As<byte>().Span;
    }

    public void Reset()
    {
        of.Host.As<byte>().Span.Clear();
        of.Device.Write(of.Room, 0, of.Host.Pointer, of.Room.Bytes);
    }

    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int i = 0; of.Partner >= 0 && i < repeats; i++)
        {
            if (of.IsFirst)
                Send(of.Sent, phaseTicks);
            Receive(phaseTicks);
            if (!of.IsFirst)
                Send(of.Room, phaseTicks);
        }
    }

    public void Dispose() => of.Dispose();

    /// <summary>Sends what lies on the device.</summary>
    protected abstract void Send(DeviceBuffer from, Span<long> phaseTicks);

    /// <summary>Receives; returns when it is on the device.</summary>
    protected abstract void Receive(Span<long> phaseTicks);
}
