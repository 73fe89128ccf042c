#include "internal.h"
#include "timed.h"

#include <stdlib.h>
#include <string.h>

enum { ON_STACK = 64 };

/* The library's own requests and statuses for a call on many; on the stack while they are few. */
typedef struct {
    int n;
    MPI_Request *requests, few_requests[ON_STACK];
    MPI_Status *statuses, few_statuses[ON_STACK];
    void *heap;
} many;

static int many_in(many *m, int32_t n, const int64_t *requests, int wanted)
{
    m->n = n;
    m->heap = NULL;
    m->requests = m->few_requests;
    m->statuses = m->few_statuses;
    if (n > ON_STACK) {
        m->heap = malloc((size_t)n * (sizeof(MPI_Request) + sizeof(MPI_Status)));
        if (m->heap == NULL) {
            return MPI_ERR_NO_MEM;
        }
        m->requests = m->heap;
        m->statuses = (MPI_Status *)(void *)(m->requests + n);
    }
    if (!wanted) {
        m->statuses = MPI_STATUSES_IGNORE;
    }
    for (int i = 0; i < n; i++) {
        m->requests[i] = request_in(requests[i]);
    }
    return MPI_SUCCESS;
}

static int many_out(many *m, int error, int64_t *requests, hai_status *statuses)
{
    for (int i = 0; i < m->n; i++) {
        requests[i] = request_out(m->requests[i]);
        if (statuses != NULL) {
            hai_status_out(&m->statuses[i], &statuses[i]);
        }
    }
    free(m->heap);
    return error;
}

void hai_status_out(const MPI_Status *from, hai_status *to)
{
    MPI_Count bytes = MPI_UNDEFINED;
    int cancelled = 0;
    MPI_Get_elements_x(from, MPI_BYTE, &bytes);
    MPI_Test_cancelled(from, &cancelled);
    to->source = rank_out(from->MPI_SOURCE);
    to->tag = from->MPI_TAG == MPI_ANY_TAG ? HAI_ANY_TAG : from->MPI_TAG;
    to->error = from->MPI_ERROR;
    to->cancelled = cancelled;
    to->count = bytes == MPI_UNDEFINED ? -1 : (int64_t)bytes;
}

int32_t hai_wait(int64_t *request, hai_status *status)
{
    MPI_Request mine = request_in(*request);
    MPI_Status known;
    int error = MPI_Wait(&mine, status != NULL ? &known : MPI_STATUS_IGNORE);
    *request = request_out(mine);
    if (status != NULL) {
        hai_status_out(&known, status);
    }
    return error;
}

int32_t hai_test(int64_t *request, int32_t *flag, hai_status *status)
{
    MPI_Request mine = request_in(*request);
    MPI_Status known;
    *flag = 0;
    int error = MPI_Test(&mine, flag, status != NULL ? &known : MPI_STATUS_IGNORE);
    *request = request_out(mine);
    if (status != NULL && *flag) {
        hai_status_out(&known, status);
    }
    return error;
}

int32_t hai_waitall(int32_t n, int64_t *requests, hai_status *statuses)
{
    many m;
    int error = many_in(&m, n, requests, statuses != NULL);
    return error ? error : many_out(&m, MPI_Waitall(n, m.requests, m.statuses), requests, statuses);
}

int32_t hai_testall(int32_t n, int64_t *requests, int32_t *flag, hai_status *statuses)
{
    many m;
    int error = many_in(&m, n, requests, statuses != NULL);
    *flag = 0;
    if (error == MPI_SUCCESS) {
        error = MPI_Testall(n, m.requests, flag, m.statuses);
        error = many_out(&m, error, requests, *flag ? statuses : NULL);
    }
    return error;
}

int32_t hai_waitany(int32_t n, int64_t *requests, int32_t *index, hai_status *status)
{
    many m;
    MPI_Status known;
    int error = many_in(&m, n, requests, 0);
    if (error != MPI_SUCCESS) {
        return error;
    }
    error = MPI_Waitany(n, m.requests, index, &known);
    if (status != NULL) {
        hai_status_out(&known, status);
    }
    *index = *index == MPI_UNDEFINED ? HAI_UNDEFINED : *index;
    return many_out(&m, error, requests, NULL);
}

int32_t hai_start(int64_t *request)
{
    MPI_Request mine = request_in(*request);
    int error = MPI_Start(&mine);
    *request = request_out(mine);
    return error;
}

int32_t hai_startall(int32_t n, int64_t *requests)
{
    many m;
    int error = many_in(&m, n, requests, 0);
    return error ? error : many_out(&m, MPI_Startall(n, m.requests), requests, NULL);
}

int32_t hai_cancel(int64_t *request)
{
    MPI_Request mine = request_in(*request);
    return MPI_Cancel(&mine);
}

int32_t hai_request_free(int64_t *request)
{
    MPI_Request mine = request_in(*request);
    int error = MPI_Request_free(&mine);
    *request = request_out(mine);
    return error;
}
