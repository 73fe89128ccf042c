using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>alpha and beta of C = alpha A B + beta C, in the format of the sums.</summary>
internal struct BlasFactors
{
    public ulong Alpha;
    public ulong Beta;

    /// <summary>alpha is 1, and beta too where is added to C.</summary>
    public static BlasFactors Of(ProductKind kind, bool accumulate)
    {
        ulong one = kind switch
        {
            ProductKind.Fp64 or ProductKind.EmulatedFp64 => Unsafe.BitCast<double, ulong>(1),
            ProductKind.Int8 => 1,
            _ => Unsafe.BitCast<float, uint>(1),
        };
        return new() { Alpha = one, Beta = accumulate ? one : 0 };
    }
}
