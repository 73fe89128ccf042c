namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>On a device of OpenCL.</summary>
public sealed class OpenClOverlapStar() : DeviceStarRealisation("opencl", overlaps: true);

/// <summary>On a device of CUDA.</summary>
public sealed class CudaOverlapStar() : DeviceStarRealisation("cuda", overlaps: true);

/// <summary>On a device of HIP.</summary>
public sealed class HipOverlapStar() : DeviceStarRealisation("hip", overlaps: true);
