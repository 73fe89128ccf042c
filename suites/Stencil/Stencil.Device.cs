namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>On a device of OpenCL.</summary>
public sealed class OpenClStencil() : DeviceStencilRealisation("opencl", overlaps: false);

/// <summary>On a device of CUDA.</summary>
public sealed class CudaStencil() : DeviceStencilRealisation("cuda", overlaps: false);

/// <summary>On a device of HIP.</summary>
public sealed class HipStencil() : DeviceStencilRealisation("hip", overlaps: false);
