/* Layers of a rank's points for its neighbours, and theirs.
   WITH real=double|float MEMBERS=256 */

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
