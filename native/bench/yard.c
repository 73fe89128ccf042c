#define _POSIX_C_SOURCE 200809L
#include "haiend_yard.h"

#include "clock.h"
#include "star.h"

/* The compiler must not merge or drop repeats: it is told that memory may have changed. */
#define FENCE() __asm__ volatile("" ::: "memory")

double hai_yard_triad(double *restrict a, const double *restrict b, const double *restrict c, double s, int64_t n,
                      int64_t repeats)
{
    double start = seconds_now();
    for (int64_t r = 0; r < repeats; r++) {
        for (int64_t i = 0; i < n; i++) {
            a[i] = b[i] + s * c[i];
        }
        FENCE();
    }
    return seconds_now() - start;
}

/* A loop of independent multiply-adds on registers alone. CHAINS hide the latency of a unit: 2 units x 4 cycles is the
 * least on today's cores, and with the two operands all chains must fit the register file. The values stay near 1. */
#define FMA_LOOP(name, attributes, element, bytes, chains)                                                             \
    typedef element name##_v __attribute__((vector_size(bytes)));                                                      \
    attributes static double name(int64_t iterations, double *flops)                                                   \
    {                                                                                                                  \
        name##_v x[chains], m, a;                                                                                      \
        volatile element seed = 1;                                                                                     \
        for (int l = 0; l < (int)(bytes / sizeof(element)); l++) {                                                     \
            m[l] = seed * (element)0.5;                                                                                \
            a[l] = seed * (element)0.5;                                                                                \
        }                                                                                                              \
        for (int j = 0; j < chains; j++) {                                                                             \
            x[j] = a + (element)j;                                                                                     \
        }                                                                                                              \
        double start = seconds_now();                                                                                  \
        for (int64_t i = 0; i < iterations; i++) {                                                                     \
            _Pragma("GCC unroll 32") for (int j = 0; j < chains; j++)                                                  \
            {                                                                                                          \
                x[j] = x[j] * m + a;                                                                                   \
            }                                                                                                          \
        }                                                                                                              \
        double seconds = seconds_now() - start;                                                                        \
        for (int j = 1; j < chains; j++) {                                                                             \
            x[0] += x[j];                                                                                              \
        }                                                                                                              \
        volatile element keep = x[0][0];                                                                               \
        (void)keep;                                                                                                    \
        *flops = 2.0 * chains * (double)(bytes / sizeof(element)) * (double)iterations;                                \
        return seconds;                                                                                                \
    }

#if defined(__x86_64__)
#define AVX512 __attribute__((target("avx512f,prefer-vector-width=512")))
#define AVX2 __attribute__((target("avx2,fma")))
FMA_LOOP(fma_fp64_512, AVX512, double, 64, 24)
FMA_LOOP(fma_fp32_512, AVX512, float, 64, 24)
FMA_LOOP(fma_fp64_256, AVX2, double, 32, 12)
FMA_LOOP(fma_fp32_256, AVX2, float, 32, 12)
#endif
/* NEON has 32 registers; SSE2 has 16 and no fused form, which is then what the processor can do. */
FMA_LOOP(fma_fp64_128, , double, 16, 12)
FMA_LOOP(fma_fp32_128, , float, 16, 12)

int32_t hai_yard_vector_bits(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) {
        return 512;
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        return 256;
    }
#endif
    return 128;
}

double hai_yard_fma_fp64(int64_t iterations, double *flops)
{
    switch (hai_yard_vector_bits()) {
#if defined(__x86_64__)
    case 512: return fma_fp64_512(iterations, flops);
    case 256: return fma_fp64_256(iterations, flops);
#endif
    default: return fma_fp64_128(iterations, flops);
    }
}

double hai_yard_fma_fp32(int64_t iterations, double *flops)
{
    switch (hai_yard_vector_bits()) {
#if defined(__x86_64__)
    case 512: return fma_fp32_512(iterations, flops);
    case 256: return fma_fp32_256(iterations, flops);
#endif
    default: return fma_fp32_128(iterations, flops);
    }
}

double hai_yard_dgemm(hai_yard_dgemm_function *dgemm, const double *a, const double *b, double *c, int32_t n,
                      int64_t repeats)
{
    enum { ROW_MAJOR = 101, NO_TRANSPOSE = 111 };
    double start = seconds_now();
    for (int64_t r = 0; r < repeats; r++) {
        dgemm(ROW_MAJOR, NO_TRANSPOSE, NO_TRANSPOSE, n, n, n, 1.0, a, n, b, n, 0.0, c, n);
    }
    return seconds_now() - start;
}

double hai_yard_star(double *in, double *out, int64_t n, int32_t radius, int64_t iterations, double *norm)
{
    star s = star_of(in, out, n, 0, n, radius);
    star_fill(&s);
    star_iterate(&s);
    double start = seconds_now();
    for (int64_t i = 0; i < iterations; i++) {
        star_iterate(&s);
        FENCE();
    }
    double seconds = seconds_now() - start;
    *norm = star_norm(&s);
    return seconds;
}
