/* Numbers as what is sent of them: bf16, or whole numbers of 8 bits times the scale of their block, which stands before
   them (see Int8Wire). Blocks begin at multiples of `block`; positions on the wire count from where element 0 is.
   WITH real=double|float INT8=0|1 FEEDBACK=0|1 MEMBERS=256 */
#define STEPS 127
/* Added to a number below 2^22, it rounds it to a whole one, which its low bits then are. */
#define MAGIC 12582912.0f
#define FINITE 0x7F800000u
/* 2^-100 */
#define LEAST 7.888609e-31f
#if INT8
#define PLACE(i, block) ((i) + 4 * ((i) / (block) + 1))
#else
#define PLACE(i, block) (2 * (i))
#endif

/* To nearest, ties to even; what is no number stays none. */
INLINE bf16_bits to_bf16(float x)
{
    unsigned bits = bits_of(x);
    return (bf16_bits)((bits & 0x7FFFFFFFu) > FINITE ? bits >> 16 | 0x40 : (bits + 0x7FFFu + (bits >> 16 & 1)) >> 16);
}

/* An element of a wire, which may stand at any byte. */
INLINE float decoded(GLOBAL const unsigned char *wire, index_t i, int block)
{
    GLOBAL const unsigned char *at = wire + PLACE(i, block);
#if INT8
    GLOBAL const unsigned char *scale = wire + PLACE(i / block * block, block) - 4;
    unsigned bits = scale[0] | (unsigned)scale[1] << 8 | (unsigned)scale[2] << 16 | (unsigned)scale[3] << 24;
    return (float)(signed char)at[0] * of_bits(bits);
#else
    return from_bf16((bf16_bits)(at[0] | at[1] << 8));
#endif
}

/* A group encodes a block of [first, end), of which the first is a block's start. With feedback, what was lost of an
   element before is added to it, and what is lost of it now is kept. */
KERNEL(MEMBERS, 1, 1) encode(
    GLOBAL const real *RESTRICT from, GLOBAL real *RESTRICT lost, GLOBAL unsigned char *RESTRICT wire, index_t first,
    index_t end, int block)
{
    index_t begin = first + GROUP(0) * block;
    int member = MEMBER(0), length = (int)(end - begin < block ? end - begin : block);
#if INT8
    SHARED unsigned greatest[MEMBERS];
    unsigned own = 0;
    for (int i = member; i < length; i += MEMBERS) {
        real x = from[begin + i];
#if FEEDBACK
        x += lost[begin + i];
#endif
        unsigned bits = bits_of((float)x) & 0x7FFFFFFFu;
        own = bits > own ? bits : own;
    }
    greatest[member] = own;
    for (int reach = MEMBERS / 2; reach > 0; reach /= 2) {
        BARRIER();
        if (member < reach && greatest[member + reach] > greatest[member])
            greatest[member] = greatest[member + reach];
    }
    BARRIER();
    float most = of_bits(greatest[0]);
    float scale = greatest[0] >= FINITE ? of_bits(0x7FC00000u) : most < LEAST ? 0.0f : most / STEPS;
    float inverse = scale > 0.0f ? STEPS / most : 0.0f;
    if (member < 4)
        wire[PLACE(begin, block) - 4 + member] = (unsigned char)(bits_of(scale) >> 8 * member);
#endif
    for (int i = member; i < length; i += MEMBERS) {
        real x = from[begin + i];
#if FEEDBACK
        x += lost[begin + i];
#endif
        GLOBAL unsigned char *to = wire + PLACE(begin + i, block);
#if INT8
        signed char whole = (signed char)(unsigned char)bits_of((float)x * inverse + MAGIC);
        to[0] = (unsigned char)whole;
        float kept = (float)whole * scale;
#else
        bf16_bits kept_bits = to_bf16((float)x);
        to[0] = (unsigned char)kept_bits;
        to[1] = (unsigned char)(kept_bits >> 8);
        float kept = from_bf16(kept_bits);
#endif
#if FEEDBACK
        lost[begin + i] = x - (real)kept;
#else
        (void)kept;
#endif
    }
}

/* to = from + what came in `count` wires, each of them of [first, end) only and `apart` bytes after the one before. */
KERNEL(MEMBERS, 1, 1) add(
    GLOBAL const real *RESTRICT from, GLOBAL real *RESTRICT to, GLOBAL const unsigned char *RESTRICT wires,
    index_t first, index_t end, int block, index_t apart, int count)
{
    index_t i = first + GROUP(0) * MEMBERS + MEMBER(0);
    if (i < end) {
        real sum = from[i];
        for (int k = 0; k < count; k++)
            sum += (real)decoded(wires + k * apart, i - first, block);
        to[i] = sum;
    }
}

/* to = what the wire has of [0, end). */
KERNEL(MEMBERS, 1, 1) decode(
    GLOBAL real *RESTRICT to, GLOBAL const unsigned char *RESTRICT wire, index_t end, int block)
{
    index_t i = GROUP(0) * MEMBERS + MEMBER(0);
    if (i < end)
        to[i] = (real)decoded(wire, i, block);
}
