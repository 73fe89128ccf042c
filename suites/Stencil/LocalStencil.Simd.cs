using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Vectors as wide as the processor's, for fp64 and fp32. Lines are worked through in strips whose layers
/// below stay in the core's own cache, so that each point comes from memory once, and the result goes past the caches
/// where the block is larger than they are (Datta et al., SC08, sections 4 and 5).</summary>
public sealed class SimdLocalStencil : SimdPart<ILocalStencil>
{
    private protected override ILocalStencil Make<T, TLanes>() => new Vectors<T, TLanes>();

    private sealed unsafe class Vectors<T, TLanes> : ILocalStencil<T>
        where T : unmanaged, INumber<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        // Of a strip, two layers are at hand while two more come; together they fill a second-level cache of 1 MiB.
        // Half as much was no faster, measured on a Zen 5.
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
            int z = lines.Z0;
            if (block.Points == 7)
                for (; z + 1 < lines.Z1; z += 2)
                    for (int y = lines.Y0; y < lines.Y1; y++)
                        Pair<TStoring>(block, coefficients, y, z);
            for (; z < lines.Z1; z++)
            {
                for (int y = lines.Y0; y < lines.Y1; y++)
                {
                    if (block.Points == 7)
                        Line<TStoring>(block, coefficients, y, z);
                    else
                        Product<TStoring>(block, y, z);
                }
            }
        }

        /// <summary>One line in whole vectors, the last of which may reach into the padding. The points beside are
        /// shifted out of registers: where vectors are as wide as a cache line, each load of them would meet two.
        /// </summary>
        private static void Line<TStoring>(in Block<T> block, T* coefficients, int y, int z)
            where TStoring : struct, IStoring
        {
            T* to = block.To(y, z), at = block.From(y, z);
            T* front = block.From(y - 1, z), back = block.From(y + 1, z);
            T* below = block.From(y, z - 1), above = block.From(y, z + 1);
            T right = block.Right(y, z);
            nint ahead = block.AheadBytes;
            TLanes centre = TLanes.Splat(coefficients[0]), r = TLanes.Splat(coefficients[1]);
            nint last = (block.Nx - 1) / TLanes.Count * TLanes.Count;
            TLanes previous = TLanes.Splat(block.Left(y, z)), now = TLanes.Load(at);
            for (nint x = 0; x <= last; x += TLanes.Count)
            {
                if (Sse.IsSupported && ahead != 0)
                    Sse.Prefetch0((byte*)(above + x) + ahead);
                TLanes next = TLanes.Load(at + x + TLanes.Count);
                TLanes after = TLanes.After(now, next);
                if (x == last)
                    after = after.With(block.Nx - 1 - (int)last, right);
                TLanes sum = Sum(
                    TLanes.Before(previous, now), after, front + x, back + x, TLanes.Load(below + x),
                    TLanes.Load(above + x));
                TStoring.Store(TLanes.MultiplyAdd(r, sum, centre * now), to + x);
                (previous, now) = (now, next);
            }
        }

        /// <summary>The same line of two layers at once: each serves the other from a register, so that half as much
        /// comes from the second-level cache, which waits for the same few buffers as what comes from memory.</summary>
        private static void Pair<TStoring>(in Block<T> block, T* coefficients, int y, int z)
            where TStoring : struct, IStoring
        {
            T* to0 = block.To(y, z), to1 = block.To(y, z + 1), at0 = block.From(y, z), at1 = block.From(y, z + 1);
            T* front0 = block.From(y - 1, z), front1 = block.From(y - 1, z + 1);
            T* back0 = block.From(y + 1, z), back1 = block.From(y + 1, z + 1);
            T* below = block.From(y, z - 1), above = block.From(y, z + 2);
            T right0 = block.Right(y, z), right1 = block.Right(y, z + 1);
            nint ahead = block.AheadBytes;
            TLanes centre = TLanes.Splat(coefficients[0]), r = TLanes.Splat(coefficients[1]);
            nint last = (block.Nx - 1) / TLanes.Count * TLanes.Count;
            TLanes previous0 = TLanes.Splat(block.Left(y, z)), now0 = TLanes.Load(at0);
            TLanes previous1 = TLanes.Splat(block.Left(y, z + 1)), now1 = TLanes.Load(at1);
            for (nint x = 0; x <= last; x += TLanes.Count)
            {
                if (Sse.IsSupported && ahead != 0)
                {
                    Sse.Prefetch0((byte*)(at1 + x) + ahead);
                    Sse.Prefetch0((byte*)(above + x) + ahead);
                }

                TLanes next0 = TLanes.Load(at0 + x + TLanes.Count), next1 = TLanes.Load(at1 + x + TLanes.Count);
                TLanes after0 = TLanes.After(now0, next0), after1 = TLanes.After(now1, next1);
                if (x == last)
                {
                    after0 = after0.With(block.Nx - 1 - (int)last, right0);
                    after1 = after1.With(block.Nx - 1 - (int)last, right1);
                }

                TLanes sum0 = Sum(
                    TLanes.Before(previous0, now0), after0, front0 + x, back0 + x, TLanes.Load(below + x), now1);
                TLanes sum1 = Sum(
                    TLanes.Before(previous1, now1), after1, front1 + x, back1 + x, now0, TLanes.Load(above + x));
                TStoring.Store(TLanes.MultiplyAdd(r, sum0, centre * now0), to0 + x);
                TStoring.Store(TLanes.MultiplyAdd(r, sum1, centre * now1), to1 + x);
                (previous0, now0, previous1, now1) = (now0, next0, now1, next1);
            }
        }

        /// <summary>Of the six neighbours, in the same order whether a line is stepped alone or in a pair.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Sum(TLanes before, TLanes after, T* front, T* back, TLanes below, TLanes above) =>
            before + after + (TLanes.Load(front) + TLanes.Load(back)) + (below + above);

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
