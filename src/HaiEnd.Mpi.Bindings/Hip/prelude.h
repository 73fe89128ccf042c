/* What HIP C++ has of its own. */
#define SHARED __shared__ __attribute__((aligned(16)))

INLINE float from_fp16(fp16_bits bits)
{
    union { fp16_bits bits; _Float16 x; } u;
    u.bits = bits;
    return (float)u.x;
}
