using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.Stencil;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>Local stencils with a defect, which the check must find.</summary>
/// <param name="name">which</param>
public abstract class PlantedStencil(string name) : Part<ILocalStencil>
{
    public override string Name => name;

    public override Availability Check(Precision precision, Place at) => Availability.Yes;

    public override ILocalStencil Create(Precision precision, Place at) => precision.Apply(new Maker(this));

    protected abstract unsafe T Point<T>(in Block<T> block, int x, int y, int z)
        where T : unmanaged, INumber<T>;

    protected static unsafe T Right<T>(in Block<T> block, int x, int y, int z, double r, double ry)
        where T : unmanaged, INumber<T>
    {
        T* at = block.From(y, z);
        T left = x == 0 ? block.Left(y, z) : at[x - 1], right = x == block.Nx - 1 ? block.Right(y, z) : at[x + 1];
        T sum = left + right + block.From(y, z - 1)[x] + block.From(y, z + 1)[x];
        return T.CreateChecked(Wave.Centre) * at[x] + T.CreateChecked(r) * sum
            + T.CreateChecked(ry) * (block.From(y - 1, z)[x] + block.From(y + 1, z)[x]);
    }

    private sealed class Maker(PlantedStencil plant) : IGeneric<ILocalStencil>
    {
        public ILocalStencil For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => new Loops<TStore>(plant);
    }

    private sealed unsafe class Loops<T>(PlantedStencil plant) : ILocalStencil<T>
        where T : unmanaged, INumber<T>
    {
        public void Step(in Block<T> block, Lines lines)
        {
            for (int z = lines.Z0; z < lines.Z1; z++)
                for (int y = lines.Y0; y < lines.Y1; y++)
                    for (int x = 0; x < block.Nx; x++)
                        block.To(y, z)[x] = plant.Point(block, x, y, z);
        }
    }
}

/// <summary>A coefficient that is 1 % off.</summary>
public sealed class PlantedCoefficient() : PlantedStencil("planted-coefficient")
{
    protected override T Point<T>(in Block<T> block, int x, int y, int z) =>
        Right(block, x, y, z, 1.01 * Wave.R, Wave.R);
}

/// <summary>One point of the block is left as it was.</summary>
public sealed class PlantedPoint() : PlantedStencil("planted-point")
{
    protected override unsafe T Point<T>(in Block<T> block, int x, int y, int z) =>
        x == 11 && y == 13 && z == 17 ? block.From(y, z)[x] : Right(block, x, y, z, Wave.R, Wave.R);
}

/// <summary>What the y axis should give is taken from the z axis.</summary>
public sealed class PlantedAxes() : PlantedStencil("planted-axes")
{
    protected override unsafe T Point<T>(in Block<T> block, int x, int y, int z) =>
        Right(block, x, y, z, Wave.R, 0)
        + T.CreateChecked(Wave.R) * (block.From(y, z - 1)[x] + block.From(y, z + 1)[x]);
}

/// <summary>Seven points, whatever is asked.</summary>
public sealed class PlantedSeven() : PlantedStencil("planted-seven")
{
    protected override T Point<T>(in Block<T> block, int x, int y, int z) => Right(block, x, y, z, Wave.R, Wave.R);
}
