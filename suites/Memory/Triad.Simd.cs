using System.Numerics;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>Vectors, and stores that go past the caches: without them a line of a is read before it is overwritten, a
/// third more traffic than STREAM counts. One thread.</summary>
public sealed class TriadSimdNonTemporal()
    : TriadVectors("simd-nt", "vectors, stored past the caches", true);

/// <summary>Vectors, stored as any program stores. One thread.</summary>
public sealed class TriadSimd() : TriadVectors("simd", "vectors as wide as the processor's", false);

/// <summary>A triad in vectors.</summary>
/// <param name="name">as in suite files</param>
/// <param name="summary">how it does it</param>
/// <param name="pastCaches">whether a goes past the caches</param>
public abstract class TriadVectors(string name, string summary, bool pastCaches) : TriadRealisation
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Summary => summary;

    /// <inheritdoc/>
    public override ITriad Prepare(TriadCase c, Point p, Place at, IDisposable? link) =>
        c.Precision.Apply(new Maker(c.N, pastCaches, at.Memory));

    private sealed class Maker(long n, bool pastCaches, MemoryBudget memory) : IGeneric<ITriad>
    {
        public ITriad For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> =>
            Lanes.Widest(new OfWidth<TStore>(n, pastCaches, memory));
    }

    private sealed class OfWidth<T>(long n, bool pastCaches, MemoryBudget memory) : IForLanes<T, ITriad>
        where T : unmanaged, INumber<T>
    {
        public ITriad For<TLanes>()
            where TLanes : struct, ILanes<TLanes, T> =>
            pastCaches ? new Vectors<TLanes, T, Past>(n, memory) : new Vectors<TLanes, T, Into>(n, memory);
    }

    private interface IStoring
    {
        static abstract bool IsPastCaches { get; }
    }

    private readonly struct Past : IStoring
    {
        public static bool IsPastCaches => true;
    }

    private readonly struct Into : IStoring
    {
        public static bool IsPastCaches => false;
    }

    private sealed unsafe class Vectors<TLanes, T, TStoring>(long n, MemoryBudget memory) : TriadArrays<T>(n, memory)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, INumber<T>
        where TStoring : struct, IStoring
    {
        // Arrays begin at a cache line and are cut into whole vectors, so every store is aligned.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        protected override void Once(T* a, T* b, T* c, T s, nint n)
        {
            TLanes factor = TLanes.Splat(s);
            nint i = 0;
            for (nint last = n - 2 * TLanes.Count; i <= last; i += 2 * TLanes.Count)
            {
                Store(TLanes.MultiplyAdd(factor, TLanes.Load(c + i), TLanes.Load(b + i)), a + i);
                Store(
                    TLanes.MultiplyAdd(factor, TLanes.Load(c + i + TLanes.Count), TLanes.Load(b + i + TLanes.Count)),
                    a + i + TLanes.Count);
            }

            for (; i < n; i++)
                a[i] = b[i] + s * c[i];
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(TLanes value, T* to)
        {
            if (TStoring.IsPastCaches)
                value.Stream(to);
            else
                value.Store(to);
        }
    }
}
