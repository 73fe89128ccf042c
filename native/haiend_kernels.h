/* Kernels of instructions that .NET 10 has no name for: dot products of narrow numbers with sums of 32 bits. */
#ifndef HAIEND_KERNELS_H
#define HAIEND_KERNELS_H

#include <stdint.h>

#define HAI_KERNELS_API __attribute__((visibility("default")))

/* A tile of C = starts + A B, or of C += starts + A B. Terms come in groups of 32 bits, one of them to a sum: four of 8
 * bits, unsigned in A and signed in B, with whole sums that wrap around; or two of bfloat16, with sums in binary32.
 * a has for each group a word of each row, b for each group a word of each column; starts is a row of sums. c is
 * row-major, with ldc words between rows. */
typedef void hai_dot_tile(int64_t groups, const uint32_t *a, const uint32_t *b, const uint32_t *starts, uint32_t *c,
                          int64_t ldc, int32_t accumulate);

/* Sums in registers: to each of them, so many times, the dot product of a and b is added. */
typedef void hai_dot_chain(int64_t steps, uint32_t a, uint32_t b, uint32_t *sums);

typedef struct hai_dot {
    const char *instructions;
    int32_t rows, columns; /* of a tile */
    int32_t chains;        /* sums of chain; 0 where there is none, because no instruction does it */
    hai_dot_tile *tile;
    hai_dot_chain *chain;
} hai_dot;

/* A way of this processor for so many terms in a group, 4 or 2: the best has index 0, the last is plain C. NULL beyond
 * it, and for other terms. */
HAI_KERNELS_API const hai_dot *hai_dot_of(int32_t terms, int32_t index);

#endif
