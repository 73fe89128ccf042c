/* What clang needs to compile kernels for CUDA and HIP where neither is installed. */
#define __global__ __attribute__((global))
#define __device__ __attribute__((device))
#define __host__ __attribute__((host))
#define __shared__ __attribute__((shared))
#define __align__(bytes) __attribute__((aligned(bytes)))
#define __forceinline__ inline __attribute__((always_inline))
#if defined(__HIP__)
#define __launch_bounds__(members) __attribute__((amdgpu_flat_work_group_size(1, members)))
#else
#define __launch_bounds__(members) __attribute__((launch_bounds(members)))
#endif

struct stub_extent { unsigned x, y, z; };
extern "C" __device__ const struct stub_extent threadIdx, blockIdx, gridDim;

__device__ double fma(double, double, double);
__device__ float fma(float, float, float);
#if defined(__HIP__)
#define __syncthreads() __builtin_amdgcn_s_barrier()
#endif
