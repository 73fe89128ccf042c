using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.PointToPoint;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Messages that were not sent as they should have been, which the check must find.</summary>
/// <param name="name">which</param>
public abstract class PlantedMessages<TCase>(string name) : Realisation<TCase, IMessageKernel>
    where TCase : notnull
{
    public override string Name => name;

    public override string Summary => "a defect in the exchange of messages";

    public override Availability Check(TCase c, Point p, Place at) => Availability.Yes;

    public override long FootprintBytes(TCase c, Point p, Place at) => 0;

    public override IMessageKernel Prepare(TCase c, Point p, Place at, IDisposable? link) =>
        new Kernel(Held(c, at.Rank));

    /// <summary>What a rank has at the end, place by place of the window.</summary>
    protected abstract byte[][] Held(TCase c, int rank);

    /// <summary>A message as a rank writes it.</summary>
    protected static byte[] Written(int from, long bytes) =>
        [.. Enumerable.Range(0, (int)bytes).Select(i => Message.Pattern(from, i))];

    private sealed class Kernel(byte[][] held) : IMessageKernel
    {
        public int MaxBatch => int.MaxValue;

        public ReadOnlySpan<byte> Received(int slot) => slot < held.Length ? held[slot] : [];

        public void Reset()
        {
        }

        public void Run(int repeats, Span<long> phaseTicks)
        {
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>The last byte stays behind.</summary>
public sealed class ShortRoundTrip() : PlantedMessages<RoundTripCase>("planted-short")
{
    protected override byte[][] Held(RoundTripCase c, int rank)
    {
        int partner = c.PartnerOf(rank);
        return partner < 0 ? [] : [[.. Written(Math.Min(rank, partner), c.Bytes).AsSpan(..^1), 0]];
    }
}

/// <summary>Each rank keeps what it has written itself.</summary>
public sealed class KeptRoundTrip() : PlantedMessages<RoundTripCase>("planted-kept")
{
    protected override byte[][] Held(RoundTripCase c, int rank) =>
        c.PartnerOf(rank) < 0 ? [] : [Written(rank, c.Bytes)];
}

/// <summary>Each rank has the message of the rank that it sends to.</summary>
public sealed class BackwardSendrecv() : PlantedMessages<ExchangeCase>("planted-backward")
{
    protected override byte[][] Held(ExchangeCase c, int rank) => [Written(c.To(rank, 0), c.Bytes)];
}

/// <summary>The message ends a byte early.</summary>
public sealed class ShortSendrecv() : PlantedMessages<ExchangeCase>("planted-short")
{
    protected override byte[][] Held(ExchangeCase c, int rank) =>
        c.From(rank, 0) < 0 ? [] : [[.. Written(c.From(rank, 0), c.Bytes).AsSpan(..^1), 0]];
}

/// <summary>The partner is that of the round before.</summary>
public sealed class StaleSendrecv() : PlantedMessages<ExchangeCase>("planted-stale")
{
    protected override byte[][] Held(ExchangeCase c, int rank) =>
        c.From(rank, 1) < 0 ? [] : [Written(Math.Max(0, c.From(rank, 0)), c.Bytes)];
}

/// <summary>The last message of the window is not there.</summary>
public sealed class LostWindow() : PlantedMessages<WindowCase>("planted-lost")
{
    protected override byte[][] Held(WindowCase c, int rank) => !c.Receives(rank) ? [] :
    [
        .. Enumerable.Repeat(Written(c.PartnerOf(rank), c.Bytes), c.Messages - 1), new byte[c.Bytes],
    ];
}

/// <summary>Messages come back to the rank that sent them.</summary>
public sealed class TurnedWindow() : PlantedMessages<WindowCase>("planted-turned")
{
    protected override byte[][] Held(WindowCase c, int rank) =>
        c.Receives(rank) ? [.. Enumerable.Repeat(Written(rank, c.Bytes), c.Messages)] : [];
}

/// <summary>The line makes one way a repeat.</summary>
public sealed class OneWayLine : Realisation<CoreLatencyCase, ICoreLatencyKernel>
{
    public override string Name => "planted-once";

    public override string Summary => "one way instead of two";

    public override Availability Check(CoreLatencyCase c, Point p, Place at) => Availability.Yes;

    public override long FootprintBytes(CoreLatencyCase c, Point p, Place at) => 0;

    public override ICoreLatencyKernel Prepare(CoreLatencyCase c, Point p, Place at, IDisposable? link) => new Kernel();

    private sealed class Kernel : ICoreLatencyKernel
    {
        public long Ways { get; private set; }

        public int MaxBatch => int.MaxValue;

        public void Reset() => Ways = 0;

        public void Run(int repeats, Span<long> phaseTicks) => Ways += repeats;

        public void Dispose()
        {
        }
    }
}
