#include "internal.h"
#include "timed.h"

static int mode_in(int32_t assertion)
{
    return (assertion & HAI_NOCHECK ? MPI_MODE_NOCHECK : 0) | (assertion & HAI_NOSTORE ? MPI_MODE_NOSTORE : 0)
           | (assertion & HAI_NOPUT ? MPI_MODE_NOPUT : 0) | (assertion & HAI_NOPRECEDE ? MPI_MODE_NOPRECEDE : 0)
           | (assertion & HAI_NOSUCCEED ? MPI_MODE_NOSUCCEED : 0);
}

/* Makes a call that fills the window made, and hands it over. */
#define MAKE(out, call)                                                                                                \
    MPI_Win made = MPI_WIN_NULL;                                                                                       \
    int32_t error = (call);                                                                                            \
    *(out) = made == MPI_WIN_NULL ? 0 : OUT(made);                                                                     \
    return error

int32_t hai_win_create(void *base, int64_t bytes, int32_t unit, int64_t comm, int64_t *win)
{
    MAKE(win, MPI_Win_create(base, (MPI_Aint)bytes, unit, MPI_INFO_NULL, comm_in(comm), &made));
}

/* MPICH 4.0.2 writes to another rank of the node at an offset that is right only for multiples of 16 bytes. */
int32_t hai_win_allocate(int64_t bytes, int32_t unit, int64_t comm, void **base, int64_t *win)
{
    MPI_Aint rounded = (MPI_Aint)((bytes + 15) & ~(int64_t)15);
    MAKE(win, MPI_Win_allocate(rounded, unit, MPI_INFO_NULL, comm_in(comm), base, &made));
}

int32_t hai_win_allocate_shared(int64_t bytes, int32_t unit, int64_t comm, void **base, int64_t *win)
{
    MAKE(win, MPI_Win_allocate_shared((MPI_Aint)bytes, unit, MPI_INFO_NULL, comm_in(comm), base, &made));
}

int32_t hai_win_shared_query(int64_t win, int32_t rank, int64_t *bytes, int32_t *unit, void **base)
{
    MPI_Aint size = 0;
    int error = MPI_Win_shared_query(win_in(win), rank_in(rank), &size, unit, base);
    *bytes = (int64_t)size;
    return error;
}

int32_t hai_win_set_errors_return(int64_t win)
{
    return MPI_Win_set_errhandler(win_in(win), MPI_ERRORS_RETURN);
}

int32_t hai_win_free(int64_t *win)
{
    MPI_Win mine = win_in(*win);
    *win = 0;
    return MPI_Win_free(&mine);
}

int32_t hai_win_fence(int32_t assertion, int64_t win)
{
    return MPI_Win_fence(mode_in(assertion), win_in(win));
}

int32_t hai_win_lock(int32_t kind, int32_t rank, int32_t assertion, int64_t win)
{
    return MPI_Win_lock(kind == HAI_LOCK_EXCLUSIVE ? MPI_LOCK_EXCLUSIVE : MPI_LOCK_SHARED, rank_in(rank),
                        mode_in(assertion), win_in(win));
}

int32_t hai_win_lock_all(int32_t assertion, int64_t win)
{
    return MPI_Win_lock_all(mode_in(assertion), win_in(win));
}

int32_t hai_win_unlock(int32_t rank, int64_t win)
{
    return MPI_Win_unlock(rank_in(rank), win_in(win));
}

int32_t hai_win_unlock_all(int64_t win)
{
    return MPI_Win_unlock_all(win_in(win));
}

int32_t hai_win_flush(int32_t rank, int64_t win)
{
    return MPI_Win_flush(rank_in(rank), win_in(win));
}

int32_t hai_win_flush_local(int32_t rank, int64_t win)
{
    return MPI_Win_flush_local(rank_in(rank), win_in(win));
}

int32_t hai_win_flush_all(int64_t win)
{
    return MPI_Win_flush_all(win_in(win));
}

int32_t hai_win_sync(int64_t win)
{
    return MPI_Win_sync(win_in(win));
}

int32_t hai_win_post(int64_t group, int32_t assertion, int64_t win)
{
    return MPI_Win_post(group_in(group), mode_in(assertion), win_in(win));
}

int32_t hai_win_start(int64_t group, int32_t assertion, int64_t win)
{
    return MPI_Win_start(group_in(group), mode_in(assertion), win_in(win));
}

int32_t hai_win_complete(int64_t win)
{
    return MPI_Win_complete(win_in(win));
}

int32_t hai_win_wait(int64_t win)
{
    return MPI_Win_wait(win_in(win));
}

int32_t hai_put(const void *b, int64_t n, int64_t type, int32_t rank, int64_t displ, int64_t win)
{
    SPAN(s, n, type)
    return span_out(&s, LARGE(MPI_Put)(b, s.n, s.t, rank_in(rank), (MPI_Aint)displ, s.n, s.t, win_in(win)));
}

int32_t hai_get(void *b, int64_t n, int64_t type, int32_t rank, int64_t displ, int64_t win)
{
    SPAN(s, n, type)
    return span_out(&s, LARGE(MPI_Get)(b, s.n, s.t, rank_in(rank), (MPI_Aint)displ, s.n, s.t, win_in(win)));
}

int32_t hai_accumulate(const void *b, int64_t n, int64_t type, int32_t rank, int64_t displ, int64_t op, int64_t win)
{
    SPAN(s, n, type)
    return span_out(&s, LARGE(MPI_Accumulate)(b, s.n, s.t, rank_in(rank), (MPI_Aint)displ, s.n, s.t, op_in(op),
                                              win_in(win)));
}

int32_t hai_get_accumulate(const void *b, void *result, int64_t n, int64_t type, int32_t rank, int64_t displ,
                           int64_t op, int64_t win)
{
    SPAN(s, n, type)
    return span_out(&s, LARGE(MPI_Get_accumulate)(b, s.n, s.t, result, s.n, s.t, rank_in(rank), (MPI_Aint)displ, s.n,
                                                  s.t, op_in(op), win_in(win)));
}

int32_t hai_fetch_and_op(const void *b, void *result, int64_t type, int32_t rank, int64_t displ, int64_t op,
                         int64_t win)
{
    return MPI_Fetch_and_op(b, result, type_in(type), rank_in(rank), (MPI_Aint)displ, op_in(op), win_in(win));
}

int32_t hai_compare_and_swap(const void *b, const void *compare, void *result, int64_t type, int32_t rank,
                             int64_t displ, int64_t win)
{
    return MPI_Compare_and_swap(b, compare, result, type_in(type), rank_in(rank), (MPI_Aint)displ, win_in(win));
}
