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

        // The processor's own prefetchers stop at each page of 4 KiB, and only the layer above comes from memory.
        private const int PrefetchBytes = 8 << 10;

        public void Step(in Block<T> block, Lines lines)
        {
            int width = Math.Max(1, StripBytes / (block.Pitch * sizeof(T)));
            bool stream = !block.IsKept && 2L * sizeof(T) * block.Pitch * block.Ny * block.Nz > Storing.PastFromBytes;
            for (int y = lines.Y0; y < lines.Y1; y += width)
            {
                int end = Math.Min(lines.Y1, y + width);
                if (stream)
                    Strip<Past>(block, lines with { Y0 = y, Y1 = end });
                else if (!block.IsNew)
                    Strip<Reused>(block, lines with { Y0 = y, Y1 = end });
                else
                    Strip<Into>(block, lines with { Y0 = y, Y1 = end });
            }

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
                    if (block.Points == 27)
                    {
                        Product<TStoring>(block, y, z);
                        continue;
                    }

                    Line<TStoring>(
                        block.IsKept ? block.LayerPitch * sizeof(T) : PrefetchBytes, block.To(y, z),
                        block.From(y, z), block.From(y - 1, z), block.From(y + 1, z),
                        block.From(y, z - 1), block.From(y, z + 1), block.Left(y, z), block.Right(y, z), block.Nx);
                }
            }
        }

        /// <summary>One line in whole vectors, the last of which may reach into the padding. What lies so many bytes
        /// ahead in the layer above is fetched: of a tile that stays in cache, the next layer.</summary>
        private static void Line<TStoring>(
            nint ahead, T* to, T* at, T* front, T* back, T* below, T* above, T left, T right, int length)
            where TStoring : struct, IStoring
        {
            nint last = (length - 1) / TLanes.Count * TLanes.Count;
            for (nint x = 0; x <= last; x += TLanes.Count)
            {
                if (Sse.IsSupported && !TStoring.IsReused)
                    Sse.Prefetch0((byte*)(above + x) + ahead);
                TLanes before = TLanes.Load(at + x - 1), after = TLanes.Load(at + x + 1);
                if (x == 0)
                    before = before.With(0, left);
                if (x == last)
                    after = after.With(length - 1 - (int)last, right);
                TStoring.Store(Sum(before, after, at + x, front + x, back + x, below + x, above + x), to + x);
            }
        }

        /// <summary>One line of the product of a step along each axis.</summary>
        private static void Product<TStoring>(in Block<T> block, int y, int z)
            where TStoring : struct, IStoring
        {
            T** from = stackalloc T*[9];
            for (int i = 0; i < 9; i++)
                from[i] = block.From(y + i % 3 - 1, z + i / 3 - 1);
            T* to = block.To(y, z);
            TLanes own = TLanes.Splat(T.CreateChecked(Wave.Own)), r = TLanes.Splat(T.CreateChecked(Wave.R));
            nint last = (block.Nx - 1) / TLanes.Count * TLanes.Count;
            for (nint x = 0; x <= last; x += TLanes.Count)
            {
                TLanes left = Across(from, x - 1), right = Across(from, x + 1);
                if (x == 0)
                    left = left.With(0, T.Zero);
                if (x == last)
                    right = right.With(block.Nx - 1 - (int)last, T.Zero);
                TStoring.Store(own * Across(from, x) + r * (left + right), to + x);
            }
        }

        /// <summary>A step along y and z.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Across(T** from, nint x)
        {
            TLanes beside = TLanes.Load(from[1] + x) + TLanes.Load(from[3] + x)
                + (TLanes.Load(from[5] + x) + TLanes.Load(from[7] + x));
            TLanes beyond = TLanes.Load(from[0] + x) + TLanes.Load(from[2] + x)
                + (TLanes.Load(from[6] + x) + TLanes.Load(from[8] + x));
            return TLanes.Splat(T.CreateChecked(Wave.Own * Wave.Own)) * TLanes.Load(from[4] + x)
                + TLanes.Splat(T.CreateChecked(Wave.Own * Wave.R)) * beside
                + TLanes.Splat(T.CreateChecked(Wave.R * Wave.R)) * beyond;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Sum(TLanes left, TLanes right, T* at, T* front, T* back, T* below, T* above)
        {
            TLanes sum = left + right
                + (TLanes.Load(front) + TLanes.Load(back)) + (TLanes.Load(below) + TLanes.Load(above));
            return TLanes.Splat(T.CreateChecked(Wave.Centre)) * TLanes.Load(at)
                + TLanes.Splat(T.CreateChecked(Wave.R)) * sum;
        }
    }
}
