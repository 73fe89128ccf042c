#include "internal.h"
#include "timed.h"

int32_t hai_gatherv(const void *s, int32_t sn, int64_t st, void *r, const int32_t *counts, const int32_t *displs,
                    int64_t rt, int32_t root, int64_t comm)
{
    return MPI_Gatherv(source_in(s), sn, type_in(st), r, counts, displs, type_in(rt), root, comm_in(comm));
}

int32_t hai_scatterv(const void *s, const int32_t *counts, const int32_t *displs, int64_t st, void *r, int32_t rn,
                     int64_t rt, int32_t root, int64_t comm)
{
    return MPI_Scatterv(s, counts, displs, type_in(st), target_in(r), rn, type_in(rt), root, comm_in(comm));
}

int32_t hai_allgatherv(const void *s, int32_t sn, int64_t st, void *r, const int32_t *counts, const int32_t *displs,
                       int64_t rt, int64_t comm)
{
    return MPI_Allgatherv(source_in(s), sn, type_in(st), r, counts, displs, type_in(rt), comm_in(comm));
}

int32_t hai_alltoallv(const void *s, const int32_t *scounts, const int32_t *sdispls, int64_t st, void *r,
                      const int32_t *rcounts, const int32_t *rdispls, int64_t rt, int64_t comm)
{
    return MPI_Alltoallv(source_in(s), scounts, sdispls, type_in(st), r, rcounts, rdispls, type_in(rt), comm_in(comm));
}

int32_t hai_neighbor_alltoallv(const void *s, const int32_t *scounts, const int32_t *sdispls, int64_t st, void *r,
                               const int32_t *rcounts, const int32_t *rdispls, int64_t rt, int64_t comm)
{
    return MPI_Neighbor_alltoallv(some(s), some(scounts), some(sdispls), type_in(st), some(r), some(rcounts),
                                  some(rdispls), type_in(rt), comm_in(comm));
}

int32_t hai_ineighbor_alltoallv(const void *s, const int32_t *scounts, const int32_t *sdispls, int64_t st, void *r,
                                const int32_t *rcounts, const int32_t *rdispls, int64_t rt, int64_t comm,
                                int64_t *request)
{
    POST(request, MPI_Ineighbor_alltoallv(some(s), some(scounts), some(sdispls), type_in(st), some(r), some(rcounts),
                                          some(rdispls), type_in(rt), comm_in(comm), &q));
}
