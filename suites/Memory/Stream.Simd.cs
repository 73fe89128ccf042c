using System.Numerics;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>Vectors, stored as any program stores. One thread.</summary>
/// <typeparam name="TKind">which loop</typeparam>
public abstract class StreamSimd<TKind>() : StreamVectors<TKind>("simd", "vectors as wide as the processor's", false)
    where TKind : struct, IStreamKind;

/// <summary>Vectors, and stores that go past the caches: without them a line of a is read before it is overwritten, a
/// third more traffic than STREAM counts, or half more without b. One thread.</summary>
/// <typeparam name="TKind">which loop</typeparam>
public abstract class StreamSimdNonTemporal<TKind>()
    : StreamVectors<TKind>("simd-nt", "vectors, stored past the caches", true)
    where TKind : struct, IStreamKind;

/// <summary>A loop in vectors.</summary>
/// <typeparam name="TKind">which loop</typeparam>
/// <param name="name">as in suite files</param>
/// <param name="summary">how it does it</param>
/// <param name="pastCaches">whether a goes past the caches</param>
public abstract class StreamVectors<TKind>(string name, string summary, bool pastCaches) : StreamRealisation<TKind>
    where TKind : struct, IStreamKind
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Summary => summary;

    /// <inheritdoc/>
    protected override IStream<TKind> Make(StreamCase<TKind> c, Point p, Place at) =>
        c.Precision.Apply(new Maker(c.N, pastCaches, at.Memory, PageSizes.Of(p)));

    private sealed record Maker(long N, bool PastCaches, MemoryBudget Memory, Pages Pages) : IGeneric<IStream<TKind>>
    {
        public IStream<TKind> For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => Lanes.Widest(new OfWidth<TStore>(this));
    }

    private sealed class OfWidth<T>(Maker m) : IForLanes<T, IStream<TKind>>
        where T : unmanaged, INumber<T>
    {
        public IStream<TKind> For<TLanes>()
            where TLanes : struct, ILanes<TLanes, T> =>
            m.PastCaches
                ? new Vectors<TLanes, T, Past>(m.N, m.Memory, m.Pages)
                : new Vectors<TLanes, T, Into>(m.N, m.Memory, m.Pages);
    }

    private sealed unsafe class Vectors<TLanes, T, TStoring>(long n, MemoryBudget memory, Pages pages)
        : StreamArrays<TKind, T>(n, memory, pages)
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
                TStoring.Store(Value(b + i, c + i, factor), a + i);
                TStoring.Store(Value(b + i + TLanes.Count, c + i + TLanes.Count, factor), a + i + TLanes.Count);
            }

            for (; i < n; i++)
            {
                T value = TKind.IsScaled ? s * c[i] : c[i];
                a[i] = TKind.IsSum ? b[i] + value : value;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Value(T* b, T* c, TLanes s)
        {
            TLanes value = TLanes.Load(c);
            if (TKind.IsSum && TKind.IsScaled)
                return TLanes.MultiplyAdd(s, value, TLanes.Load(b));
            if (TKind.IsSum)
                return TLanes.Load(b) + value;
            return TKind.IsScaled ? s * value : value;
        }
    }
}
