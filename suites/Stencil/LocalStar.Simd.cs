using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Vectors as wide as the processor's, for fp64 and fp32. All lines that a point needs stay in the core's own
/// cache, so that the input comes from memory once, and what the next step reads goes past the caches where the tile is
/// larger than they are.</summary>
public sealed class SimdLocalStar : SimdPart<ILocalStar>
{
    private protected override ILocalStar Make<T, TLanes>() => new Vectors<T, TLanes>();

    private sealed unsafe class Vectors<T, TLanes> : ILocalStar<T>
        where T : unmanaged, INumber<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        // 2 radius + 1 lines of the input and one of each result are live at once, in a second-level cache of 1 MiB.
        private const int StripBytes = 512 << 10;

        // The processor's own prefetchers stop at each page of 4 KiB. Two pages ahead, a Zen 5 was 1.7 times slower.
        private const int PrefetchBytes = 2 << 10;

        public void Step(in StarTile<T> tile, Region region)
        {
            int line = BlockMemory.GuardBytes / sizeof(T);
            int width = Math.Max(line, StripBytes / sizeof(T) / (2 * tile.Radius + 3) / line * line);
            bool stream = tile.Bytes > Storing.PastFromBytes;
            for (int x = region.X0; x < region.X1; x += width)
            {
                Region strip = region with { X0 = x, X1 = Math.Min(region.X1, x + width) };
                if (stream)
                    Strip<Past>(tile, strip);
                else
                    Strip<Into>(tile, strip);
            }

            if (stream)
                Thread.MemoryBarrier();
        }

        private static void Strip<TStoring>(in StarTile<T> tile, Region strip)
            where TStoring : struct, IStoring
        {
            for (int y = strip.Y0; y < strip.Y1; y++)
                Line<TStoring>(
                    tile.From(y), tile.Sum(y), tile.Next(y), tile.Weights, tile.Radius, tile.Pitch, strip.X0, strip.X1);
        }

        /// <summary>Part of a line in whole vectors, the last of which may reach into the padding.</summary>
        private static void Line<TStoring>(
            T* at, T* sum, T* next, T* weights, int radius, nint pitch, nint x, nint end)
            where TStoring : struct, IStoring
        {
            TLanes one = TLanes.Splat(T.One);
            for (; x < end; x += TLanes.Count)
            {
                T* centre = at + x;
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0((byte*)(centre + radius * pitch) + PrefetchBytes);
                    Sse.Prefetch0((byte*)(sum + x) + PrefetchBytes);
                }

                TLanes star = TLanes.Load(sum + x);
                for (nint i = 1; i <= radius; i++)
                {
                    TLanes across = TLanes.Load(centre + i) - TLanes.Load(centre - i);
                    TLanes along = TLanes.Load(centre + i * pitch) - TLanes.Load(centre - i * pitch);
                    star = TLanes.MultiplyAdd(TLanes.Splat(weights[i - 1]), across + along, star);
                }

                star.Store(sum + x);
                TStoring.Store(TLanes.Load(centre) + one, next + x);
            }
        }
    }
}
