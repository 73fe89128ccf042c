/* What CUDA C++ has of its own. */
#define SHARED __shared__ __align__(16)

INLINE float from_fp16(fp16_bits bits)
{
    float x;
    asm("cvt.f32.f16 %0, %1;" : "=f"(x) : "h"(bits));
    return x;
}
