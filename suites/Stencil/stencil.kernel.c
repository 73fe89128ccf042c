/* The heat equation on a rank's points. Indices count from the start of the memory, halos included.
   WITH real=double|float WIDTH=64 HEIGHT=4 LAYERS=16 CENTRE=0.4 OWN=0.8 NEIGHBOUR=0.1 */

/* One step on [x0, x1) x [y0, y1) x [z0, z1): each member goes up a column of LAYERS points, and what was above
   becomes the point itself, then what is below. */
KERNEL(WIDTH, HEIGHT, 1) heat7(
    GLOBAL const real *RESTRICT from, GLOBAL real *RESTRICT to, int x0, int x1, int y0, int y1, int z0, int z1,
    int pitch, index_t layer)
{
    int x = x0 + (int)GROUP(0) * WIDTH + MEMBER(0), y = y0 + (int)GROUP(1) * HEIGHT + MEMBER(1);
    int z = z0 + (int)GROUP(2) * LAYERS, end = z + LAYERS < z1 ? z + LAYERS : z1;
    if (x < x1 && y < y1) {
        index_t i = z * layer + (index_t)y * pitch + x;
        real below = from[i - layer], at = from[i];
        for (; z < end; z++, i += layer) {
            real above = from[i + layer];
            real sum = from[i - 1] + from[i + 1] + (from[i - pitch] + from[i + pitch]) + (below + above);
            to[i] = (real)CENTRE * at + (real)NEIGHBOUR * sum;
            below = at;
            at = above;
        }
    }
}

/* The 4 points beside one in its layer, and the 4 across its corners. */
INLINE real beside(GLOBAL const real *at, int pitch)
{
    return at[-1] + at[1] + (at[-pitch] + at[pitch]);
}

INLINE real across(GLOBAL const real *at, int pitch)
{
    return at[-pitch - 1] + at[-pitch + 1] + (at[pitch - 1] + at[pitch + 1]);
}

/* The same with the 27 points of a step along each axis: each layer is read once, and its sums serve three points. */
KERNEL(WIDTH, HEIGHT, 1) heat27(
    GLOBAL const real *RESTRICT from, GLOBAL real *RESTRICT to, int x0, int x1, int y0, int y1, int z0, int z1,
    int pitch, index_t layer)
{
    const real own = OWN, r = NEIGHBOUR;
    int x = x0 + (int)GROUP(0) * WIDTH + MEMBER(0), y = y0 + (int)GROUP(1) * HEIGHT + MEMBER(1);
    int z = z0 + (int)GROUP(2) * LAYERS, end = z + LAYERS < z1 ? z + LAYERS : z1;
    if (x < x1 && y < y1) {
        index_t i = z * layer + (index_t)y * pitch + x;
        GLOBAL const real *lower = from + i - layer, *middle = from + i;
        real below = *lower, beside_below = beside(lower, pitch), across_below = across(lower, pitch);
        real at = *middle, beside_at = beside(middle, pitch), across_at = across(middle, pitch);
        for (; z < end; z++, i += layer) {
            GLOBAL const real *upper = from + i + layer;
            real above = *upper, beside_above = beside(upper, pitch), across_above = across(upper, pitch);
            to[i] = own * own * own * at + own * own * r * (beside_at + (below + above))
                + own * r * r * (across_at + (beside_below + beside_above))
                + r * r * r * (across_below + across_above);
            below = at;
            beside_below = beside_at;
            across_below = across_at;
            at = above;
            beside_at = beside_above;
            across_at = across_above;
        }
    }
}
