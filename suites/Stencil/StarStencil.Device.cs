namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>On a device of OpenCL.</summary>
public sealed class OpenClStar() : DeviceStarRealisation("opencl", overlaps: false);

/// <summary>On a device of CUDA.</summary>
public sealed class CudaStar() : DeviceStarRealisation("cuda", overlaps: false);

/// <summary>On a device of HIP.</summary>
public sealed class HipStar() : DeviceStarRealisation("hip", overlaps: false);
