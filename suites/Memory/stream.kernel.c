/* STREAM's loops: a = [b +] [s] c.
   WITH real=double|float MEMBERS=256 SUM=0|1 SCALED=0|1 */
KERNEL(MEMBERS, 1, 1) stream(
    GLOBAL real *RESTRICT a, GLOBAL const real *RESTRICT b, GLOBAL const real *RESTRICT c, real s, index_t n)
{
    index_t i = GROUP(0) * MEMBERS + MEMBER(0);
    if (i < n)
#if SUM && SCALED
        a[i] = fma(s, c[i], b[i]);
#elif SUM
        a[i] = b[i] + c[i];
#elif SCALED
        a[i] = s * c[i];
#else
        a[i] = c[i];
#endif
}
