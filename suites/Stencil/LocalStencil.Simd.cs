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

        public void Step(in Block<T> block, Lines lines)
        {
            int width = Math.Max(1, StripBytes / (block.Pitch * sizeof(T)));
            for (int y = lines.Y0; y < lines.Y1; y += width)
            {
                int end = Math.Min(lines.Y1, y + width);
                if (block.IsPast)
                    Strip<Past>(block, lines with { Y0 = y, Y1 = end });
                else
                    Strip<Into>(block, lines with { Y0 = y, Y1 = end });
            }

            if (block.IsPast)
                Thread.MemoryBarrier();
        }

        private static void Strip<TStoring>(in Block<T> block, Lines lines)
            where TStoring : struct, IStoring
        {
            // In memory, from where a line loads them once; the compiler would load constants for each vector.
            T* coefficients = stackalloc T[] { T.CreateChecked(Wave.Centre), T.CreateChecked(Wave.R) };
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
                        coefficients, block.AheadBytes, block.To(y, z), block.From(y, z), block.From(y - 1, z),
                        block.From(y + 1, z), block.From(y, z - 1), block.From(y, z + 1), block.Left(y, z),
                        block.Right(y, z), block.Nx);
                }
            }
        }

        /// <summary>One line in whole vectors, the last of which may reach into the padding. What lies so many bytes
        /// ahead in the layer above is fetched. The points beside are shifted out of registers: where vectors are as
        /// wide as a cache line, each load of them would meet two.</summary>
        private static void Line<TStoring>(
            T* coefficients, nint ahead, T* to, T* at, T* front, T* back, T* below, T* above, T left, T right,
            int length)
            where TStoring : struct, IStoring
        {
            TLanes centre = TLanes.Splat(coefficients[0]), r = TLanes.Splat(coefficients[1]);
            nint last = (length - 1) / TLanes.Count * TLanes.Count;
            TLanes previous = TLanes.Splat(left), now = TLanes.Load(at);
            for (nint x = 0; x <= last; x += TLanes.Count)
            {
                if (Sse.IsSupported && ahead != 0)
                    Sse.Prefetch0((byte*)(above + x) + ahead);
                TLanes next = default, before, after;
                // Measured on a Zen 5: past the caches, loads of the points beside are the faster way.
                if (typeof(TStoring) == typeof(Past))
                {
                    now = TLanes.Load(at + x);
                    before = TLanes.Load(at + x - 1);
                    after = TLanes.Load(at + x + 1);
                    if (x == 0)
                        before = before.With(0, left);
                }
                else
                {
                    next = TLanes.Load(at + x + TLanes.Count);
                    before = TLanes.Before(previous, now);
                    after = TLanes.After(now, next);
                }

                if (x == last)
                    after = after.With(length - 1 - (int)last, right);
                TLanes sum = before + after
                    + (TLanes.Load(front + x) + TLanes.Load(back + x))
                    + (TLanes.Load(below + x) + TLanes.Load(above + x));
                TStoring.Store(centre * now + r * sum, to + x);
                (previous, now) = (now, next);
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
    }
}
