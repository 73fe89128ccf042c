/* What CUDA C++ has of its own. */
#define SHARED __shared__ __align__(16)

INLINE float from_fp16(fp16_bits bits)
{
    float x;
    asm("cvt.f32.f16 %0, %1;" : "=f"(x) : "h"(bits));
    return x;
}

#if __CUDA_ARCH__ >= 610
#define HAS_DOT4
INLINE int dot4(int a, int b, int sum)
{
    asm("dp4a.s32.s32 %0, %1, %2, %3;" : "=r"(sum) : "r"(a), "r"(b), "r"(sum));
    return sum;
}
#endif
