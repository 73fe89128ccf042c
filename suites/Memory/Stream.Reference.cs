using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>One plain loop.</summary>
/// <typeparam name="TKind">which loop</typeparam>
public abstract class StreamReference<TKind> : StreamRealisation<TKind>
    where TKind : struct, IStreamKind
{
    /// <inheritdoc/>
    public override string Name => "reference";

    /// <inheritdoc/>
    public override string Summary => "one plain loop";

    /// <inheritdoc/>
    protected override IStream<TKind> Make(StreamCase<TKind> c, Point p, Place at) =>
        c.Precision.Apply(new Maker(c.N, at.Memory, PageSizes.Of(p)));

    private sealed class Maker(long n, MemoryBudget memory, Pages pages) : IGeneric<IStream<TKind>>
    {
        public IStream<TKind> For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => new Loop<TStore>(n, memory, pages);
    }

    private sealed unsafe class Loop<T>(long n, MemoryBudget memory, Pages pages)
        : StreamArrays<TKind, T>(n, memory, pages)
        where T : unmanaged, INumber<T>
    {
        protected override void Once(T* a, T* b, T* c, T s, nint n)
        {
            for (nint i = 0; i < n; i++)
            {
                T value = TKind.IsScaled ? s * c[i] : c[i];
                a[i] = TKind.IsSum ? b[i] + value : value;
            }
        }
    }
}
