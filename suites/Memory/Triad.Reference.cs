using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>One plain loop.</summary>
public sealed class TriadReference : TriadRealisation
{
    /// <inheritdoc/>
    public override string Name => "reference";

    /// <inheritdoc/>
    public override string Summary => "one plain loop";

    /// <inheritdoc/>
    public override ITriad Prepare(TriadCase c, Point p, Place at, IDisposable? link) =>
        c.Precision.Apply(new Maker(c.N, at.Memory));

    private sealed class Maker(long n, MemoryBudget memory) : IGeneric<ITriad>
    {
        public ITriad For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => new Loop<TStore>(n, memory);
    }

    private sealed unsafe class Loop<T>(long n, MemoryBudget memory) : TriadArrays<T>(n, memory)
        where T : unmanaged, INumber<T>
    {
        protected override void Once(T* a, T* b, T* c, T s, nint n)
        {
            for (nint i = 0; i < n; i++)
                a[i] = b[i] + s * c[i];
        }
    }
}
