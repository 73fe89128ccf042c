using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Cuda;
using HaiEnd.Mpi.Bindings.Devices;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Measures cuBLAS.</summary>
public sealed class GemmCublas : DeviceGemmRealisation<CublasGemm>;

/// <summary>Measures fp64 that cuBLAS emulates.</summary>
public sealed class GemmCublasEmulated : DeviceGemmRealisation<CublasEmulatedGemm>;

/// <summary>NVIDIA's library: cuBLAS, and cuBLASLt for fp8.</summary>
public class CublasGemm() : LibraryGemmPart("cuda")
{
    /// <inheritdoc/>
    public override string Name => "cublas";

    /// <inheritdoc/>
    public override string Summary => "NVIDIA's library on the rank's device of cuda";

    private protected override Availability CheckLibrary(ProductKind kind, DeviceFacts device)
    {
        if (kind == ProductKind.Fp8E4M3 && device.Capability < CublasLtLibrary.LeastCapability)
            return Availability.No(
                $"{device.Model} has compute capability {Shown(device.Capability)}; fp8 needs "
                + Shown(CublasLtLibrary.LeastCapability));
        bool isThere = kind == ProductKind.Fp8E4M3
            ? CublasLtLibrary.TryLoad(out string reason)
            : CublasLibrary.TryLoad(out reason);
        return isThere ? Availability.Yes : Availability.No(reason);

        static string Shown(int capability) => $"{capability / 10}.{capability % 10}";
    }

    private protected override DeviceBlas Open(Device device, ProductKind kind) =>
        kind == ProductKind.Fp8E4M3 ? new CublasLtLibrary(device) : new CublasLibrary(device, isEager: false);
}

/// <summary>The same with fp64 made of whole numbers; CUBLAS_EMULATION_STRATEGY may leave it to the library.
/// Source: Ozaki, Ogita, Oishi and Rump, Numerical Algorithms 59 (2012); Uchino, Ozaki and Imamura, IJHPCA 39 (2025).
/// </summary>
public sealed class CublasEmulatedGemm : CublasGemm
{
    /// <inheritdoc/>
    public override string Name => "cublas-emulated";

    /// <inheritdoc/>
    public override string Summary => "NVIDIA's library, fp64 emulated by whole numbers of 8 bits";

    private protected override ProductKind? KindOf(Precision precision) =>
        base.KindOf(precision) == ProductKind.Fp64 ? ProductKind.EmulatedFp64 : null;

    private protected override Availability CheckLibrary(ProductKind kind, DeviceFacts device) =>
        base.CheckLibrary(kind, device) is { IsYes: false } no ? no
            : CublasLibrary.Emulates ? Availability.Yes
            : Availability.No("this cuBLAS emulates no fp64; that of CUDA 13.0 update 2 does");

    private protected override DeviceBlas Open(Device device, ProductKind kind) =>
        new CublasLibrary(device, isEager: true);
}
