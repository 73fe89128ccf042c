#include "internal.h"
#include "timed.h"

/* Short messages last a fifth of a microsecond, so the blocking pair does nothing after the library's call, which is
 * then a jump, and what long messages need stays out of the way. While calls are timed, none is short. */
static __attribute__((noinline)) int32_t send_long(const void *b, int64_t n, int64_t type, int32_t dest, int32_t tag,
                                                   int64_t comm)
{
    SPAN(s, n, type)
    return span_out(&s, LARGE(MPI_Send)(b, s.n, s.t, rank_in(dest), tag, comm_in(comm)));
}

int32_t hai_send(const void *b, int64_t n, int64_t type, int32_t dest, int32_t tag, int64_t comm)
{
    if (n > hai_short_limit) {
        return send_long(b, n, type, dest, tag, comm);
    }
    return (MPI_Send)(b, (int)n, type_in(type), rank_in(dest), tag, comm_in(comm));
}

int32_t hai_ssend(const void *b, int64_t n, int64_t type, int32_t dest, int32_t tag, int64_t comm)
{
    SPAN(s, n, type)
    return span_out(&s, LARGE(MPI_Ssend)(b, s.n, s.t, rank_in(dest), tag, comm_in(comm)));
}

static __attribute__((noinline)) int32_t recv_long(void *b, int64_t n, int64_t type, int32_t source, int32_t tag,
                                                   int64_t comm, hai_status *status)
{
    SPAN(s, n, type)
    if (status == NULL) {
        return span_out(&s, LARGE(MPI_Recv)(b, s.n, s.t, rank_in(source), tag_in(tag), comm_in(comm),
                                            MPI_STATUS_IGNORE));
    }
    MPI_Status known;
    int error = LARGE(MPI_Recv)(b, s.n, s.t, rank_in(source), tag_in(tag), comm_in(comm), &known);
    hai_status_out(&known, status);
    return span_out(&s, error);
}

int32_t hai_recv(void *b, int64_t n, int64_t type, int32_t source, int32_t tag, int64_t comm, hai_status *status)
{
    if (n > hai_short_limit || status != NULL) {
        return recv_long(b, n, type, source, tag, comm, status);
    }
    return (MPI_Recv)(b, (int)n, type_in(type), rank_in(source), tag_in(tag), comm_in(comm), MPI_STATUS_IGNORE);
}

int32_t hai_sendrecv(const void *sb, int64_t sn, int64_t st, int32_t dest, int32_t stag, void *rb, int64_t rn,
                     int64_t rt, int32_t source, int32_t rtag, int64_t comm, hai_status *status)
{
    SPANS(s, sn, st, r, rn, rt)
    MPI_Status known;
    int error = LARGE(MPI_Sendrecv)(sb, s.n, s.t, rank_in(dest), stag, rb, r.n, r.t, rank_in(source), tag_in(rtag),
                                    comm_in(comm), status != NULL ? &known : MPI_STATUS_IGNORE);
    if (status != NULL) {
        hai_status_out(&known, status);
    }
    return SPANS_OUT(s, r, error);
}

int32_t hai_isend(const void *b, int64_t n, int64_t type, int32_t dest, int32_t tag, int64_t comm, int64_t *request)
{
    SPAN(s, n, type)
    POST(request, span_out(&s, LARGE(MPI_Isend)(b, s.n, s.t, rank_in(dest), tag, comm_in(comm), &q)));
}

int32_t hai_issend(const void *b, int64_t n, int64_t type, int32_t dest, int32_t tag, int64_t comm, int64_t *request)
{
    SPAN(s, n, type)
    POST(request, span_out(&s, LARGE(MPI_Issend)(b, s.n, s.t, rank_in(dest), tag, comm_in(comm), &q)));
}

int32_t hai_irecv(void *b, int64_t n, int64_t type, int32_t source, int32_t tag, int64_t comm, int64_t *request)
{
    SPAN(s, n, type)
    POST(request, span_out(&s, LARGE(MPI_Irecv)(b, s.n, s.t, rank_in(source), tag_in(tag), comm_in(comm), &q)));
}

int32_t hai_send_init(const void *b, int64_t n, int64_t type, int32_t dest, int32_t tag, int64_t comm, int64_t *request)
{
    SPAN(s, n, type)
    POST(request, span_out(&s, LARGE(MPI_Send_init)(b, s.n, s.t, rank_in(dest), tag, comm_in(comm), &q)));
}

int32_t hai_recv_init(void *b, int64_t n, int64_t type, int32_t source, int32_t tag, int64_t comm, int64_t *request)
{
    SPAN(s, n, type)
    POST(request, span_out(&s, LARGE(MPI_Recv_init)(b, s.n, s.t, rank_in(source), tag_in(tag), comm_in(comm), &q)));
}

int32_t hai_probe(int32_t source, int32_t tag, int64_t comm, hai_status *status)
{
    MPI_Status known;
    int error = MPI_Probe(rank_in(source), tag_in(tag), comm_in(comm), &known);
    hai_status_out(&known, status);
    return error;
}

int32_t hai_iprobe(int32_t source, int32_t tag, int64_t comm, int32_t *flag, hai_status *status)
{
    MPI_Status known;
    *flag = 0;
    int error = MPI_Iprobe(rank_in(source), tag_in(tag), comm_in(comm), flag, &known);
    if (*flag) {
        hai_status_out(&known, status);
    }
    return error;
}
