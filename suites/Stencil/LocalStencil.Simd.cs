using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Vectors as wide as the processor's, for fp64 and fp32. Lines are worked through in strips whose layers
/// below stay in the core's own cache, so that each point comes from memory once, and the result goes past the caches
/// where the block is larger than they are (Datta et al., SC08, sections 4 and 5).</summary>
public sealed class SimdLocalStencil : Part<ILocalStencil>
{
    /// <inheritdoc/>
    public override string Name => "simd";

    /// <inheritdoc/>
    public override Availability Check(Precision precision, Place at) => NativeArithmetic.Check(precision);

    /// <inheritdoc/>
    public override ILocalStencil Create(Precision precision, Place at) => precision.Apply(new Maker());

    private sealed class Maker : IGeneric<ILocalStencil>
    {
        public ILocalStencil For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => Lanes.Widest(new OfWidth<TStore>());
    }

    private sealed class OfWidth<T> : IForLanes<T, ILocalStencil>
        where T : unmanaged, INumber<T>
    {
        public ILocalStencil For<TLanes>()
            where TLanes : struct, ILanes<TLanes, T> => new Vectors<T, TLanes>();
    }

    private sealed unsafe class Vectors<T, TLanes> : ILocalStencil<T>
        where T : unmanaged, INumber<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        // Three layers of a strip are live at once; together they fit a second-level cache of 1 MiB.
        private const int StripBytes = 256 << 10;

        // Larger than the last-level cache that a core can count on; below it, results are best left in the cache.
        private const long StreamFromBytes = 48 << 20;

        // The processor's own prefetchers stop at each page of 4 KiB, and only the layer above comes from memory.
        private const int PrefetchBytes = 8 << 10;

        public void Step(in Block<T> block, Lines lines)
        {
            int width = Math.Max(1, StripBytes / (block.Pitch * sizeof(T)));
            bool stream = 2L * sizeof(T) * block.Pitch * block.Ny * block.Nz > StreamFromBytes;
            for (int y = lines.Y0; y < lines.Y1; y += width)
            {
                int end = Math.Min(lines.Y1, y + width);
                if (stream)
                    Strip<Past>(block, lines with { Y0 = y, Y1 = end });
                else
                    Strip<Into>(block, lines with { Y0 = y, Y1 = end });
            }

            // Stores past the caches are seen by other processors, and so by a message, only after a fence.
            if (stream)
                Thread.MemoryBarrier();
        }

        private static void Strip<TStoring>(in Block<T> block, Lines lines)
            where TStoring : struct, IStoring
        {
            for (int z = lines.Z0; z < lines.Z1; z++)
            {
                for (int y = lines.Y0; y < lines.Y1; y++)
                {
                    Line<TStoring>(
                        block.To(y, z), block.From(y, z), block.From(y - 1, z), block.From(y + 1, z),
                        block.From(y, z - 1), block.From(y, z + 1), block.Left(y, z), block.Right(y, z), block.Nx);
                }
            }
        }

        /// <summary>One line in whole vectors, the last of which may reach into the padding.</summary>
        private static void Line<TStoring>(
            T* to, T* at, T* front, T* back, T* below, T* above, T left, T right, int length)
            where TStoring : struct, IStoring
        {
            nint last = (length - 1) / TLanes.Count * TLanes.Count;
            for (nint x = 0; x <= last; x += TLanes.Count)
            {
                if (Sse.IsSupported)
                    Sse.Prefetch0((byte*)(above + x) + PrefetchBytes);
                TLanes before = TLanes.Load(at + x - 1), after = TLanes.Load(at + x + 1);
                if (x == 0)
                    before = before.With(0, left);
                if (x == last)
                    after = after.With(length - 1 - (int)last, right);
                TStoring.Store(Sum(before, after, at + x, front + x, back + x, below + x, above + x), to + x);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Sum(TLanes left, TLanes right, T* at, T* front, T* back, T* below, T* above)
        {
            TLanes sum = left + right
                + (TLanes.Load(front) + TLanes.Load(back)) + (TLanes.Load(below) + TLanes.Load(above));
            return TLanes.Splat(T.CreateChecked(Wave.Centre)) * TLanes.Load(at)
                + TLanes.Splat(T.CreateChecked(Wave.R)) * sum;
        }

        private interface IStoring
        {
            static abstract void Store(TLanes lanes, T* to);
        }

        private readonly struct Into : IStoring
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static void Store(TLanes lanes, T* to) => lanes.Store(to);
        }

        private readonly struct Past : IStoring
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static void Store(TLanes lanes, T* to) => lanes.Stream(to);
        }
    }
}
