using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites;

/// <summary>What a kernel needs that computes in the format it stores.</summary>
internal static class NativeArithmetic
{
    /// <summary>Yes for fp64 and fp32, the formats that processors calculate in.</summary>
    public static Availability Check(Precision precision) => precision.Formats switch
    {
        { Store: ElementKind.Fp64, Compute: ElementKind.Fp64 } => Availability.Yes,
        { Store: ElementKind.Fp32, Compute: ElementKind.Fp32 } => Availability.Yes,
        _ => Availability.No($"registers calculate in fp64 and fp32, not in {precision.Name}"),
    };
}
