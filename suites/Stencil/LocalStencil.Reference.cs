using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Plain loops for any precision: the yardstick for the other parts, and the text to read first.</summary>
public sealed class ReferenceLocalStencil : Part<ILocalStencil>
{
    /// <inheritdoc/>
    public override string Name => "reference";

    /// <inheritdoc/>
    public override Availability Check(Precision precision, Place at) => Availability.Yes;

    /// <inheritdoc/>
    public override ILocalStencil Create(Precision precision, Place at) => precision.Apply(new Maker());

    private sealed class Maker : IGeneric<ILocalStencil>
    {
        public ILocalStencil For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => new Loops<TStore, TAccumulate>();
    }

    private sealed unsafe class Loops<T, TSum> : ILocalStencil<T>
        where T : unmanaged, INumber<T>
        where TSum : unmanaged, INumber<TSum>
    {
        private static readonly TSum Centre = TSum.CreateChecked(Wave.Centre);
        private static readonly TSum R = TSum.CreateChecked(Wave.R);

        // Of points away along none, one, two and all of the axes.
        private static readonly TSum[] Product =
        [
            TSum.CreateChecked(Wave.Own * Wave.Own * Wave.Own), TSum.CreateChecked(Wave.Own * Wave.Own * Wave.R),
            TSum.CreateChecked(Wave.Own * Wave.R * Wave.R), TSum.CreateChecked(Wave.R * Wave.R * Wave.R),
        ];

        public void Step(in Block<T> block, Lines lines)
        {
            for (int z = lines.Z0; z < lines.Z1; z++)
                for (int y = lines.Y0; y < lines.Y1; y++)
                    if (block.Points == 7)
                        Line(block, y, z);
                    else
                        Product27(block, y, z);
        }

        private static void Product27(in Block<T> block, int y, int z)
        {
            T* to = block.To(y, z);
            for (int x = 0; x < block.Nx; x++)
            {
                TSum sum = TSum.Zero;
                for (int k = -1; k <= 1; k++)
                {
                    for (int j = -1; j <= 1; j++)
                    {
                        T* line = block.From(y + j, z + k);
                        for (int i = Math.Max(-1, -x); i <= Math.Min(1, block.Nx - 1 - x); i++)
                            sum += Product[Math.Abs(i) + Math.Abs(j) + Math.Abs(k)] * Wide(line[x + i]);
                    }
                }

                to[x] = T.CreateChecked(sum);
            }
        }

        private static void Line(in Block<T> block, int y, int z)
        {
            T* to = block.To(y, z), at = block.From(y, z);
            T* front = block.From(y - 1, z), back = block.From(y + 1, z);
            T* below = block.From(y, z - 1), above = block.From(y, z + 1);
            for (int x = 0; x < block.Nx; x++)
            {
                TSum left = Wide(x == 0 ? block.Left(y, z) : at[x - 1]);
                TSum right = Wide(x == block.Nx - 1 ? block.Right(y, z) : at[x + 1]);
                TSum sum = left + right + (Wide(front[x]) + Wide(back[x])) + (Wide(below[x]) + Wide(above[x]));
                to[x] = T.CreateChecked(Centre * Wide(at[x]) + R * sum);
            }
        }

        private static TSum Wide(T value) => TSum.CreateChecked(value);
    }
}
