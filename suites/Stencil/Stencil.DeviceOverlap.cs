namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>On a device of OpenCL.</summary>
public sealed class OpenClOverlapStencil() : DeviceStencilRealisation("opencl", overlaps: true);

/// <summary>On a device of CUDA.</summary>
public sealed class CudaOverlapStencil() : DeviceStencilRealisation("cuda", overlaps: true);

/// <summary>On a device of HIP.</summary>
public sealed class HipOverlapStencil() : DeviceStencilRealisation("hip", overlaps: true);
