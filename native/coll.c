#include "internal.h"
#include "timed.h"

int32_t hai_barrier(int64_t comm)
{
    return MPI_Barrier(comm_in(comm));
}

int32_t hai_bcast(void *b, int64_t n, int64_t type, int32_t root, int64_t comm)
{
    SPAN(s, n, type)
    return span_out(&s, LARGE(MPI_Bcast)(b, s.n, s.t, root, comm_in(comm)));
}

/* An operation has no meaning on a derived type, so a long reduction is made of pieces, one element for one. The names
 * s, r, piece are what the call is written with; s stays where the data are in place. */
#define PIECES(source, target, n, type, call)                                                                          \
    const void *s = source_in(source);                                                                                 \
    void *r = (target);                                                                                                \
    if ((n) <= hai_count_limit) {                                                                                      \
        count_t piece = (count_t)(n);                                                                                  \
        return (call);                                                                                                 \
    }                                                                                                                  \
    MPI_Aint lower, extent;                                                                                            \
    int error = MPI_Type_get_extent(type_in(type), &lower, &extent);                                                   \
    for (int64_t left = (n); left > 0 && error == MPI_SUCCESS; left -= hai_count_limit) {                              \
        count_t piece = (count_t)(left < hai_count_limit ? left : hai_count_limit);                                    \
        error = (call);                                                                                                \
        s = s == MPI_IN_PLACE ? s : (const char *)s + piece * extent;                                                  \
        r = (char *)r + piece * extent;                                                                                \
    }                                                                                                                  \
    return error

int32_t hai_reduce(const void *source, void *target, int64_t n, int64_t type, int64_t op, int32_t root, int64_t comm)
{
    PIECES(source, target, n, type,
           LARGE(MPI_Reduce)(s, r, piece, type_in(type), op_in(op), root, comm_in(comm)));
}

static __attribute__((noinline)) int32_t allreduce_long(const void *source, void *target, int64_t n, int64_t type,
                                                        int64_t op, int64_t comm)
{
    PIECES(source, target, n, type, LARGE(MPI_Allreduce)(s, r, piece, type_in(type), op_in(op), comm_in(comm)));
}

/* As hai_send: a short one ends with a jump. */
int32_t hai_allreduce(const void *source, void *target, int64_t n, int64_t type, int64_t op, int64_t comm)
{
    if (n > hai_short_limit) {
        return allreduce_long(source, target, n, type, op, comm);
    }
    return (MPI_Allreduce)(source_in(source), target, (int)n, type_in(type), op_in(op), comm_in(comm));
}

int32_t hai_scan(const void *source, void *target, int64_t n, int64_t type, int64_t op, int64_t comm)
{
    PIECES(source, target, n, type, LARGE(MPI_Scan)(s, r, piece, type_in(type), op_in(op), comm_in(comm)));
}

int32_t hai_exscan(const void *source, void *target, int64_t n, int64_t type, int64_t op, int64_t comm)
{
    PIECES(source, target, n, type, LARGE(MPI_Exscan)(s, r, piece, type_in(type), op_in(op), comm_in(comm)));
}

int32_t hai_reduce_scatter_block(const void *s, void *r, int64_t n, int64_t type, int64_t op, int64_t comm)
{
    if (n > hai_count_limit) {
        return TOO_LARGE;
    }
    return LARGE(MPI_Reduce_scatter_block)(source_in(s), r, (count_t)n, type_in(type), op_in(op), comm_in(comm));
}

int32_t hai_reduce_scatter(const void *s, void *r, const int32_t *counts, int64_t type, int64_t op, int64_t comm)
{
    return MPI_Reduce_scatter(source_in(s), r, counts, type_in(type), op_in(op), comm_in(comm));
}

int32_t hai_gather(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int32_t root, int64_t comm)
{
    SPANS(a, sn, st, b, rn, rt)
    return SPANS_OUT(a, b, LARGE(MPI_Gather)(source_in(s), a.n, a.t, r, b.n, b.t, root, comm_in(comm)));
}

int32_t hai_scatter(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int32_t root, int64_t comm)
{
    SPANS(a, sn, st, b, rn, rt)
    return SPANS_OUT(a, b, LARGE(MPI_Scatter)(s, a.n, a.t, target_in(r), b.n, b.t, root, comm_in(comm)));
}

int32_t hai_allgather(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int64_t comm)
{
    SPANS(a, sn, st, b, rn, rt)
    return SPANS_OUT(a, b, LARGE(MPI_Allgather)(source_in(s), a.n, a.t, r, b.n, b.t, comm_in(comm)));
}

int32_t hai_alltoall(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int64_t comm)
{
    SPANS(a, sn, st, b, rn, rt)
    return SPANS_OUT(a, b, LARGE(MPI_Alltoall)(source_in(s), a.n, a.t, r, b.n, b.t, comm_in(comm)));
}

int32_t hai_neighbor_allgather(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int64_t comm)
{
    SPANS(a, sn, st, b, rn, rt)
    return SPANS_OUT(a, b, LARGE(MPI_Neighbor_allgather)(some(s), a.n, a.t, some(r), b.n, b.t, comm_in(comm)));
}

int32_t hai_neighbor_alltoall(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int64_t comm)
{
    SPANS(a, sn, st, b, rn, rt)
    return SPANS_OUT(a, b, LARGE(MPI_Neighbor_alltoall)(some(s), a.n, a.t, some(r), b.n, b.t, comm_in(comm)));
}
