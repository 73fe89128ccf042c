using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>What ways share that round what they send. Each rank rounds the others' segments of its buffer and sends
/// them to who sums them (an all-to-all), adds up what it gets to its own segment, which it need not round, rounds the
/// sum and sends it to all. Two roundings, however many ranks; a ring that rounds at each step has p - 1. A rank alone
/// sends and rounds nothing.
/// Source of two shots: Dettmers, 8-bit approximations for parallelism in deep learning, ICLR 2016; of the feedback of
/// errors: Seide et al., Interspeech 2014.</summary>
/// <param name="wire">what they round to</param>
public abstract class CompressedAllreduce(string wire) : AllreduceRealisation
{
    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = Rounding.AxesOf(wire);

    /// <inheritdoc/>
    public override Availability Check(AllreduceCase c, Point p, Place at) => Rounding.Check(c, wire);

    /// <inheritdoc/>
    public override Work TrafficOf(AllreduceCase c, Point p, int rank) =>
        c.Rounding!.Traffic(c, rank, c.Rounding.Messages);

    /// <inheritdoc/>
    protected override long ScratchBytes(AllreduceCase c, Point p) =>
        c.Rounding!.BufferBytes(c.Elements, c.Ranks, c.ElementBytes);

    /// <inheritdoc/>
    protected override AllreduceKernel<T> Make<T>(AllreduceCase c, Point p, Place at, IDisposable? link) =>
        new CompressedKernel<T>(c, at, WireOn(at.Rank));

    private protected virtual IWire WireOn(int rank) => wire == Rounding.Int8 ? new Int8Wire() : new Bf16Wire();
}
