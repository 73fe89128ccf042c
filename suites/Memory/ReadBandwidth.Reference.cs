using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>One plain loop: each addition waits for the one before.</summary>
public sealed class ReadReference : ReadRealisation
{
    /// <inheritdoc/>
    public override string Name => "reference";

    /// <inheritdoc/>
    public override string Summary => "one plain loop";

    /// <inheritdoc/>
    public override IReader Prepare(WorkingSet c, Point p, Place at, IDisposable? link) =>
        new Loop(c, at.Memory, PageSizes.Of(p));

    private sealed unsafe class Loop(WorkingSet c, MemoryBudget memory, Pages pages) : Elements(c, memory, pages)
    {
        protected override double SumOf(double* elements, nint n)
        {
            double sum = 0;
            for (nint i = 0; i < n; i++)
                sum += elements[i];
            return sum;
        }
    }
}
