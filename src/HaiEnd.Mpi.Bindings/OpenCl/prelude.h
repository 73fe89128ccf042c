/* What kernels in the common subset need of OpenCL C 1.2. */
#if defined(cl_khr_fp64)
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif
typedef long index_t;
#define KERNEL(x, y, z) __kernel __attribute__((reqd_work_group_size(x, y, z))) void
#define GLOBAL __global
#define SHARED __local
#define RESTRICT restrict
#define GROUP(axis) ((index_t)get_group_id(axis))
#define MEMBER(axis) ((int)get_local_id(axis))
#define BARRIER() barrier(CLK_LOCAL_MEM_FENCE)
