/* C = A B, or C += A B, row-major. A group does a tile of C, each of its 16 x 16 members EDGE x EDGE entries, in pieces
   of 4 x 4, whose sums stay in registers; tiles of A and B are widened on their way to shared memory, and the next ones
   are fetched while these are multiplied. Source: Volkov and Demmel, SC 2008. Whole numbers of 8 bits lie in tiles by
   fours, 4 terms of a sum in 32 bits.
   WITH stored=double real=double WIDEN= EDGE=4 TERMS=1
   WITH stored=float real=float WIDEN= EDGE=4|8 TERMS=1
   WITH stored=fp16_bits real=float WIDEN=from_fp16 EDGE=4|8 TERMS=1
   WITH stored=bf16_bits real=float WIDEN=from_bf16 EDGE=4|8 TERMS=1
   WITH stored=fp8_bits real=float WIDEN=from_e4m3|from_e5m2 EDGE=4|8 TERMS=1
   WITH stored=whole8 real=int WIDEN= EDGE=4|8 TERMS=4 */
#define SIDE 16
#define TILE (SIDE * EDGE)
#define DEPTH (64 / EDGE)
#define PITCH (TILE + 4)
#define SHARE (TILE * DEPTH / (SIDE * SIDE))
/* Which element of a tile is fetched: neighbours read what lies together in memory. */
#define ALONG(e, is_transposed) ((is_transposed) ? (e) % TILE : (e) / DEPTH)
#define TERM(e, is_transposed) ((is_transposed) ? (e) / TILE : (e) % DEPTH)
/* Where a member's entries lie in the tile: neighbours have neighbouring pieces of 4. */
#define PLACE(member, piece) ((piece) / 4 * 4 * SIDE + 4 * (member) + (piece) % 4)

typedef unsigned char fp8_bits;

/* E5M2 is the upper half of fp16. */
INLINE float from_e5m2(fp8_bits bits)
{
    return from_fp16((fp16_bits)((unsigned)bits << 8));
}

/* E4M3 has the fields of fp16 without the highest bit of the exponent, whose bias is greater by 8; and one NaN. */
INLINE float from_e4m3(fp8_bits bits)
{
    unsigned magnitude = bits & 0x7fu;
    return magnitude == 0x7fu ? of_bits(0x7fc00000u)
        : 256.0f * from_fp16((fp16_bits)((bits & 0x80u) << 8 | magnitude << 7));
}

/* An element of A or B; 0 outside. */
INLINE stored entry(
    GLOBAL const stored *from, int stride, int is_transposed, int row, int rows, int column, int columns)
{
    return row >= rows || column >= columns ? (stored)0
        : from[is_transposed ? (index_t)column * stride + row : (index_t)row * stride + column];
}

#if TERMS == 4
typedef int held;

#ifndef HAS_DOT4
/* The sum of 4 products of whole numbers of 8 bits, and of what was before. */
INLINE int dot4(int a, int b, int sum)
{
    #pragma unroll
    for (int i = 0; i < 32; i += 8)
        sum += (int)(whole8)(a >> i) * (int)(whole8)(b >> i);
    return sum;
}
#endif

INLINE held fetch(GLOBAL const stored *from, int stride, int is_transposed, int line, int lines, int term, int terms)
{
    unsigned all = 0;
    #pragma unroll
    for (int i = 0; i < 4; i++)
        all |= ((unsigned)entry(from, stride, is_transposed, line, lines, 4 * term + i, terms) & 0xffu) << 8 * i;
    return (int)all;
}
#define ADD(sum, a, b) sum = dot4(a, b, sum)
#else
typedef stored held;
#define fetch entry
#define ADD(sum, a, b) sum += (a) * (b)
#endif

KERNEL(SIDE, SIDE, 1) gemm(
    int m, int n, int k, GLOBAL const stored *RESTRICT a, int a_stride, int a_is_transposed,
    GLOBAL const stored *RESTRICT b, int b_stride, int b_is_transposed, GLOBAL real *RESTRICT c, int c_stride,
    int accumulate)
{
    SHARED real tile_a[DEPTH * PITCH];
    SHARED real tile_b[DEPTH * PITCH];
    held next_a[SHARE], next_b[SHARE];
    real sum[EDGE][EDGE];
    int across = MEMBER(0), down = MEMBER(1), member = down * SIDE + across;
    int row = (int)GROUP(1) * TILE, column = (int)GROUP(0) * TILE;
    #pragma unroll
    for (int i = 0; i < EDGE; i++)
        #pragma unroll
        for (int j = 0; j < EDGE; j++)
            sum[i][j] = 0;

    /* The first turn only fetches. */
    for (int term = -DEPTH; term < (k + TERMS - 1) / TERMS; term += DEPTH) {
        #pragma unroll
        for (int s = 0; s < SHARE; s++) {
            int e = member + s * SIDE * SIDE;
            next_a[s] = fetch(
                a, a_stride, a_is_transposed, row + ALONG(e, a_is_transposed), m,
                term + DEPTH + TERM(e, a_is_transposed), k);
            next_b[s] = fetch(
                b, b_stride, !b_is_transposed, column + ALONG(e, !b_is_transposed), n,
                term + DEPTH + TERM(e, !b_is_transposed), k);
        }
        if (term >= 0)
            #pragma unroll
            for (int l = 0; l < DEPTH; l++) {
                real of_a[EDGE], of_b[EDGE];
                #pragma unroll
                for (int i = 0; i < EDGE; i++) {
                    of_a[i] = tile_a[l * PITCH + PLACE(down, i)];
                    of_b[i] = tile_b[l * PITCH + PLACE(across, i)];
                }
                #pragma unroll
                for (int i = 0; i < EDGE; i++)
                    #pragma unroll
                    for (int j = 0; j < EDGE; j++)
                        ADD(sum[i][j], of_a[i], of_b[j]);
            }
        BARRIER();
        #pragma unroll
        for (int s = 0; s < SHARE; s++) {
            int e = member + s * SIDE * SIDE;
            tile_a[TERM(e, a_is_transposed) * PITCH + ALONG(e, a_is_transposed)] = WIDEN(next_a[s]);
            tile_b[TERM(e, !b_is_transposed) * PITCH + ALONG(e, !b_is_transposed)] = WIDEN(next_b[s]);
        }
        BARRIER();
    }

    #pragma unroll
    for (int i = 0; i < EDGE; i++)
        #pragma unroll
        for (int j = 0; j < EDGE; j++) {
            int at_row = row + PLACE(down, i), at_column = column + PLACE(across, j);
            if (at_row < m && at_column < n) {
                GLOBAL real *to = c + (index_t)at_row * c_stride + at_column;
                *to = accumulate ? *to + sum[i][j] : sum[i][j];
            }
        }
}
