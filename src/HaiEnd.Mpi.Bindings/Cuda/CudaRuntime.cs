using System.Globalization;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Interop;
using HaiEnd.Mpi.Bindings.Power;
using static HaiEnd.Mpi.Bindings.Interop.Cuda;

namespace HaiEnd.Mpi.Bindings.Cuda;

/// <summary>CUDA by its driver interface; kernels are compiled by NVRTC. The variables HAIEND_CUDA and HAIEND_NVRTC may
/// name their files.</summary>
public sealed unsafe class CudaRuntime : IDeviceRuntime
{
    private const string Variable = "HAIEND_CUDA", Slice = " MIG ";

    private readonly Lazy<FoundDevices> _found = new(Search);

    /// <inheritdoc/>
    public string Name => "cuda";

    /// <inheritdoc/>
    public FoundDevices Find() => _found.Value;

    /// <inheritdoc/>
    public Device Open(DeviceFacts device, MemoryBudget memory) => new DriverDevice<CudaDriver>(device, memory);

    private static FoundDevices Search()
    {
        try
        {
            // The linker's stub under .../stubs is never looked for: it answers every call with an error.
            nint handle = Libraries.Load(
                Interop.Cuda.Library, Variable, "libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1", "libcuda.so");
            Libraries.Register(Interop.Cuda.Library, () => handle);
            int code = cuInit(0), count, version;
            if (code == CUDA_ERROR_NO_DEVICE)
                return FoundDevices.None("CUDA's driver sees no device");
            CudaDriver.Check(code, nameof(cuInit));
            CudaDriver.Check(cuDriverGetVersion(&version), nameof(cuDriverGetVersion));
            CudaDriver.Check(cuDeviceGetCount(&count), nameof(cuDeviceGetCount));
            var power = new NodePower();
            var all = new DeviceFacts[count];
            for (int d = 0; d < count; d++)
                all[d] = power.Described(FactsOf(d, version));
            return all.Length > 0
                ? new(all, "")
                : FoundDevices.None("CUDA's driver sees no device; CUDA_VISIBLE_DEVICES may hide them");
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or DeviceException)
        {
            return FoundDevices.None(e.Message);
        }
    }

    private static DeviceFacts FactsOf(int ordinal, int version)
    {
        const int NameBytes = 256, UuidBytes = 16;
        int device;
        nuint bytes;
        byte* text = stackalloc byte[NameBytes];
        byte* uuid = stackalloc byte[UuidBytes];
        CudaDriver.Check(cuDeviceGet(&device, ordinal), nameof(cuDeviceGet));
        CudaDriver.Check(cuDeviceGetName(text, NameBytes, device), nameof(cuDeviceGetName));
        string model = Utf8.Text(text);
        // The driver calls a slice of a device e.g. "NVIDIA A100-SXM4-40GB MIG 1g.5gb" (NVIDIA, MIG user guide).
        string mig = model.Split(Slice) is [_, var profile] ? profile : "";
        CudaDriver.Check(cuDeviceTotalMem_v2(&bytes, device), nameof(cuDeviceTotalMem_v2));
        CudaDriver.Check(cuDeviceGetPCIBusId(text, NameBytes, device), nameof(cuDeviceGetPCIBusId));
        CudaDriver.Check(cuDeviceGetUuid_v2(uuid, device), nameof(cuDeviceGetUuid_v2));
        return new(
            "cuda", ordinal, DeviceKind.Accelerator, model,
            string.Create(CultureInfo.InvariantCulture, $"CUDA {version / 1000}.{version % 1000 / 10}"), (long)bytes)
        {
            Mig = mig,
            Uuid = (mig.Length > 0 ? "MIG-" : "GPU-")
                + new Guid(new ReadOnlySpan<byte>(uuid, UuidBytes), bigEndian: true),
            Pci = Utf8.Text(text).ToLowerInvariant(),
            Ecc = CudaDriver.Attribute(device, CU_DEVICE_ATTRIBUTE_ECC_ENABLED) != 0,
            ClockHz = 1e3 * CudaDriver.Attribute(device, CU_DEVICE_ATTRIBUTE_CLOCK_RATE),
            Capability = 10 * CudaDriver.Attribute(device, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + CudaDriver.Attribute(device, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
            Units = CudaDriver.Attribute(device, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
        };
    }
}
