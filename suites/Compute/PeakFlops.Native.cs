using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Compute;

/// <summary>Sums of dot products by instructions that C# does not have. One thread.</summary>
public sealed class PeakFlopsNative : Realisation<PeakCase, IPeakKernel>
{
    /// <inheritdoc/>
    public override string Name => "native";

    /// <inheritdoc/>
    public override string Summary => "dot products of the processor in int8 and bf16, in C";

    /// <inheritdoc/>
    public override Availability Check(PeakCase c, Point p, Place at)
    {
        Availability found = NativeDots.Find(c.Precision, out DotKernel? best);
        return best is { Chains: 0 }
            ? Availability.No($"this processor has no instruction that adds up products of {c.Precision.Name}")
            : found;
    }

    /// <inheritdoc/>
    public override long FootprintBytes(PeakCase c, Point p, Place at) => 24 * 64;

    /// <inheritdoc/>
    public override IPeakKernel Prepare(PeakCase c, Point p, Place at, IDisposable? link) =>
        NativeDots.Find(c.Precision, out DotKernel? best) is { IsYes: false } no
            ? throw new InvalidOperationException(no.Reason)
            : new DotChains(c, best!, at.Memory);

    private sealed unsafe class DotChains : IPeakKernel
    {
        private readonly DotKernel _kernel;
        private readonly bool _isWhole;
        private readonly uint _group;
        private readonly NativeBuffer<uint> _sums;

        public DotChains(PeakCase c, DotKernel kernel, MemoryBudget memory)
        {
            _kernel = kernel;
            _isWhole = kernel.Terms == DotKernel.Whole8;
            // 1, 2 and so on: bytes, or the upper halves of fp32.
            _group = _isWhole
                ? 0x0403_0201
                : BitConverter.SingleToUInt32Bits(2) | BitConverter.SingleToUInt32Bits(1) >> 16;
            _sums = memory.Allocate<uint>(kernel.Chains);
            Reset();
        }

        public int Chains => _kernel.Chains;

        // Sums of bf16 end below 2^24, up to where they are exact.
        public int MaxBatch => 16;

        public double Read(int chain) =>
            _isWhole ? (int)_sums[chain] : BitConverter.UInt32BitsToSingle(_sums[chain]);

        public void Reset()
        {
            for (int i = 0; i < Chains; i++)
                _sums[i] = _isWhole ? (uint)i : BitConverter.SingleToUInt32Bits(i);
        }

        public void Run(int repeats, Span<long> phaseTicks) =>
            _kernel.Chain(PeakCase.MultiplyAdds / (Chains * _kernel.Terms) * repeats, _group, _group, _sums.Pointer);

        public void Dispose() => _sums.Dispose();
    }
}
