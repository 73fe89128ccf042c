using System.Globalization;
using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Interop.Cublas;

namespace HaiEnd.Mpi.Bindings.Cuda;

/// <summary>cuBLAS on a device of CUDA. The variable HAIEND_CUBLAS may name its file.</summary>
public sealed unsafe class CublasLibrary : DeviceBlas
{
    private const string Variable = "HAIEND_CUBLAS";

    /// <summary>What is written where the library is to write how many bits it kept.</summary>
    private const int NotEmulated = -1;

    // Which library a process has is a fact of the process, so it is kept with the class.
    private static readonly Lazy<nint> Loaded = new(Load);

    private readonly Device _device;
    private readonly DeviceBuffer? _bits;
    private nint _handle;

    /// <summary>Makes a handle of the library on a device.</summary>
    /// <param name="device">of CUDA</param>
    /// <param name="isEager">fp64 that is to be emulated is, also where the library thinks that it is slower so</param>
    /// <exception cref="DeviceException">the library refuses</exception>
    public CublasLibrary(Device device, bool isEager)
    {
        _device = device;
        nint handle;
        Check(cublasCreate_v2(&handle), nameof(cublasCreate_v2));
        _handle = handle;
        try
        {
            Check(cublasSetStream_v2(handle, device.Queue.Handle), nameof(cublasSetStream_v2));
            int version;
            Check(cublasGetVersion_v2(handle, &version), nameof(cublasGetVersion_v2));
            Version = NameOf("cuBLAS", version);
            if (!Emulates)
                return;
            if (isEager && !FromEnvironment("CUBLAS_EMULATION_STRATEGY").Any())
                Check(
                    cublasSetEmulationStrategy(handle, CUBLAS_EMULATION_STRATEGY_EAGER),
                    nameof(cublasSetEmulationStrategy));
            _bits = device.Allocate(sizeof(int));
            int none = NotEmulated;
            device.Write(_bits, 0, &none, sizeof(int));
            Check(
                cublasSetFixedPointEmulationMantissaBitCountPointer(handle, _bits.Handle),
                nameof(cublasSetFixedPointEmulationMantissaBitCountPointer));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The library knows fp64 that is emulated, and tells whether it did.</summary>
    public static bool Emulates => NativeLibrary.TryGetExport(
        Loaded.Value, nameof(cublasSetFixedPointEmulationMantissaBitCountPointer), out _);

    /// <inheritdoc/>
    public override string Version { get; } = "";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value)> Settings =>
    [
        .. Emulates ? [("emulation_strategy", StrategyOf(_handle))] : Array.Empty<(string, string)>(),
        .. FromEnvironment(
            "CUBLAS_EMULATE_DOUBLE_PRECISION", "CUBLAS_EMULATE_SINGLE_PRECISION", "CUBLAS_EMULATION_STRATEGY",
            "CUBLAS_FIXEDPOINT_EMULATION_MANTISSA_BIT_COUNT", "CUBLAS_EMULATION_SPECIAL_VALUES_SUPPORT_MASK",
            "NVIDIA_TF32_OVERRIDE"),
    ];

    /// <summary>Whether the library is there. CUDA's driver must be.</summary>
    /// <param name="reason">why not; empty where it is</param>
    public static bool TryLoad(out string reason) => IsLoaded(Loaded, out reason);

    /// <inheritdoc/>
    public override void Multiply(
        ProductKind kind, int m, int n, int k, BlasOperand a, BlasOperand b, DeviceBuffer c, int ldc, bool accumulate)
    {
        (int stored, int summed, int compute) = kind switch
        {
            ProductKind.Fp64 => (CUDA_R_64F, CUDA_R_64F, CUBLAS_COMPUTE_64F),
            ProductKind.EmulatedFp64 => (CUDA_R_64F, CUDA_R_64F, CUBLAS_COMPUTE_64F_EMULATED_FIXEDPOINT),
            ProductKind.Fp32 => (CUDA_R_32F, CUDA_R_32F, CUBLAS_COMPUTE_32F_PEDANTIC),
            ProductKind.Tf32 => (CUDA_R_32F, CUDA_R_32F, CUBLAS_COMPUTE_32F_FAST_TF32),
            ProductKind.Fp16 => (CUDA_R_16F, CUDA_R_32F, CUBLAS_COMPUTE_32F),
            ProductKind.Bf16 => (CUDA_R_16BF, CUDA_R_32F, CUBLAS_COMPUTE_32F),
            ProductKind.Int8 => (CUDA_R_8I, CUDA_R_32I, CUBLAS_COMPUTE_32I),
            _ => throw new DeviceException($"cuBLAS does not multiply {kind}"),
        };
        // alpha = 1 and beta in the format of the sums.
        var factors = BlasFactors.Of(kind, accumulate);
        Check(
            cublasGemmEx(
                _handle, a.IsTransposed ? CUBLAS_OP_T : CUBLAS_OP_N, b.IsTransposed ? CUBLAS_OP_T : CUBLAS_OP_N, m, n,
                k, &factors.Alpha, a.Buffer.Handle, stored, a.Stride, b.Buffer.Handle, stored, b.Stride, &factors.Beta,
                c.Handle, summed, ldc, compute, CUBLAS_GEMM_DEFAULT),
            nameof(cublasGemmEx));
    }

    /// <inheritdoc/>
    public override int? RetainedBits()
    {
        if (_bits is null)
            return null;
        int bits;
        _device.Read(_bits, 0, &bits, sizeof(int));
        return bits;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_handle == 0)
            return;
        // The library forgets the buffer before it is freed.
        if (_bits is not null)
            _ = cublasSetFixedPointEmulationMantissaBitCountPointer(_handle, 0);
        _bits?.Dispose();
        _ = cublasDestroy_v2(_handle);
        _handle = 0;
    }

    /// <summary>A library of cuBLAS and its version, from the number that it gives.</summary>
    internal static string NameOf(string library, int version) => string.Create(
        CultureInfo.InvariantCulture, $"{library} {version / 10000}.{version / 100 % 100}.{version % 100}");

    /// <summary>What a status of a call is thrown as.</summary>
    internal static Exception FaultOf(int status, string call, byte* name)
    {
        string text = $"{call} failed: {Utf8.Text(name)}";
        return status == CUBLAS_STATUS_ALLOC_FAILED ? new InsufficientMemoryException(text) : new DeviceException(text);
    }

    private static nint Load()
    {
        nint handle = Libraries.Load(Library, Variable, CudaToolkit.Files("libcublas", "13", "12", "11"));
        Libraries.Register(Library, () => handle);
        return handle;
    }

    private static string StrategyOf(nint handle)
    {
        int strategy;
        Check(cublasGetEmulationStrategy(handle, &strategy), nameof(cublasGetEmulationStrategy));
        return strategy switch
        {
            CUBLAS_EMULATION_STRATEGY_DEFAULT => "default",
            CUBLAS_EMULATION_STRATEGY_PERFORMANT => "performant",
            CUBLAS_EMULATION_STRATEGY_EAGER => "eager",
            _ => strategy.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static void Check(int status, string call)
    {
        if (status != CUBLAS_STATUS_SUCCESS)
            throw FaultOf(status, call, cublasGetStatusString(status));
    }
}
