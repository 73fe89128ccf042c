/* libnccl for tests, without devices: the ranks of a node meet in a file of shared memory, of which the number of their
   communicator has the name. The memory of the fake drivers is the host's, and a stream of theirs has done what it was
   asked for when the call returns, so that all is summed in the call. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SYSTEM_ERROR = 2, INVALID_ARGUMENT = 4 };
#define LOST SYSTEM_ERROR
#include "fake.h"

enum { ID_BYTES = 128, MARK = 77, MOST_RANKS = 8, SLOT_BYTES = 64 << 10 };
enum { INT32 = 2, INT64 = 4, FP32 = 7, FP64 = 8 };

typedef struct { char bytes[ID_BYTES]; } id;

typedef struct {
    atomic_int arrived, turn, left;
    char slots[MOST_RANKS][SLOT_BYTES];
} meeting;

typedef struct { meeting *place; int rank, ranks; char name[NAME_BYTES]; } team;

/* What is alive. */
EXPORT int fake_teams;

EXPORT int ncclGetVersion(int *version) { TRY(); *version = 22105; return SUCCESS; }

EXPORT const char *ncclGetErrorString(int code)
{
    return code == SYSTEM_ERROR ? "unhandled system error" : "a fault that a test asked for";
}

EXPORT int ncclGetUniqueId(id *to)
{
    static int made;
    TRY();
    memset(to, MARK, sizeof *to);
    snprintf(to->bytes, NAME_BYTES, "/fake_nccl_%d_%d", (int)getpid(), made++);
    return SUCCESS;
}

static void meet(team *t)
{
    int turn = atomic_load(&t->place->turn);
    if (atomic_fetch_add(&t->place->arrived, 1) == t->ranks - 1) {
        atomic_store(&t->place->arrived, 0);
        atomic_fetch_add(&t->place->turn, 1);
    }
    while (atomic_load(&t->place->turn) == turn)
        sched_yield();
}

EXPORT int ncclCommInitRank(team **to, int ranks, id which, int rank)
{
    TRY();
    for (int i = NAME_BYTES; i < ID_BYTES; i++)
        if (which.bytes[i] != MARK)
            return INVALID_ARGUMENT;
    if (rank < 0 || rank >= ranks || ranks > MOST_RANKS)
        return INVALID_ARGUMENT;
    int file = shm_open(which.bytes, O_CREAT | O_RDWR, 0600);
    if (file < 0 || ftruncate(file, sizeof(meeting)) != 0)
        return SYSTEM_ERROR;
    void *place = mmap(NULL, sizeof(meeting), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (place == MAP_FAILED)
        return SYSTEM_ERROR;
    team *t = calloc(1, sizeof *t);
    *t = (team){ place, rank, ranks, "" };
    memcpy(t->name, which.bytes, NAME_BYTES);
    fake_teams++;
    meet(t);
    *to = t;
    return SUCCESS;
}

EXPORT int ncclCommDestroy(team *t)
{
    if (atomic_fetch_add(&t->place->left, 1) == t->ranks - 1)
        shm_unlink(t->name);
    munmap(t->place, sizeof(meeting));
    free(t);
    fake_teams--;
    return fault(__func__);
}

EXPORT int ncclCommGetAsyncError(team *t, int *code)
{
    (void)t;
    TRY();
    *code = fault("async");
    return SUCCESS;
}

#define SUM_OF(type) \
    for (size_t i = 0; i < n; i++) { \
        type sum = 0; \
        for (int r = 0; r < t->ranks; r++) \
            sum += ((const type *)t->place->slots[r])[i]; \
        ((type *)to)[i] = sum; \
    }

EXPORT int ncclAllReduce(const char *from, char *to, size_t count, int kind, int op, team *t, void *stream)
{
    TRY();
    if (op != 0 || stream == NULL || (kind != INT32 && kind != INT64 && kind != FP32 && kind != FP64))
        return INVALID_ARGUMENT;
    size_t width = kind == INT32 || kind == FP32 ? 4 : 8;
    for (size_t n; count > 0; count -= n, from += n * width, to += n * width) {
        n = count < SLOT_BYTES / width ? count : SLOT_BYTES / width;
        memcpy(t->place->slots[t->rank], from, n * width);
        meet(t);
        if (kind == INT32)
            SUM_OF(int32_t)
        else if (kind == INT64)
            SUM_OF(int64_t)
        else if (kind == FP32)
            SUM_OF(float)
        else
            SUM_OF(double)
        meet(t);
    }
    return SUCCESS;
}
