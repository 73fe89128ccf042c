using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Plain loops: the yardstick for the other part, and the text to read first.</summary>
public sealed class ReferenceLocalStar : Part<ILocalStar>
{
    /// <inheritdoc/>
    public override string Name => "reference";

    /// <inheritdoc/>
    public override Availability Check(Precision precision, Place at) => NativeArithmetic.Check(precision);

    /// <inheritdoc/>
    public override ILocalStar Create(Precision precision, Place at) => precision.Apply(new Maker());

    private sealed class Maker : IGeneric<ILocalStar>
    {
        public ILocalStar For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => new Loops<TStore>();
    }

    private sealed unsafe class Loops<T> : ILocalStar<T>
        where T : unmanaged, INumber<T>
    {
        public void Step(in StarTile<T> tile, Region region)
        {
            for (int y = region.Y0; y < region.Y1; y++)
            {
                T* at = tile.From(y), sum = tile.Sum(y), next = tile.Next(y);
                for (int x = region.X0; x < region.X1; x++)
                {
                    for (nint i = 1; i <= tile.Radius; i++)
                    {
                        T* lower = at + x - i * tile.Pitch, upper = at + x + i * tile.Pitch;
                        sum[x] += tile.Weights[i - 1] * (at[x + i] - at[x - i] + (*upper - *lower));
                    }

                    next[x] = at[x] + T.One;
                }
            }
        }
    }
}
