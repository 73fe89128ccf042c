using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>Each line holds the address of the next.</summary>
public sealed class LoadLatencyChase : Realisation<WorkingSet, IChase>
{
    /// <inheritdoc/>
    public override string Name => "chase";

    /// <inheritdoc/>
    public override string Summary => "each line holds the address of the next";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [PageSizes.Axis];

    /// <inheritdoc/>
    public override Availability Check(WorkingSet c, Point p, Place at) => PageSizes.Check(p, at, c.Bytes, 1);

    /// <inheritdoc/>
    public override long FootprintBytes(WorkingSet c, Point p, Place at) => c.Bytes;

    /// <inheritdoc/>
    public override IChase Prepare(WorkingSet c, Point p, Place at, IDisposable? link) =>
        new Chain(c, at.Memory, PageSizes.Of(p));

    private sealed unsafe class Chain : IChase
    {
        private const int Unrolled = 8;

        private readonly NativeBuffer<byte> _lines;
        private byte* _at;

        public Chain(WorkingSet c, MemoryBudget memory, Pages pages)
        {
            _lines = memory.Allocate<byte>((nint)c.Bytes, pages);
            for (long line = 0; line < c.Lines; line++)
                *(byte**)At(line) = At(LoadLatency.Next(line, c.Lines));
            _at = _lines.Pointer;
        }

        public int MaxBatch => int.MaxValue;

        public long Line => (_at - _lines.Pointer) / WorkingSet.LineBytes;

        public void Reset() => _at = _lines.Pointer;

        public void Run(int repeats, Span<long> phaseTicks)
        {
            for (int r = 0; r < repeats; r++)
                _at = Follow(_at);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static byte* Follow(byte* at)
        {
            for (int i = 0; i < LoadLatency.Loads; i += Unrolled)
            {
                at = *(byte**)at;
                at = *(byte**)at;
                at = *(byte**)at;
                at = *(byte**)at;
                at = *(byte**)at;
                at = *(byte**)at;
                at = *(byte**)at;
                at = *(byte**)at;
            }

            return at;
        }

        private byte* At(long line) => _lines.Pointer + line * WorkingSet.LineBytes;

        public void Dispose() => _lines.Dispose();
    }
}
