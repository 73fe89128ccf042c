#define _POSIX_C_SOURCE 200809L
#include "../internal.h"

#include "clock.h"
#include "haiend_yard.h"
#include "star.h"

#define LOWER_STACK(bytes)                                                                                             \
    volatile char room[(bytes) + 1];                                                                                   \
    room[0] = 0;                                                                                                       \
    (void)room[0];

int32_t hai_yard_pingpong(int64_t comm, const void *sent, void *received, int64_t bytes, int64_t iterations,
                          int32_t stack, double *seconds)
{
    LOWER_STACK(stack)
    MPI_Comm team = comm_in(comm);
    int rank = 0;
    int error = MPI_Comm_rank(team, &rank);
    if (bytes > INT_MAX) {
        return MPI_ERR_COUNT;
    }
    double start = seconds_now();
    for (int64_t i = 0; i < iterations && error == MPI_SUCCESS && rank < 2; i++) {
        if (rank == 0) {
            error = MPI_Send(sent, (int)bytes, MPI_BYTE, 1, 0, team);
            error = error ? error : MPI_Recv(received, (int)bytes, MPI_BYTE, 1, 0, team, MPI_STATUS_IGNORE);
        } else {
            error = MPI_Recv(received, (int)bytes, MPI_BYTE, 0, 0, team, MPI_STATUS_IGNORE);
            error = error ? error : MPI_Send(received, (int)bytes, MPI_BYTE, 0, 0, team);
        }
    }
    *seconds = seconds_now() - start;
    return error;
}

int32_t hai_yard_allreduce(int64_t comm, const double *send, double *recv, int64_t count, int64_t iterations,
                           int32_t stack, double *seconds)
{
    LOWER_STACK(stack)
    if (count > INT_MAX) {
        return MPI_ERR_COUNT;
    }
    int error = MPI_SUCCESS;
    double start = seconds_now();
    for (int64_t i = 0; i < iterations && error == MPI_SUCCESS; i++) {
        error = MPI_Allreduce(send, recv, (int)count, MPI_DOUBLE, MPI_SUM, comm_in(comm));
    }
    *seconds = seconds_now() - start;
    return error;
}

/* Rows cross to and from both neighbours at once; they lie together in memory, so nothing is copied. */
static int star_exchange(const star *s, MPI_Comm team, int below, int above)
{
    MPI_Request requests[4];
    MPI_Status statuses[4];
    int count = (int)(s->radius * s->pitch), made = 0;
    double *first = s->in, *end = s->in + s->rows * s->pitch;
    int error = MPI_SUCCESS;
    if (below >= 0) {
        error = MPI_Irecv(first - count, count, MPI_DOUBLE, below, 1, team, &requests[made++]);
        error = error ? error : MPI_Isend(first, count, MPI_DOUBLE, below, 0, team, &requests[made++]);
    }
    if (above >= 0) {
        error = error ? error : MPI_Irecv(end, count, MPI_DOUBLE, above, 0, team, &requests[made++]);
        error = error ? error : MPI_Isend(end - count, count, MPI_DOUBLE, above, 1, team, &requests[made++]);
    }
    return error ? error : MPI_Waitall(made, requests, statuses);
}

int32_t hai_yard_star_mpi(int64_t comm, double *in, double *out, int64_t n, int32_t radius, int64_t iterations,
                          double *seconds, double *norm)
{
    MPI_Comm team = comm_in(comm);
    int rank = 0, ranks = 1;
    int error = MPI_Comm_rank(team, &rank);
    error = error ? error : MPI_Comm_size(team, &ranks);
    if (error || (n + 2 * radius) * radius > INT_MAX) {
        return error ? error : MPI_ERR_COUNT;
    }
    int64_t larger = n % ranks, rows = n / ranks + (rank < larger);
    int64_t first = rank * (n / ranks) + (rank < larger ? rank : larger);
    int below = rank - 1, above = rank + 1 < ranks ? rank + 1 : -1;
    star s = star_of(in, out, n, first, rows, radius);
    star_fill(&s);
    double start = 0;
    for (int64_t i = 0; i <= iterations && error == MPI_SUCCESS; i++) {
        if (i == 1) {
            start = seconds_now();
        }
        error = star_exchange(&s, team, below, above);
        star_iterate(&s);
    }
    *seconds = seconds_now() - start;
    *norm = star_norm(&s);
    return error;
}
