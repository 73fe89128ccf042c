/* The sum of an array: members add elements a grid apart, groups add what their members have.
   WITH real=double MEMBERS=256 */
KERNEL(MEMBERS, 1, 1) reduce(GLOBAL const real *RESTRICT from, GLOBAL real *RESTRICT to, index_t n, index_t grid)
{
    SHARED real part[MEMBERS];
    int member = MEMBER(0);
    real sum = 0;
    #pragma unroll 4
    for (index_t i = GROUP(0) * MEMBERS + member; i < n; i += grid)
        sum += from[i];
    part[member] = sum;
    for (int reach = MEMBERS / 2; reach > 0; reach /= 2) {
        BARRIER();
        if (member < reach)
            part[member] += part[member + reach];
    }
    if (member == 0)
        to[GROUP(0)] = part[0];
}
