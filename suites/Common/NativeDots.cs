using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites;

/// <summary>Which dot products in C a precision has.</summary>
internal static class NativeDots
{
    /// <summary>The best of this processor.</summary>
    /// <param name="precision">what is multiplied, and what it is summed in</param>
    /// <param name="best">null where there is none</param>
    public static Availability Find(Precision precision, out DotKernel? best)
    {
        best = null;
        if (Terms(precision) is not { } terms)
            return Availability.No($"dot products in C are of int8 and bf16, not of {precision.Name}");
        IReadOnlyList<DotKernel> all = DotKernel.All(terms, out string reason);
        best = all.Count > 0 ? all[0] : null;
        return best is null ? Availability.No(reason) : Availability.Yes;
    }

    /// <summary>Terms that fill 32 bits; null where there is no dot product of them.</summary>
    public static int? Terms(Precision precision) => precision.Formats switch
    {
        { Store: ElementKind.Int8, Accumulate: ElementKind.Int32 } => DotKernel.Whole8,
        { Store: ElementKind.Bf16, Compute: ElementKind.Fp32, Accumulate: ElementKind.Fp32 } => DotKernel.Bf16,
        _ => null,
    };
}
