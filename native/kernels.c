#include "haiend_kernels.h"

#include <stddef.h>

/* Loops over registers are unrolled whole, or the sums would lie in memory. */
#define UNROLLED _Pragma("GCC unroll 32")
#define LANES(v) ((int)(sizeof(v) / 4))

/* The types, words as they are and as they lie in memory, and the tile of rows x across registers. element is what sums
 * are added as; DOT(sums, a, b) is one step of all lanes. */
#define DOT_TILE(name, attributes, element, bytes, rows, across, DOT)                                                  \
    typedef int32_t name##_v __attribute__((vector_size(bytes)));                                                      \
    typedef element name##_e __attribute__((vector_size(bytes)));                                                      \
    typedef int32_t name##_m __attribute__((vector_size(bytes), aligned(4), may_alias));                               \
    attributes static void name##_tile(int64_t groups, const uint32_t *a, const uint32_t *b, const uint32_t *starts,   \
                                       uint32_t *c, int64_t ldc, int32_t accumulate)                                   \
    {                                                                                                                  \
        name##_v sums[rows][across], x[across];                                                                        \
        UNROLLED for (int r = 0; r < rows; r++)                                                                        \
        {                                                                                                              \
            UNROLLED for (int v = 0; v < across; v++)                                                                  \
            {                                                                                                          \
                sums[r][v] = *(const name##_m *)(starts + v * LANES(name##_v));                                        \
                __builtin_prefetch(c + r * ldc + v * LANES(name##_v), 1);                                              \
            }                                                                                                          \
        }                                                                                                              \
        for (int64_t g = 0; g < groups; g++, a += rows, b += across * LANES(name##_v)) {                               \
            UNROLLED for (int v = 0; v < across; v++) x[v] = *(const name##_m *)(b + v * LANES(name##_v));             \
            UNROLLED for (int r = 0; r < rows; r++)                                                                    \
            {                                                                                                          \
                name##_v row = (int32_t)a[r] - (name##_v){0};                                                          \
                UNROLLED for (int v = 0; v < across; v++) sums[r][v] = (name##_v)DOT(sums[r][v], row, x[v]);           \
            }                                                                                                          \
        }                                                                                                              \
        UNROLLED for (int r = 0; r < rows; r++)                                                                        \
        {                                                                                                              \
            UNROLLED for (int v = 0; v < across; v++)                                                                  \
            {                                                                                                          \
                name##_m *to = (name##_m *)(c + r * ldc + v * LANES(name##_v));                                        \
                *to = accumulate ? (name##_v)((name##_e)sums[r][v] + (name##_e)(name##_v)*to) : sums[r][v];            \
            }                                                                                                          \
        }                                                                                                              \
    }

/* Enough independent sums that no unit waits for its own result. */
#define DOT_CHAIN(name, attributes, count, DOT)                                                                        \
    attributes static void name##_chain(int64_t steps, uint32_t a, uint32_t b, uint32_t *sums)                         \
    {                                                                                                                  \
        name##_v s[count], x = (int32_t)a - (name##_v){0}, y = (int32_t)b - (name##_v){0};                             \
        UNROLLED for (int j = 0; j < count; j++) s[j] = *(const name##_m *)(sums + j * LANES(name##_v));               \
        for (int64_t i = 0; i < steps; i++) {                                                                          \
            UNROLLED for (int j = 0; j < count; j++) s[j] = (name##_v)DOT(s[j], x, y);                                 \
        }                                                                                                              \
        UNROLLED for (int j = 0; j < count; j++) *(name##_m *)(sums + j * LANES(name##_v)) = s[j];                     \
    }

/* Compilers that know the instructions; older ones leave plain C. */
#if defined(__x86_64__) && (__GNUC__ >= 11 || __clang_major__ >= 14)
#define HAI_DOT_X86
#include <immintrin.h>

#define AVX512_VNNI __attribute__((target("avx512f,avx512vnni")))
#define AVX512_BF16 __attribute__((target("avx512f,avx512bf16")))
#define AVX_VNNI __attribute__((target("avx2,avxvnni")))
#define DPBUSD_512(s, a, b) _mm512_dpbusd_epi32((__m512i)(s), (__m512i)(a), (__m512i)(b))
#define DPBUSD_256(s, a, b) _mm256_dpbusd_avx_epi32((__m256i)(s), (__m256i)(a), (__m256i)(b))
#define DPBF16_512(s, a, b) _mm512_dpbf16_ps((__m512)(s), (__m512bh)(a), (__m512bh)(b))

DOT_TILE(vnni512, AVX512_VNNI, int32_t, 64, 8, 3, DPBUSD_512)
DOT_CHAIN(vnni512, AVX512_VNNI, 24, DPBUSD_512)
DOT_TILE(bf16_512, AVX512_BF16, float, 64, 8, 3, DPBF16_512)
DOT_CHAIN(bf16_512, AVX512_BF16, 24, DPBF16_512)
DOT_TILE(vnni256, AVX_VNNI, int32_t, 32, 4, 3, DPBUSD_256)
DOT_CHAIN(vnni256, AVX_VNNI, 12, DPBUSD_256)
#endif

/* The same in plain C, term by term. */
#define WHOLE_TERM(a, b, t) ((((a) >> (8 * (t))) & 0xFF) * (((b) << (24 - 8 * (t))) >> 24))
#define WHOLE_TERMS(s, a, b)                                                                                           \
    ((s) + WHOLE_TERM(a, b, 0) + WHOLE_TERM(a, b, 1) + WHOLE_TERM(a, b, 2) + WHOLE_TERM(a, b, 3))
#define LOW(x) ((bf16_plain_e)((x) << 16))
#define HIGH(x) ((bf16_plain_e)((x) & (int32_t)0xFFFF0000))
#define BF16_TERMS(s, a, b) (((bf16_plain_e)(s) + HIGH(a) * HIGH(b)) + LOW(a) * LOW(b))

DOT_TILE(whole_plain, , int32_t, 16, 4, 2, WHOLE_TERMS)
DOT_TILE(bf16_plain, , float, 16, 4, 2, BF16_TERMS)

static const hai_dot *found(const hai_dot *const *ways, int32_t index)
{
    for (; *ways != NULL && index > 0; index--) {
        ways++;
    }
    return index < 0 ? NULL : *ways;
}

const hai_dot *hai_dot_of(int32_t terms, int32_t index)
{
    static const hai_dot whole = {"C", 4, 8, 0, whole_plain_tile, NULL}, bf16 = {"C", 4, 8, 0, bf16_plain_tile, NULL};
    const hai_dot *ways[4] = {NULL};
    int32_t count = 0;
#ifdef HAI_DOT_X86
    static const hai_dot widest = {"AVX512-VNNI", 8, 48, 24 * 16, vnni512_tile, vnni512_chain};
    static const hai_dot wide = {"AVX-VNNI", 4, 24, 12 * 8, vnni256_tile, vnni256_chain};
    static const hai_dot pairs = {"AVX512-BF16", 8, 48, 24 * 16, bf16_512_tile, bf16_512_chain};
    if (terms == 4 && __builtin_cpu_supports("avx512vnni")) {
        ways[count++] = &widest;
    }
    if (terms == 4 && __builtin_cpu_supports("avxvnni")) {
        ways[count++] = &wide;
    }
    if (terms == 2 && __builtin_cpu_supports("avx512bf16")) {
        ways[count++] = &pairs;
    }
#endif
    if (terms == 4 || terms == 2) {
        ways[count] = terms == 4 ? &whole : &bf16;
    }
    return found(ways, index);
}
