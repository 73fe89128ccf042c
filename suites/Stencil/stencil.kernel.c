/* The heat equation on a rank's points. Indices count from the start of the memory, halos included.
   WITH real=double|float WIDTH=64 HEIGHT=4 LAYERS=16 MEMBERS=256 CENTRE=0.4 NEIGHBOUR=0.1 */

/* One step on [x0, x1) x [y0, y1) x [z0, z1): each member goes up a column of LAYERS points, and what was above
   becomes the point itself, then what is below. */
KERNEL(WIDTH, HEIGHT, 1) heat(
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

/* Gathers nx x ny x nz points, of which `first` is the first, in `packed` from `offset` on, or spreads them. */
KERNEL(MEMBERS, 1, 1) carry(
    GLOBAL real *RESTRICT field, GLOBAL real *RESTRICT packed, index_t first, index_t offset, int nx, int ny, int nz,
    int pitch, index_t layer, int out)
{
    index_t i = GROUP(0) * MEMBERS + MEMBER(0);
    if (i < (index_t)nx * ny * nz) {
        index_t at = first + i % nx + i / nx % ny * pitch + i / nx / ny * layer;
        if (out)
            packed[offset + i] = field[at];
        else
            field[at] = packed[offset + i];
    }
}
