/* What kernels in the common subset need of OpenCL C 1.2. */
#if defined(cl_khr_fp64)
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif
typedef long index_t;
#define KERNEL(x, y, z) __kernel __attribute__((reqd_work_group_size(x, y, z))) void
#define GLOBAL __global
#define SHARED __local __attribute__((aligned(16)))
#define RESTRICT restrict
#define GROUP(axis) ((index_t)get_group_id(axis))
#define MEMBER(axis) ((int)get_local_id(axis))
#define BARRIER() barrier(CLK_LOCAL_MEM_FENCE)
#define INLINE static inline
typedef ushort fp16_bits;
typedef ushort bf16_bits;
typedef char whole8;

INLINE float from_fp16(fp16_bits bits)
{
    return vload_half(0, (const half *)&bits);
}

INLINE float of_bits(unsigned bits)
{
    return as_float(bits);
}

INLINE unsigned bits_of(float x)
{
    return as_uint(x);
}

INLINE float from_bf16(bf16_bits bits)
{
    return of_bits((unsigned)bits << 16);
}
