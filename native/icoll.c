#include "internal.h"
#include "timed.h"

int32_t hai_ibarrier(int64_t comm, int64_t *request)
{
    POST(request, MPI_Ibarrier(comm_in(comm), &q));
}

int32_t hai_ibcast(void *b, int64_t n, int64_t type, int32_t root, int64_t comm, int64_t *request)
{
    SPAN(s, n, type)
    POST(request, span_out(&s, LARGE(MPI_Ibcast)(b, s.n, s.t, root, comm_in(comm), &q)));
}

/* Pieces would need several requests, so a reduction that is too long is refused. */
#define REFUSE_LARGE(n)                                                                                                \
    if ((n) > hai_count_limit) {                                                                                       \
        return TOO_LARGE;                                                                                    \
    }

int32_t hai_ireduce(const void *s, void *r, int64_t n, int64_t type, int64_t op, int32_t root, int64_t comm,
                    int64_t *request)
{
    REFUSE_LARGE(n)
    POST(request, LARGE(MPI_Ireduce)(source_in(s), r, (count_t)n, type_in(type), op_in(op), root, comm_in(comm), &q));
}

int32_t hai_iallreduce(const void *s, void *r, int64_t n, int64_t type, int64_t op, int64_t comm, int64_t *request)
{
    REFUSE_LARGE(n)
    POST(request, LARGE(MPI_Iallreduce)(source_in(s), r, (count_t)n, type_in(type), op_in(op), comm_in(comm), &q));
}

int32_t hai_ireduce_scatter_block(const void *s, void *r, int64_t n, int64_t type, int64_t op, int64_t comm,
                                  int64_t *request)
{
    REFUSE_LARGE(n)
    POST(request, LARGE(MPI_Ireduce_scatter_block)(source_in(s), r, (count_t)n, type_in(type), op_in(op),
                                                   comm_in(comm), &q));
}

int32_t hai_igather(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int32_t root, int64_t comm,
                    int64_t *request)
{
    SPANS(a, sn, st, b, rn, rt)
    POST(request,
         SPANS_OUT(a, b, LARGE(MPI_Igather)(source_in(s), a.n, a.t, r, b.n, b.t, root, comm_in(comm), &q)));
}

int32_t hai_iallgather(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int64_t comm,
                       int64_t *request)
{
    SPANS(a, sn, st, b, rn, rt)
    POST(request, SPANS_OUT(a, b, LARGE(MPI_Iallgather)(source_in(s), a.n, a.t, r, b.n, b.t, comm_in(comm), &q)));
}

int32_t hai_ialltoall(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int64_t comm,
                      int64_t *request)
{
    SPANS(a, sn, st, b, rn, rt)
    POST(request, SPANS_OUT(a, b, LARGE(MPI_Ialltoall)(source_in(s), a.n, a.t, r, b.n, b.t, comm_in(comm), &q)));
}

int32_t hai_ineighbor_allgather(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int64_t comm,
                                int64_t *request)
{
    SPANS(a, sn, st, b, rn, rt)
    POST(request, SPANS_OUT(a, b, LARGE(MPI_Ineighbor_allgather)(some(s), a.n, a.t, some(r), b.n, b.t,
                                                               comm_in(comm), &q)));
}

int32_t hai_ineighbor_alltoall(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int64_t comm,
                               int64_t *request)
{
    SPANS(a, sn, st, b, rn, rt)
    POST(request, SPANS_OUT(a, b, LARGE(MPI_Ineighbor_alltoall)(some(s), a.n, a.t, some(r), b.n, b.t,
                                                               comm_in(comm), &q)));
}
