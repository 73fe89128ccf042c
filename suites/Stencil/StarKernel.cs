using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>What kernels of all methods share: the field, its exchange, and the order of iterations.</summary>
/// <typeparam name="T">a point</typeparam>
public abstract class StarKernel<T> : IStarKernel
    where T : unmanaged, INumber<T>
{
    /// <summary>Allocates and fills.</summary>
    protected StarKernel(StarCase c, Place at)
    {
        Field = new(c, at);
        Halos = new(at.Team, Field);
    }

    /// <inheritdoc/>
    public int MaxBatch => StarCase.MaxIterations;

    /// <summary>This rank's points.</summary>
    protected StarField<T> Field { get; }

    /// <summary>Their exchange with the neighbours.</summary>
    protected HaloExchange<T> Halos { get; }

    /// <inheritdoc/>
    public void Reset() => Field.Fill();

    /// <inheritdoc/>
    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int i = 0; i < repeats; i++)
        {
            Step(phaseTicks);
            Field.Turn();
        }
    }

    /// <inheritdoc/>
    public void Read(int y, Span<double> line) => Field.Read(y, line);

    /// <inheritdoc/>
    public void Dispose()
    {
        Halos.Dispose();
        Field.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One iteration.</summary>
    /// <param name="phaseTicks">ticks in each phase are added here</param>
    protected abstract void Step(Span<long> phaseTicks);
}
