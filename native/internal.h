/* What the shim's files share: handles, counts and requests on their way in and out. */
#ifndef HAIEND_INTERNAL_H
#define HAIEND_INTERNAL_H

#include "haiend_mpi.h"

#include <limits.h>
#include <mpi.h>
#include <stddef.h>

_Static_assert(sizeof(MPI_Comm) <= sizeof(int64_t), "a handle fits");
_Static_assert(sizeof(MPI_Aint) == sizeof(int64_t), "an address fits");
_Static_assert(sizeof(int) == sizeof(int32_t), "int has 32 bits");

/* MPI 4 has a second set of calls whose counts are MPI_Count. */
#if MPI_VERSION >= 4
#define LARGE(name) name##_c
#define LIBRARY_LIMIT INT64_MAX
typedef MPI_Count count_t;
#else
#define LARGE(name) name
#define LIBRARY_LIMIT INT_MAX
typedef int count_t;
#endif

extern const MPI_Datatype hai_types[HAI_TYPES];
extern const MPI_Op hai_ops[HAI_OPS];
extern int64_t hai_count_limit;
extern int64_t hai_short_limit; /* up to here a call takes an int: MPICH's _c calls cost some nanoseconds more */
void hai_set_short_limit(void); /* by the count limit; nothing is short while calls are timed */

/* A code of our own, which no library uses: the call cannot take so many elements. */
#define TOO_LARGE INT_MIN

#define OUT(handle) ((int64_t)(intptr_t)(handle))

static inline MPI_Comm comm_in(int64_t h)
{
    switch (h) {
    case HAI_COMM_NULL: return MPI_COMM_NULL;
    case HAI_COMM_WORLD: return MPI_COMM_WORLD;
    case HAI_COMM_SELF: return MPI_COMM_SELF;
    default: return (MPI_Comm)(intptr_t)h;
    }
}

static inline int64_t comm_out(MPI_Comm comm)
{
    return comm == MPI_COMM_NULL ? HAI_COMM_NULL : OUT(comm);
}

static inline MPI_Datatype type_in(int64_t h)
{
    return (uint64_t)h < HAI_TYPES ? hai_types[h] : (MPI_Datatype)(intptr_t)h;
}

static inline MPI_Op op_in(int64_t h)
{
    return (uint64_t)h < HAI_OPS ? hai_ops[h] : (MPI_Op)(intptr_t)h;
}

static inline MPI_Win win_in(int64_t h)
{
    return h == 0 ? MPI_WIN_NULL : (MPI_Win)(intptr_t)h;
}

static inline MPI_Group group_in(int64_t h)
{
    return h == 0 ? MPI_GROUP_NULL : (MPI_Group)(intptr_t)h;
}

static inline MPI_Request request_in(int64_t h)
{
    return h == 0 ? MPI_REQUEST_NULL : (MPI_Request)(intptr_t)h;
}

static inline int64_t request_out(MPI_Request request)
{
    return request == MPI_REQUEST_NULL ? 0 : OUT(request);
}

static inline int rank_in(int32_t rank)
{
    return rank >= 0 ? rank : rank == HAI_ANY_SOURCE ? MPI_ANY_SOURCE : rank == HAI_PROC_NULL ? MPI_PROC_NULL : INT_MIN;
}

static inline int32_t rank_out(int rank)
{
    return rank == MPI_ANY_SOURCE ? HAI_ANY_SOURCE : rank == MPI_PROC_NULL ? HAI_PROC_NULL : rank;
}

static inline int tag_in(int32_t tag)
{
    return tag == HAI_ANY_TAG ? MPI_ANY_TAG : tag;
}

static inline const void *source_in(const void *buffer)
{
    return buffer == HAI_IN_PLACE ? MPI_IN_PLACE : buffer;
}

static inline void *target_in(void *buffer)
{
    return buffer == HAI_IN_PLACE ? MPI_IN_PLACE : buffer;
}

/* Managed code has no address for nothing, and MPICH wants one even from a rank without neighbours. */
static inline void *some(const void *buffer)
{
    static char nothing;
    return buffer != NULL ? (void *)(intptr_t)buffer : &nothing;
}

/* A count and a type as the library takes them. made is a type to free, or MPI_DATATYPE_NULL. */
typedef struct {
    count_t n;
    MPI_Datatype t, made;
    int error;
} hai_span;

hai_span hai_span_large(int64_t n, MPI_Datatype type);
int32_t hai_span_free(hai_span *span, int32_t error);

static inline hai_span span_in(int64_t n, int64_t type)
{
    if (n > hai_count_limit) {
        return hai_span_large(n, type_in(type));
    }
    return (hai_span){(count_t)n, type_in(type), MPI_DATATYPE_NULL, MPI_SUCCESS};
}

static inline int32_t span_out(hai_span *span, int32_t error)
{
    return span->made == MPI_DATATYPE_NULL ? error : hai_span_free(span, error);
}

/* Declares a span of the arguments n and type, and leaves the function when it cannot be made. */
#define SPAN(s, n, type)                                                                                               \
    hai_span s = span_in(n, type);                                                                                     \
    if (s.error != MPI_SUCCESS) {                                                                                      \
        return s.error;                                                                                                \
    }

/* As SPAN for a send and a receive side. */
#define SPANS(s, sn, st, r, rn, rt)                                                                                    \
    SPAN(s, sn, st)                                                                                                    \
    hai_span r = span_in(rn, rt);                                                                                      \
    if (r.error != MPI_SUCCESS) {                                                                                      \
        return span_out(&s, r.error);                                                                                  \
    }

#define SPANS_OUT(s, r, call) span_out(&(s), span_out(&(r), (call)))

/* Makes a call that fills the request q, and hands the request over. */
#define POST(request, call)                                                                                            \
    MPI_Request q = MPI_REQUEST_NULL;                                                                                  \
    int32_t error = (call);                                                                                            \
    *(request) = request_out(q);                                                                                       \
    return error

void hai_status_out(const MPI_Status *from, hai_status *to);

#endif
