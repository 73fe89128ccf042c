using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Hip;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Measures rocBLAS.</summary>
public sealed class GemmRocblas : DeviceGemmRealisation<RocblasGemm>;

/// <summary>AMD's library.</summary>
public sealed class RocblasGemm() : LibraryGemmPart("hip")
{
    /// <inheritdoc/>
    public override string Name => "rocblas";

    /// <inheritdoc/>
    public override string Summary => "AMD's library on the rank's device of hip";

    private protected override Availability CheckLibrary(ProductKind kind, DeviceFacts device)
    {
        if (kind == ProductKind.Fp8E4M3)
            return Availability.No("rocBLAS has no product of fp8; hipBLASLt has, which is not bound");
        if (!RocblasLibrary.TryLoad(out string reason))
            return Availability.No(reason);
        bool hasTf32 = device.Model.Contains("gfx94", StringComparison.Ordinal) && RocblasLibrary.HasTf32;
        return kind != ProductKind.Tf32 || hasTf32
            ? Availability.Yes
            : Availability.No($"{device.Model} has no tf32; gfx94x has, by a rocBLAS that can be told to use it");
    }

    private protected override DeviceBlas Open(Device device, ProductKind kind) => new RocblasLibrary(device);
}
