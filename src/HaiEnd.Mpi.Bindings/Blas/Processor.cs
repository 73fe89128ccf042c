using System.Runtime.Intrinsics.X86;

namespace HaiEnd.Mpi.Bindings.Blas;

/// <summary>What the choice of kernels depends on.</summary>
internal static class Processor
{
    /// <summary>True on Zen 4 and later.</summary>
    public static bool IsAmdWithAvx512
    {
        get
        {
            if (!X86Base.IsSupported || !Avx512F.IsSupported)
                return false;
            // Leaf 0 spells the vendor in EBX, EDX, ECX: "Auth" "enti" "cAMD".
            (_, int ebx, int ecx, int edx) = X86Base.CpuId(0, 0);
            return ebx == 0x68747541 && edx == 0x69746E65 && ecx == 0x444D4163;
        }
    }
}
