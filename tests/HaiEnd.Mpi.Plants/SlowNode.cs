using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.LinearAlgebra;

namespace HaiEnd.Mpi.Plants;

/// <summary>A real product that takes its time, and twice that on every rank of the last node.</summary>
public sealed class SlowNode : Realisation<GemmCase, IProduct>
{
    private const int UsualMs = 20;

    private static readonly GemmSimd Real = new();

    /// <inheritdoc/>
    public override string Name => "planted-slow";

    /// <inheritdoc/>
    public override string Summary => "a node that is half as fast as the others";

    /// <inheritdoc/>
    public override Availability Check(GemmCase c, Point p, Place at) => Real.Check(c, p, at);

    /// <inheritdoc/>
    public override long FootprintBytes(GemmCase c, Point p, Place at) => Real.FootprintBytes(c, p, at);

    /// <inheritdoc/>
    public override IProduct Prepare(GemmCase c, Point p, Place at, IDisposable? link)
    {
        bool isSlow = at.NodeOf(at.Rank) > 0 && at.NodeOf(at.Rank) == at.NodeOf(at.Ranks - 1);
        return new Kernel(Real.Prepare(c, p, at, link), isSlow ? 2 * UsualMs : UsualMs);
    }

    private sealed class Kernel(IProduct real, int milliseconds) : IProduct
    {
        public int MaxBatch => real.MaxBatch;

        public Block Held => real.Held;

        public void Reset() => real.Reset();

        public void Run(int repeats, Span<long> phaseTicks)
        {
            real.Run(repeats, phaseTicks);
            for (int i = 0; i < repeats; i++)
                Thread.Sleep(milliseconds);
        }

        public void ReadRow(int row, Span<double> values) => real.ReadRow(row, values);

        public void Dispose() => real.Dispose();
    }
}
