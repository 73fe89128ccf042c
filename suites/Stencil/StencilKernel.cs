using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>What kernels of all methods share: the field, its exchange, and the order of steps.</summary>
/// <typeparam name="T">a point</typeparam>
public abstract class StencilKernel<T> : IStencilKernel
    where T : unmanaged, INumber<T>
{
    private readonly int _stride;
    private readonly int _strides;

    /// <summary>Allocates and fills.</summary>
    /// <param name="c">the case</param>
    /// <param name="at">where</param>
    /// <param name="depth">layers of the neighbours that are part of the block, 0 where each step exchanges them; then
    /// as many steps are made at once</param>
    /// <param name="share">memory that neighbours of this node read directly, or null</param>
    protected StencilKernel(StencilCase c, Place at, int depth = 0, StencilShare? share = null)
    {
        MaxBatch = c.MaxRepeats;
        _stride = Math.Max(1, depth);
        _strides = c.Steps / _stride;
        Field = new(c, at, depth, share);
        Layers = depth > 0 ? new(c, at, Field, depth) : null;
        Halos = new(at.Team, Layers ?? (IHaloed<T>)Field);
    }

    /// <inheritdoc/>
    public int MaxBatch { get; }

    /// <summary>This rank's points.</summary>
    protected Field<T> Field { get; }

    /// <summary>The layers of the neighbours in its block; null where it has none.</summary>
    protected DeepLayers<T>? Layers { get; }

    /// <summary>Their exchange with the neighbours.</summary>
    protected HaloExchange<T> Halos { get; }

    /// <inheritdoc/>
    public virtual void Reset() => Field.Fill();

    /// <inheritdoc/>
    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int i = 0; i < repeats * _strides; i++)
        {
            Step(phaseTicks);
            Field.Turn(_stride);
        }
    }

    /// <inheritdoc/>
    public void Read(int y, int z, Span<double> line) => Field.Read(y, z, line);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        Halos.Dispose();
        Layers?.Dispose();
        Field.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One step from <see cref="Block{T}.From"/> to <see cref="Block{T}.To"/>, or as many as the field has
    /// layers of the neighbours.</summary>
    /// <param name="phaseTicks">ticks in each phase are added here</param>
    protected abstract void Step(Span<long> phaseTicks);
}
