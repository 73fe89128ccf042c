using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Measures the plain loops.</summary>
public sealed class GemmReference : LocalGemmRealisation<ReferenceGemm>;

/// <summary>The yardstick: three loops, in any precision.</summary>
public sealed class ReferenceGemm : LocalGemmPart
{
    /// <inheritdoc/>
    public override string Name => "reference";

    /// <inheritdoc/>
    public override string Summary => "three plain loops, row by row";

    /// <inheritdoc/>
    public override Availability Check(Precision precision, Place at) => CheckProcessor(precision);

    /// <inheritdoc/>
    public override ILocalGemm Create(Precision precision, Place at) => precision.Apply(new Maker());

    private sealed class Maker : IGeneric<ILocalGemm>
    {
        public ILocalGemm For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => new Loops<TStore, TAccumulate>();
    }

    private sealed unsafe class Loops<TStore, T> : ILocalGemm
        where TStore : unmanaged, INumber<TStore>
        where T : unmanaged, INumber<T>
    {
        public void Multiply(int m, int n, int k, Operand a, Operand b, nint c, int ldc, bool accumulate)
        {
            var firstB = (TStore*)b.Address;
            nint ldb = b.Stride;
            for (int i = 0; i < m; i++)
            {
                T* row = (T*)c + (nint)i * ldc;
                if (!accumulate)
                    new Span<T>(row, n).Clear();
                for (int l = 0; l < k; l++)
                {
                    var factor = T.CreateTruncating(*(TStore*)a.At(i, l, sizeof(TStore)).Address);
                    if (b.IsTransposed)
                        AddColumn(factor, firstB + l, ldb, row, n);
                    else
                        AddScaled(factor, firstB + l * ldb, row, n);
                }
            }
        }

        public void Dispose()
        {
        }

        private static void AddColumn(T factor, TStore* from, nint step, T* to, int n)
        {
            for (int j = 0; j < n; j++)
                to[j] += factor * T.CreateTruncating(from[j * step]);
        }

        private static void AddScaled(T factor, TStore* from, T* to, int n)
        {
            for (int j = 0; j < n; j++)
                to[j] += factor * T.CreateTruncating(from[j]);
        }
    }
}
