using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.Stencil;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>Local stars with a defect, which the check must find.</summary>
/// <param name="name">which</param>
public abstract class PlantedStar(string name) : Part<ILocalStar>
{
    public override string Name => name;

    public override Availability Check(Precision precision, Place at) => Availability.Yes;

    public override ILocalStar Create(Precision precision, Place at) =>
        precision.Apply(new Maker(this, (at.Parts.Part<ILocalStar>("reference"), precision, at)));

    /// <summary>Spoils what a right iteration has left.</summary>
    protected abstract unsafe void Spoil<T>(in StarTile<T> tile)
        where T : unmanaged, INumber<T>;

    private sealed class Maker(PlantedStar plant, (Part<ILocalStar> Part, Precision Precision, Place At) right)
        : IGeneric<ILocalStar>
    {
        public ILocalStar For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> =>
            new Spoilt<TStore>(plant, (ILocalStar<TStore>)right.Part.Create(right.Precision, right.At));
    }

    private sealed class Spoilt<T>(PlantedStar plant, ILocalStar<T> right) : ILocalStar<T>
        where T : unmanaged, INumber<T>
    {
        public void Step(in StarTile<T> tile, Region region)
        {
            right.Step(tile, region);
            plant.Spoil(tile);
        }
    }
}

/// <summary>The outermost weight is 1 % off.</summary>
public sealed class PlantedStarWeight() : PlantedStar("planted-star-weight")
{
    protected override unsafe void Spoil<T>(in StarTile<T> tile) =>
        tile.Weights[tile.Radius - 1] = T.CreateChecked(1.01 / (2 * tile.Radius * tile.Radius));
}

/// <summary>One point of the output misses what an iteration adds.</summary>
public sealed class PlantedStarPoint() : PlantedStar("planted-star-point")
{
    protected override unsafe void Spoil<T>(in StarTile<T> tile) => tile.Sum(2)[37] -= T.CreateChecked(2);
}

/// <summary>One point of the next input is left as it was.</summary>
public sealed class PlantedStarInput() : PlantedStar("planted-star-input")
{
    protected override unsafe void Spoil<T>(in StarTile<T> tile) => tile.Next(19)[11] = tile.From(19)[11];
}
