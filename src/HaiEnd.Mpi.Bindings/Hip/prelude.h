/* What kernels in the common subset need of HIP C++. */
typedef long long index_t;
#define KERNEL(x, y, z) extern "C" __global__ void __launch_bounds__((x) * (y) * (z))
#define GLOBAL
#define SHARED __shared__
#define RESTRICT __restrict__
#define GROUP(axis) ((index_t)((axis) == 0 ? blockIdx.x : (axis) == 1 ? blockIdx.y : blockIdx.z))
#define MEMBER(axis) ((int)((axis) == 0 ? threadIdx.x : (axis) == 1 ? threadIdx.y : threadIdx.z))
#define BARRIER() __syncthreads()
