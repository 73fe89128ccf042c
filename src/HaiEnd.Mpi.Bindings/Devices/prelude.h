/* What kernels in the common subset need of CUDA C++, and of what is like it: SHARED and from_fp16 are missing. */
typedef long long index_t;
#define KERNEL(x, y, z) extern "C" __global__ void __launch_bounds__((x) * (y) * (z))
#define GLOBAL
#define RESTRICT __restrict__
#define GROUP(axis) ((index_t)((axis) == 0 ? blockIdx.x : (axis) == 1 ? blockIdx.y : blockIdx.z))
#define MEMBER(axis) ((int)((axis) == 0 ? threadIdx.x : (axis) == 1 ? threadIdx.y : threadIdx.z))
#define BARRIER() __syncthreads()
#define INLINE static __device__ __forceinline__
typedef unsigned short fp16_bits;
typedef unsigned short bf16_bits;
typedef signed char whole8;

INLINE float of_bits(unsigned bits)
{
    union { unsigned bits; float x; } u;
    u.bits = bits;
    return u.x;
}

INLINE unsigned bits_of(float x)
{
    union { unsigned bits; float x; } u;
    u.x = x;
    return u.bits;
}

INLINE float from_bf16(bf16_bits bits)
{
    return of_bits((unsigned)bits << 16);
}
