using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.Stencil;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Halo exchanges with a defect, which the check must find.</summary>
/// <param name="name">which</param>
public abstract class PlantedExchange(string name) : Realisation<StencilCase, IStencilKernel>
{
    public override string Name => name;

    public override string Summary => "a defect in the exchange of halos";

    public override Availability Check(StencilCase c, Point p, Place at) => Availability.Yes;

    public override long FootprintBytes(StencilCase c, Point p, Place at) => 0;

    public override IStencilKernel Prepare(StencilCase c, Point p, Place at, IDisposable? link) =>
        p.Precision.Apply(new Maker(this, c, at, at.Parts.Part<ILocalStencil>("reference").Create(p.Precision, at)));

    /// <summary>Exchanges in some wrong way.</summary>
    protected abstract void Exchange<T>(HaloExchange<T> halos, Field<T> field, int step)
        where T : unmanaged, INumber<T>;

    private sealed class Maker(PlantedExchange plant, StencilCase c, Place at, ILocalStencil local)
        : IGeneric<IStencilKernel>
    {
        public IStencilKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> =>
            new Kernel<TStore>(plant, c, at, (ILocalStencil<TStore>)local);
    }

    private sealed class Kernel<T>(PlantedExchange plant, StencilCase c, Place at, ILocalStencil<T> local)
        : StencilKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        private int _step;

        protected override void Step(Span<long> phaseTicks)
        {
            Field.Pack();
            plant.Exchange(Halos, Field, _step++);
            local.Step(Field.Block, Field.AllLines);
        }
    }
}

/// <summary>Every third halo is the one of the step before.</summary>
public sealed class StaleExchange() : PlantedExchange("planted-stale")
{
    protected override void Exchange<T>(HaloExchange<T> halos, Field<T> field, int step)
    {
        if (step % 3 == 2)
            return;
        halos.Post();
        halos.Wait();
    }
}

/// <summary>Layers go to the right ranks from the wrong side of the block.</summary>
public sealed unsafe class SwappedExchange() : PlantedExchange("planted-swapped")
{
    protected override void Exchange<T>(HaloExchange<T> halos, Field<T> field, int step)
    {
        halos.Post();
        halos.Wait();
        foreach (Face face in (Face[])[Face.Left, Face.Front, Face.Below])
        {
            var other = (Face)((int)face ^ 1);
            for (long i = 0; i < field.LayerBytes(face) / sizeof(T); i++)
                (field.Halo(face)[i], field.Halo(other)[i]) = (field.Halo(other)[i], field.Halo(face)[i]);
        }
    }
}

/// <summary>The first two lines of a layer have changed places, as where each is a message and the tags are
/// wrong.</summary>
public sealed unsafe class MistaggedExchange() : PlantedExchange("planted-tag")
{
    protected override void Exchange<T>(HaloExchange<T> halos, Field<T> field, int step)
    {
        halos.Post();
        halos.Wait();
        foreach (Face face in (Face[])[Face.Below, Face.Above])
        {
            T* layer = field.Halo(face);
            for (int x = 0, nx = field.Block.Nx; x < nx; x++)
                (layer[x], layer[nx + x]) = (layer[nx + x], layer[x]);
        }
    }
}

/// <summary>A block sends the layer before its last one, as where it was taken to be one shorter.</summary>
public sealed unsafe class UnevenExchange() : PlantedExchange("planted-uneven")
{
    protected override void Exchange<T>(HaloExchange<T> halos, Field<T> field, int step)
    {
        Block<T> block = field.Block;
        if (field.Neighbour(Face.Above) >= 0)
        {
            for (int y = 0; y < block.Ny; y++)
                new Span<T>(block.From(y, block.Nz - 2), block.Nx)
                    .CopyTo(new Span<T>(field.Outgoing(Face.Above) + y * block.Nx, block.Nx));
        }

        halos.Post();
        halos.Wait();
    }
}
