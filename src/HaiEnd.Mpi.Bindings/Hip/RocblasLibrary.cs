using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Interop.Rocblas;

namespace HaiEnd.Mpi.Bindings.Hip;

/// <summary>rocBLAS on a device of HIP. The variable HAIEND_ROCBLAS may name its file.</summary>
public sealed unsafe class RocblasLibrary : DeviceBlas
{
    private const string Variable = "HAIEND_ROCBLAS";

    // Which library a process has is a fact of the process, so it is kept with the class.
    private static readonly Lazy<nint> Loaded = new(() =>
    {
        nint handle = Libraries.Load(Library, Variable, Rocm.Files("librocblas", 5, 4, 3, 0));
        Libraries.Register(Library, () => handle);
        return handle;
    });

    private nint _handle;

    /// <summary>Makes a handle of the library on a device, and has it load its kernels.</summary>
    /// <param name="device">of HIP</param>
    /// <exception cref="DeviceException">the library refuses</exception>
    public RocblasLibrary(Device device)
    {
        const int TextBytes = 64;
        nint handle;
        rocblas_initialize();
        Check(rocblas_create_handle(&handle), nameof(rocblas_create_handle));
        _handle = handle;
        try
        {
            Check(rocblas_set_stream(handle, device.Queue.Handle), nameof(rocblas_set_stream));
            byte* text = stackalloc byte[TextBytes];
            Check(rocblas_get_version_string(text, TextBytes), nameof(rocblas_get_version_string));
            Version = $"rocBLAS {Utf8.Text(text)}";
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The library can be told to use tf32, as AMD's matrix units of gfx94x have it.</summary>
    public static bool HasTf32 => NativeLibrary.TryGetExport(Loaded.Value, nameof(rocblas_set_math_mode), out _);

    /// <inheritdoc/>
    public override string Version { get; } = "";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value)> Settings =>
        [.. FromEnvironment("ROCBLAS_USE_HIPBLASLT", "ROCBLAS_INTERNAL_FP16_ALT_IMPL", "ROCBLAS_DEFAULT_ATOMICS_MODE")];

    /// <summary>Whether the library is there.</summary>
    /// <param name="reason">why not; empty where it is</param>
    public static bool TryLoad(out string reason) => IsLoaded(Loaded, out reason);

    /// <inheritdoc/>
    public override void Multiply(
        ProductKind kind, int m, int n, int k, BlasOperand a, BlasOperand b, DeviceBuffer c, int ldc, bool accumulate)
    {
        (int stored, int summed) = kind switch
        {
            ProductKind.Fp64 => (rocblas_datatype_f64_r, rocblas_datatype_f64_r),
            ProductKind.Fp32 or ProductKind.Tf32 => (rocblas_datatype_f32_r, rocblas_datatype_f32_r),
            ProductKind.Fp16 => (rocblas_datatype_f16_r, rocblas_datatype_f32_r),
            ProductKind.Bf16 => (rocblas_datatype_bf16_r, rocblas_datatype_f32_r),
            ProductKind.Int8 => (rocblas_datatype_i8_r, rocblas_datatype_i32_r),
            _ => throw new DeviceException($"rocBLAS does not multiply {kind}"),
        };
        if (kind == ProductKind.Tf32)
            Check(rocblas_set_math_mode(_handle, rocblas_xf32_xdl_math_op), nameof(rocblas_set_math_mode));
        var factors = BlasFactors.Of(kind, accumulate);
        Check(
            rocblas_gemm_ex(
                _handle, OperationOf(a), OperationOf(b), m, n, k, &factors.Alpha, a.Buffer.Handle, stored, a.Stride,
                b.Buffer.Handle, stored, b.Stride, &factors.Beta, c.Handle, summed, ldc, c.Handle, summed, ldc, summed,
                rocblas_gemm_algo_standard, 0, 0),
            nameof(rocblas_gemm_ex));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_handle != 0)
            _ = rocblas_destroy_handle(_handle);
        _handle = 0;
    }

    private static int OperationOf(BlasOperand operand) =>
        operand.IsTransposed ? rocblas_operation_transpose : rocblas_operation_none;

    private static void Check(int status, string call)
    {
        if (status == rocblas_status_success)
            return;
        string text = $"{call} failed: {Utf8.Text(rocblas_status_to_string(status))}";
        throw status == rocblas_status_memory_error ? new InsufficientMemoryException(text) : new DeviceException(text);
    }
}
