using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Measures our kernel on a device of OpenCL.</summary>
public sealed class GemmOpenCl : DeviceGemmRealisation<OpenClGemm>;

/// <summary>Measures our kernel on a device of CUDA.</summary>
public sealed class GemmCuda : DeviceGemmRealisation<CudaGemm>;

/// <summary>Measures our kernel on a device of HIP.</summary>
public sealed class GemmHip : DeviceGemmRealisation<HipGemm>;

/// <summary>Our kernel on a device of OpenCL.</summary>
public sealed class OpenClGemm() : KernelGemmPart("opencl");

/// <summary>Our kernel on a device of CUDA.</summary>
public sealed class CudaGemm() : KernelGemmPart("cuda");

/// <summary>Our kernel on a device of HIP.</summary>
public sealed class HipGemm() : KernelGemmPart("hip");

/// <summary>Our own kernel: tiles in shared memory, sums in registers, no matrix units.</summary>
/// <param name="runtime">whose device</param>
public abstract class KernelGemmPart(string runtime) : DeviceGemmPart(runtime)
{
    /// <inheritdoc/>
    public sealed override string Name => Runtime;

    /// <inheritdoc/>
    public sealed override string Summary => $"our kernel on the rank's device of {Runtime}";

    /// <inheritdoc/>
    public sealed override Availability Check(Precision precision, Place at) => TypesOf(precision) is null
        ? Availability.No($"the kernel knows fp64, fp32, fp16, bf16, fp8 and int8, not {precision.Name}")
        : DeviceKernels.CheckCompiler(Runtime, precision, at);

    /// <inheritdoc/>
    public sealed override DeviceGemm Create(Precision precision, Place at) => Belongings.For(own =>
        new KernelGemm(DeviceKernels.Of(Runtime, at), precision, TypesOf(precision)!.Value, own));

    /// <summary>In the kernel's words: what is stored, what is summed, and how one becomes the other.</summary>
    private static (string Stored, string Summed, string Widen)? TypesOf(Precision precision) =>
        precision.Formats switch
        {
            { Store: ElementKind.Fp64, Compute: ElementKind.Fp64 } => ("double", "double", ""),
            { Store: ElementKind.Fp32, Compute: ElementKind.Fp32 } => ("float", "float", ""),
            { Store: ElementKind.Fp16, Compute: ElementKind.Fp32 } => ("fp16_bits", "float", "from_fp16"),
            { Store: ElementKind.Bf16, Compute: ElementKind.Fp32 } => ("bf16_bits", "float", "from_bf16"),
            { Store: ElementKind.Fp8E4M3 } => ("fp8_bits", "float", "from_e4m3"),
            { Store: ElementKind.Fp8E5M2 } => ("fp8_bits", "float", "from_e5m2"),
            { Store: ElementKind.Int8, Compute: ElementKind.Int32 } => ("whole8", "int", ""),
            _ => null,
        };

    private sealed class KernelGemm : DeviceGemm
    {
        // As in the kernel: members of a group along each side.
        private const int Side = 16;

        private readonly Belongings _own;
        private readonly DeviceKernel _kernel;
        private readonly int _tile;
        private readonly DeviceArgument[] _arguments = new DeviceArgument[12];

        public KernelGemm(
            Device device, Precision precision, (string Stored, string Summed, string Widen) types, Belongings own)
            : base(device, precision)
        {
            _own = own;
            // A graphics processor has registers for 8 x 8 sums of 4 bytes; fp64 and the node's processors do not.
            int edge = device.Facts.Kind == DeviceKind.Accelerator && types.Summed != "double" ? 8 : 4;
            _tile = Side * edge;
            var definitions = new Dictionary<string, string>
            {
                ["stored"] = types.Stored,
                ["real"] = types.Summed,
                ["WIDEN"] = types.Widen,
                ["EDGE"] = $"{edge}",
                ["TERMS"] = types.Stored == "whole8" ? "4" : "1",
            };
            _kernel = own.Add(own.Add(DeviceKernels.Compile(device, "gemm.kernel.c", definitions))
                .Kernel("gemm", new(Side, Side)));
        }

        public override void Multiply(
            int m, int n, int k, DeviceOperand a, DeviceOperand b, DeviceBuffer c, int ldc, bool accumulate)
        {
            if (m == 0 || n == 0)
                return;
            (_arguments[0], _arguments[1], _arguments[2]) = (m, n, k);
            (_arguments[3], _arguments[4], _arguments[5]) = (a.Buffer, a.Stride, a.IsTransposed ? 1 : 0);
            (_arguments[6], _arguments[7], _arguments[8]) = (b.Buffer, b.Stride, b.IsTransposed ? 1 : 0);
            (_arguments[9], _arguments[10], _arguments[11]) = (c, ldc, accumulate ? 1 : 0);
            _kernel.Launch(new((n + _tile - 1) / _tile, (m + _tile - 1) / _tile), _arguments);
        }

        public override void Dispose()
        {
            base.Dispose();
            _own.Dispose();
        }
    }
}
