using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>What kernels of all methods share: the field, its exchange, and the order of steps.</summary>
/// <typeparam name="T">a point</typeparam>
public abstract class StencilKernel<T> : IStencilKernel
    where T : unmanaged, INumber<T>
{
    /// <summary>Allocates and fills.</summary>
    /// <param name="c">the case</param>
    /// <param name="at">where</param>
    protected StencilKernel(StencilCase c, Place at)
    {
        MaxBatch = c.Wave.MaxSteps;
        Field = new(c, at);
        Halos = new(at.Team, Field);
    }

    /// <inheritdoc/>
    public int MaxBatch { get; }

    /// <summary>This rank's points.</summary>
    protected Field<T> Field { get; }

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
    public void Read(int y, int z, Span<double> line) => Field.Read(y, z, line);

    /// <inheritdoc/>
    public void Dispose()
    {
        Halos.Dispose();
        Field.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One step from <see cref="Block{T}.From"/> to <see cref="Block{T}.To"/>.</summary>
    /// <param name="phaseTicks">ticks in each phase are added here</param>
    protected abstract void Step(Span<long> phaseTicks);
}
