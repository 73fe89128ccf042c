using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites;
using HaiEnd.Mpi.Suites.PointToPoint;

namespace HaiEnd.Mpi.Plants;

/// <summary>Round trips that take their time, and three times that between the first rank and the last.</summary>
public sealed class SlowLink : Realisation<RoundTripCase, IMessageKernel>
{
    private const int UsualMs = 20;

    private static readonly BlockingRoundTrip Real = new();

    /// <inheritdoc/>
    public override string Name => "planted-slow";

    /// <inheritdoc/>
    public override string Summary => "a slow link between the first rank and the last";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Pinning.Axis];

    /// <inheritdoc/>
    public override Availability Check(RoundTripCase c, Point p, Place at) => Real.Check(c, p, at);

    /// <inheritdoc/>
    public override long FootprintBytes(RoundTripCase c, Point p, Place at) => Real.FootprintBytes(c, p, at);

    /// <inheritdoc/>
    public override IMessageKernel Prepare(RoundTripCase c, Point p, Place at, IDisposable? link)
    {
        bool isSlow = at.Rank + c.PartnerOf(at.Rank) == at.Ranks - 1 && at.Rank % (at.Ranks - 1) == 0;
        return new Kernel(Real.Prepare(c, p, at, link), isSlow ? 3 * UsualMs : UsualMs);
    }

    private sealed class Kernel(IMessageKernel real, int milliseconds) : IMessageKernel
    {
        public int MaxBatch => real.MaxBatch;

        public ReadOnlySpan<byte> Received(int slot) => real.Received(slot);

        public void Reset() => real.Reset();

        public void Run(int repeats, Span<long> phaseTicks)
        {
            real.Run(repeats, phaseTicks);
            for (int i = 0; i < repeats; i++)
                Thread.Sleep(milliseconds);
        }

        public void Dispose() => real.Dispose();
    }
}
