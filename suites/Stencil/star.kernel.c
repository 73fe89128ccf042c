/* PRK's star on a rank's points. Indices count from the start of the memory, halos included.
   WITH real=double|float WIDTH=64 HEIGHT=4 */

/* One iteration on [x0, x1) x [y0, y1): sum += W from, next = from + 1. */
KERNEL(WIDTH, HEIGHT, 1) star(
    GLOBAL const real *RESTRICT from, GLOBAL real *RESTRICT sum, GLOBAL real *RESTRICT next,
    GLOBAL const real *RESTRICT weights, int radius, int x0, int x1, int y0, int y1, int pitch)
{
    int x = x0 + (int)GROUP(0) * WIDTH + MEMBER(0), y = y0 + (int)GROUP(1) * HEIGHT + MEMBER(1);
    if (x < x1 && y < y1) {
        index_t at = (index_t)y * pitch + x, lines = 0;
        real all = sum[at];
        for (int i = 1; i <= radius; i++) {
            lines += pitch;
            all += weights[i - 1] * (from[at + i] - from[at - i] + (from[at + lines] - from[at - lines]));
        }
        sum[at] = all;
        next[at] = from[at] + 1;
    }
}
