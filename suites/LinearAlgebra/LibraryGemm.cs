using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A vendor's library on the rank's device.</summary>
/// <param name="runtime">whose device</param>
public abstract class LibraryGemmPart(string runtime) : DeviceGemmPart(runtime)
{
    /// <inheritdoc/>
    public sealed override Availability Check(Precision precision, Place at)
    {
        if (KindOf(precision) is not { } kind)
            return Availability.No($"{Name} knows no product of {precision.Name}");
        Availability there = DeviceKernels.CheckDevice(Runtime, precision, at);
        return there.IsYes ? CheckLibrary(kind, DeviceKernels.Of(Runtime, at).Facts) : there;
    }

    /// <inheritdoc/>
    public sealed override DeviceGemm Create(Precision precision, Place at)
    {
        Device device = DeviceKernels.Of(Runtime, at);
        ProductKind kind = KindOf(precision)!.Value;
        DeviceBlas library = Open(device, kind);
        return kind == ProductKind.Fp8E4M3
            ? new PackedLibraryGemm(library, kind, device, precision)
            : new LibraryGemm(library, kind, device, precision);
    }

    /// <summary>What the library is asked for; null where it has no such product.</summary>
    private protected virtual ProductKind? KindOf(Precision precision) => precision.Formats switch
    {
        { Store: ElementKind.Fp64, Compute: ElementKind.Fp64 } => ProductKind.Fp64,
        { Store: ElementKind.Fp32, Compute: ElementKind.Fp32 } => ProductKind.Fp32,
        { Store: ElementKind.Fp32, Compute: ElementKind.Tf32 } => ProductKind.Tf32,
        { Store: ElementKind.Fp16, Compute: ElementKind.Fp32 } => ProductKind.Fp16,
        { Store: ElementKind.Bf16, Compute: ElementKind.Fp32 } => ProductKind.Bf16,
        { Store: ElementKind.Fp8E4M3 } => ProductKind.Fp8E4M3,
        { Store: ElementKind.Int8, Compute: ElementKind.Int32 } => ProductKind.Int8,
        _ => null,
    };

    /// <summary>Whether the library is there and has such a product on a device.</summary>
    private protected abstract Availability CheckLibrary(ProductKind kind, DeviceFacts device);

    /// <summary>The library on a device, for such products.</summary>
    private protected abstract DeviceBlas Open(Device device, ProductKind kind);
}

internal class LibraryGemm(DeviceBlas library, ProductKind kind, Device device, Precision precision)
    : DeviceGemm(device, precision)
{
    /// <summary>Library, settings, and for fp64 whether it was emulated, which a library may do or leave of its own
    /// accord.</summary>
    public override IReadOnlyList<PointFact> Facts =>
    [
        new("library", "", library.Version),
        .. library.Settings.Select(s => new PointFact(s.Name, "", s.Value)),
        .. OfEmulation(),
    ];

    /// <summary>Whole numbers are read four at a time.</summary>
    protected override int StrideMultiple => kind == ProductKind.Int8 ? 4 : 1;

    /// <summary>The library counts by columns, to which C is its transpose: C' = B' A'.</summary>
    public override void Multiply(
        int m, int n, int k, DeviceOperand a, DeviceOperand b, DeviceBuffer c, int ldc, bool accumulate)
    {
        if (m > 0 && n > 0)
            library.Multiply(
                kind, n, m, k, new(b.Buffer, b.Stride, b.IsTransposed), new(a.Buffer, a.Stride, a.IsTransposed), c, ldc,
                accumulate);
    }

    public override void Dispose()
    {
        base.Dispose();
        library.Dispose();
    }

    private IEnumerable<PointFact> OfEmulation()
    {
        if (kind is not (ProductKind.Fp64 or ProductKind.EmulatedFp64) || library.RetainedBits() is not { } bits)
            return [];
        return bits < 0
            ? [new("emulation", "", "none: native fp64")]
            : [new("emulation", "", "fixed point"), PointFact.Of("retained_bits", "bit", bits)];
    }
}
