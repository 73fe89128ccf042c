using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.Stencil;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Exchanges of lines with a defect, which the check must find.</summary>
/// <param name="name">which</param>
public abstract class PlantedStarExchange(string name) : StarRealisation
{
    public override string Name => name;

    public override string Summary => "a defect in the exchange of lines";

    protected override StarKernel<T> Make<T>(StarCase c, Place at, ILocalStar<T> local) =>
        new Kernel<T>(this, c, at, local);

    /// <summary>Whether this iteration's messages are sent.</summary>
    protected virtual bool Sends(int iteration) => true;

    /// <summary>Spoils what is sent.</summary>
    protected virtual void Spoil<T>(StarField<T> field, StarCase c, Tile tile)
        where T : unmanaged, INumber<T>
    {
    }

    private sealed class Kernel<T>(PlantedStarExchange plant, StarCase c, Place at, ILocalStar<T> local)
        : StarKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        private readonly (StarCase Case, Tile Tile) _own = (c, c.Plane.TileOf(at.Rank));
        private int _iteration;

        protected override void Step(Span<long> phaseTicks)
        {
            Field.Pack();
            plant.Spoil(Field, _own.Case, _own.Tile);
            if (plant.Sends(_iteration++))
            {
                Halos.Post();
                Halos.Wait();
            }

            Field.Unpack();
            local.Step(Field.Tile, Field.All);
        }
    }
}

/// <summary>Every third halo is the one of the iteration before.</summary>
public sealed class StaleStar() : PlantedStarExchange("planted-stale")
{
    protected override bool Sends(int iteration) => iteration % 3 != 2;
}

/// <summary>The first two lines of a message have changed places, as where each has a tag and the tags are
/// wrong.</summary>
public sealed unsafe class MistaggedStar() : PlantedStarExchange("planted-tag")
{
    protected override void Spoil<T>(StarField<T> field, StarCase c, Tile tile)
    {
        foreach (Face side in (Face[])[Face.Front, Face.Back])
        {
            if (field.Neighbour(side) < 0)
                continue;
            int length = (int)tile.X.Length;
            var lines = new Span<T>(field.Outgoing(side), 2 * length);
            T[] first = lines[..length].ToArray();
            lines[length..].CopyTo(lines);
            first.CopyTo(lines[length..]);
        }
    }
}

/// <summary>A tile that has one line more than others sends its last lines as if it had not.</summary>
public sealed unsafe class UnevenStar() : PlantedStarExchange("planted-uneven")
{
    protected override void Spoil<T>(StarField<T> field, StarCase c, Tile tile)
    {
        if (tile.Y.Length == c.Plane.N / c.Plane.Py || field.Neighbour(Face.Back) < 0)
            return;
        int length = (int)tile.X.Length;
        for (int i = 0; i < c.Radius; i++)
            new Span<T>(field.Tile.From(field.Ny - 1 - c.Radius + i), length)
                .CopyTo(new Span<T>(field.Outgoing(Face.Back) + i * length, length));
    }
}
