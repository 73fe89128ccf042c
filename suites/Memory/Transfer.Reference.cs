using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>The node's processor copies in the node's memory, whatever the direction: what a link is up against.
/// </summary>
public sealed class TransferReference : Realisation<TransferCase, ITransfer>
{
    /// <inheritdoc/>
    public override string Name => "reference";

    /// <inheritdoc/>
    public override string Summary => "the processor's own copy in the node's memory";

    /// <inheritdoc/>
    public override Availability Check(TransferCase c, Point p, Place at) => Availability.Yes;

    /// <inheritdoc/>
    public override long FootprintBytes(TransferCase c, Point p, Place at) => 2 * c.Bytes;

    /// <inheritdoc/>
    public override ITransfer Prepare(TransferCase c, Point p, Place at, IDisposable? link) =>
        Belongings.For(own => new Copies(c, at.Memory, own));

    private sealed unsafe class Copies : ITransfer
    {
        private readonly Belongings _own;
        private readonly NativeBuffer<ulong> _from, _to;

        public Copies(TransferCase c, MemoryBudget memory, Belongings own)
        {
            _own = own;
            _from = own.Add(memory.Allocate<ulong>((nint)c.Words));
            _to = own.Add(memory.Allocate<ulong>((nint)c.Words));
            for (nint i = 0; i < _from.Length; i++)
                _from.Pointer[i] = TransferCase.Word(i);
        }

        public int MaxBatch => int.MaxValue;

        public void Reset() => _to.Clear();

        public void Run(int repeats, Span<long> phaseTicks)
        {
            for (int r = 0; r < repeats; r++)
                Buffer.MemoryCopy(_from.Pointer, _to.Pointer, _to.Bytes, _from.Bytes);
        }

        public ulong Read(long i) => _to.Pointer[i];

        public void Dispose() => _own.Dispose();
    }
}
