#define _POSIX_C_SOURCE 200809L
#include "../internal.h"

#include "clock.h"
#include "haiend_yard.h"

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
