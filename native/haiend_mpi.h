/* A stable binary interface over the site's MPI. It is compiled once against each MPI and called from C#.
 *
 * Handles travel as int64_t. The small numbers below are ours and are converted here; every other value is the
 * library's own handle. Zero is the null handle of every kind. Counts are elements, 64 bit; a count the library cannot
 * take becomes one element of a type that spans them all, and a reduction is cut into pieces. Every function that
 * returns int32_t without saying what returns the library's own error code, 0 for success, which hai_error_class() and
 * hai_error_string() explain. The numbers are fixed for ever; a change of meaning raises HAI_ABI. */
#ifndef HAIEND_MPI_H
#define HAIEND_MPI_H

#include <stdint.h>

#define HAI_ABI 1
#define HAI_API __attribute__((visibility("default")))

#define HAI_IN_PLACE ((void *)(intptr_t)-1)

enum { HAI_ANY_SOURCE = -1, HAI_ANY_TAG = -1, HAI_PROC_NULL = -2, HAI_UNDEFINED = -3 };
enum { HAI_COMM_NULL, HAI_COMM_WORLD, HAI_COMM_SELF };
enum { HAI_THREAD_SINGLE, HAI_THREAD_FUNNELED, HAI_THREAD_SERIALIZED, HAI_THREAD_MULTIPLE };
enum { HAI_IDENT, HAI_CONGRUENT, HAI_SIMILAR, HAI_UNEQUAL };
enum { HAI_LOCK_SHARED, HAI_LOCK_EXCLUSIVE };
enum { HAI_NOCHECK = 1, HAI_NOSTORE = 2, HAI_NOPUT = 4, HAI_NOPRECEDE = 8, HAI_NOSUCCEED = 16 };
enum { HAI_CUDA, HAI_ROCM, HAI_ZE };

enum {
    HAI_TYPE_NULL, HAI_BYTE, HAI_INT8, HAI_UINT8, HAI_INT16, HAI_UINT16, HAI_INT32, HAI_UINT32, HAI_INT64, HAI_UINT64,
    HAI_FLOAT, HAI_DOUBLE, HAI_FLOAT_COMPLEX, HAI_DOUBLE_COMPLEX, HAI_FLOAT_INT, HAI_DOUBLE_INT, HAI_TYPES
};
enum {
    HAI_OP_NULL, HAI_SUM, HAI_PROD, HAI_MIN, HAI_MAX, HAI_LAND, HAI_LOR, HAI_LXOR, HAI_BAND, HAI_BOR, HAI_BXOR,
    HAI_MINLOC, HAI_MAXLOC, HAI_REPLACE, HAI_NO_OP, HAI_OPS
};
enum {
    HAI_SUCCESS, HAI_ERR_OTHER, HAI_ERR_BUFFER, HAI_ERR_COUNT, HAI_ERR_TYPE, HAI_ERR_TAG, HAI_ERR_COMM, HAI_ERR_RANK,
    HAI_ERR_ROOT, HAI_ERR_GROUP, HAI_ERR_OP, HAI_ERR_TOPOLOGY, HAI_ERR_DIMS, HAI_ERR_ARG, HAI_ERR_TRUNCATE,
    HAI_ERR_REQUEST, HAI_ERR_PENDING, HAI_ERR_IN_STATUS, HAI_ERR_WIN, HAI_ERR_RMA, HAI_ERR_NO_MEM, HAI_ERR_INTERN,
    HAI_ERR_UNKNOWN
};

/* count is the number of bytes received, or -1 where the library does not know. */
typedef struct {
    int32_t source, tag, error, cancelled;
    int64_t count;
} hai_status;

typedef void hai_op_function(void *in, void *inout, int *length, void *type);

/* init.c: the library itself */
HAI_API int32_t hai_abi(void);
HAI_API int32_t hai_init_thread(int32_t required, int32_t *provided);
HAI_API int32_t hai_finalize(void);
HAI_API int32_t hai_initialized(int32_t *flag);
HAI_API int32_t hai_finalized(int32_t *flag);
HAI_API int32_t hai_abort(int64_t comm, int32_t code);
HAI_API int32_t hai_query_thread(int32_t *provided);
HAI_API int32_t hai_get_library_version(char *text, int32_t capacity);
HAI_API int32_t hai_get_version(int32_t *major, int32_t *minor);
HAI_API int32_t hai_get_processor_name(char *text, int32_t capacity);
HAI_API double hai_wtime(void);
HAI_API double hai_wtick(void);
HAI_API int32_t hai_error_string(int32_t code, char *text, int32_t capacity);
HAI_API int32_t hai_error_class(int32_t code); /* one of HAI_ERR_ */
HAI_API int32_t hai_gpu_support(int32_t kind); /* 1 yes, 0 no, -1 the library does not say */
HAI_API void hai_set_count_limit(int64_t limit); /* for tests: counts above it are treated as too large; 0 resets */

/* timed.c: how long calls that move data or wait take, of all threads; they are timed only between these two */
HAI_API void hai_time_start(void);
HAI_API void hai_time_stop(int64_t *nanoseconds, int64_t *calls);

/* comm.c: communicators and topologies */
HAI_API int32_t hai_comm_set_errors_return(int64_t comm);
HAI_API int32_t hai_comm_rank(int64_t comm, int32_t *rank);
HAI_API int32_t hai_comm_size(int64_t comm, int32_t *size);
HAI_API int32_t hai_comm_compare(int64_t a, int64_t b, int32_t *result);
HAI_API int32_t hai_comm_dup(int64_t comm, int64_t *out);
HAI_API int32_t hai_comm_split(int64_t comm, int32_t color, int32_t key, int64_t *out);
HAI_API int32_t hai_comm_split_shared(int64_t comm, int32_t key, int64_t *out);
HAI_API int32_t hai_comm_free(int64_t *comm);
HAI_API int32_t hai_comm_set_name(int64_t comm, const char *name);
HAI_API int32_t hai_comm_get_name(int64_t comm, char *text, int32_t capacity);
HAI_API int32_t hai_dims_create(int32_t nodes, int32_t n, int32_t *dims);
HAI_API int32_t hai_cart_create(int64_t comm, int32_t n, const int32_t *dims, const int32_t *periods, int32_t reorder,
                                int64_t *out);
HAI_API int32_t hai_cart_coords(int64_t comm, int32_t rank, int32_t n, int32_t *coords);
HAI_API int32_t hai_cart_rank(int64_t comm, const int32_t *coords, int32_t *rank);
HAI_API int32_t hai_cart_shift(int64_t comm, int32_t direction, int32_t step, int32_t *source, int32_t *dest);
HAI_API int32_t hai_dist_graph_create_adjacent(int64_t comm, int32_t in, const int32_t *sources, int32_t out_degree,
                                               const int32_t *dests, int32_t reorder, int64_t *out);
HAI_API int32_t hai_comm_group(int64_t comm, int64_t *group);
HAI_API int32_t hai_group_incl(int64_t group, int32_t n, const int32_t *ranks, int64_t *out);
HAI_API int32_t hai_group_free(int64_t *group);

/* p2p.c: a status may be NULL where it is not wanted */
HAI_API int32_t hai_send(const void *b, int64_t n, int64_t type, int32_t dest, int32_t tag, int64_t comm);
HAI_API int32_t hai_ssend(const void *b, int64_t n, int64_t type, int32_t dest, int32_t tag, int64_t comm);
HAI_API int32_t hai_recv(void *b, int64_t n, int64_t type, int32_t source, int32_t tag, int64_t comm,
                         hai_status *status);
HAI_API int32_t hai_sendrecv(const void *sb, int64_t sn, int64_t st, int32_t dest, int32_t stag, void *rb, int64_t rn,
                             int64_t rt, int32_t source, int32_t rtag, int64_t comm, hai_status *status);
HAI_API int32_t hai_isend(const void *b, int64_t n, int64_t type, int32_t dest, int32_t tag, int64_t comm,
                          int64_t *request);
HAI_API int32_t hai_issend(const void *b, int64_t n, int64_t type, int32_t dest, int32_t tag, int64_t comm,
                           int64_t *request);
HAI_API int32_t hai_irecv(void *b, int64_t n, int64_t type, int32_t source, int32_t tag, int64_t comm,
                          int64_t *request);
HAI_API int32_t hai_send_init(const void *b, int64_t n, int64_t type, int32_t dest, int32_t tag, int64_t comm,
                              int64_t *request);
HAI_API int32_t hai_recv_init(void *b, int64_t n, int64_t type, int32_t source, int32_t tag, int64_t comm,
                              int64_t *request);
HAI_API int32_t hai_probe(int32_t source, int32_t tag, int64_t comm, hai_status *status);
HAI_API int32_t hai_iprobe(int32_t source, int32_t tag, int64_t comm, int32_t *flag, hai_status *status);

/* request.c */
HAI_API int32_t hai_wait(int64_t *request, hai_status *status);
HAI_API int32_t hai_test(int64_t *request, int32_t *flag, hai_status *status);
HAI_API int32_t hai_waitall(int32_t n, int64_t *requests, hai_status *statuses);
HAI_API int32_t hai_testall(int32_t n, int64_t *requests, int32_t *flag, hai_status *statuses);
HAI_API int32_t hai_waitany(int32_t n, int64_t *requests, int32_t *index, hai_status *status);
HAI_API int32_t hai_start(int64_t *request);
HAI_API int32_t hai_startall(int32_t n, int64_t *requests);
HAI_API int32_t hai_cancel(int64_t *request);
HAI_API int32_t hai_request_free(int64_t *request);

/* coll.c: blocking collectives. HAI_IN_PLACE is allowed where MPI allows MPI_IN_PLACE. */
HAI_API int32_t hai_barrier(int64_t comm);
HAI_API int32_t hai_bcast(void *b, int64_t n, int64_t type, int32_t root, int64_t comm);
HAI_API int32_t hai_reduce(const void *s, void *r, int64_t n, int64_t type, int64_t op, int32_t root, int64_t comm);
HAI_API int32_t hai_allreduce(const void *s, void *r, int64_t n, int64_t type, int64_t op, int64_t comm);
HAI_API int32_t hai_scan(const void *s, void *r, int64_t n, int64_t type, int64_t op, int64_t comm);
HAI_API int32_t hai_exscan(const void *s, void *r, int64_t n, int64_t type, int64_t op, int64_t comm);
HAI_API int32_t hai_reduce_scatter_block(const void *s, void *r, int64_t n, int64_t type, int64_t op, int64_t comm);
HAI_API int32_t hai_reduce_scatter(const void *s, void *r, const int32_t *counts, int64_t type, int64_t op,
                                   int64_t comm);
HAI_API int32_t hai_gather(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int32_t root,
                           int64_t comm);
HAI_API int32_t hai_scatter(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int32_t root,
                            int64_t comm);
HAI_API int32_t hai_allgather(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int64_t comm);
HAI_API int32_t hai_alltoall(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int64_t comm);
HAI_API int32_t hai_neighbor_allgather(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt,
                                       int64_t comm);
HAI_API int32_t hai_neighbor_alltoall(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt,
                                      int64_t comm);

/* collv.c: the forms with a count for each rank, which stay 32 bit as in MPI 3 */
HAI_API int32_t hai_gatherv(const void *s, int32_t sn, int64_t st, void *r, const int32_t *counts,
                            const int32_t *displs, int64_t rt, int32_t root, int64_t comm);
HAI_API int32_t hai_scatterv(const void *s, const int32_t *counts, const int32_t *displs, int64_t st, void *r,
                             int32_t rn, int64_t rt, int32_t root, int64_t comm);
HAI_API int32_t hai_allgatherv(const void *s, int32_t sn, int64_t st, void *r, const int32_t *counts,
                               const int32_t *displs, int64_t rt, int64_t comm);
HAI_API int32_t hai_alltoallv(const void *s, const int32_t *scounts, const int32_t *sdispls, int64_t st, void *r,
                              const int32_t *rcounts, const int32_t *rdispls, int64_t rt, int64_t comm);
HAI_API int32_t hai_neighbor_alltoallv(const void *s, const int32_t *scounts, const int32_t *sdispls, int64_t st,
                                       void *r, const int32_t *rcounts, const int32_t *rdispls, int64_t rt,
                                       int64_t comm);
HAI_API int32_t hai_ineighbor_alltoallv(const void *s, const int32_t *scounts, const int32_t *sdispls, int64_t st,
                                        void *r, const int32_t *rcounts, const int32_t *rdispls, int64_t rt,
                                        int64_t comm, int64_t *request);

/* icoll.c: non-blocking collectives */
HAI_API int32_t hai_ibarrier(int64_t comm, int64_t *request);
HAI_API int32_t hai_ibcast(void *b, int64_t n, int64_t type, int32_t root, int64_t comm, int64_t *request);
HAI_API int32_t hai_ireduce(const void *s, void *r, int64_t n, int64_t type, int64_t op, int32_t root, int64_t comm,
                            int64_t *request);
HAI_API int32_t hai_iallreduce(const void *s, void *r, int64_t n, int64_t type, int64_t op, int64_t comm,
                               int64_t *request);
HAI_API int32_t hai_ireduce_scatter_block(const void *s, void *r, int64_t n, int64_t type, int64_t op, int64_t comm,
                                          int64_t *request);
HAI_API int32_t hai_igather(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int32_t root,
                            int64_t comm, int64_t *request);
HAI_API int32_t hai_iallgather(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int64_t comm,
                               int64_t *request);
HAI_API int32_t hai_ialltoall(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt, int64_t comm,
                              int64_t *request);
HAI_API int32_t hai_ineighbor_allgather(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt,
                                        int64_t comm, int64_t *request);
HAI_API int32_t hai_ineighbor_alltoall(const void *s, int64_t sn, int64_t st, void *r, int64_t rn, int64_t rt,
                                       int64_t comm, int64_t *request);

/* types.c: datatypes and operations */
HAI_API int32_t hai_type_contiguous(int32_t n, int64_t type, int64_t *out);
HAI_API int32_t hai_type_vector(int32_t n, int32_t block, int32_t stride, int64_t type, int64_t *out);
HAI_API int32_t hai_type_indexed(int32_t n, const int32_t *blocks, const int32_t *displs, int64_t type, int64_t *out);
HAI_API int32_t hai_type_create_struct(int32_t n, const int32_t *blocks, const int64_t *displs, const int64_t *types,
                                       int64_t *out);
HAI_API int32_t hai_type_create_subarray(int32_t n, const int32_t *sizes, const int32_t *subsizes,
                                         const int32_t *starts, int64_t type, int64_t *out); /* C order */
HAI_API int32_t hai_type_create_resized(int64_t type, int64_t lower, int64_t extent, int64_t *out);
HAI_API int32_t hai_type_commit(int64_t *type);
HAI_API int32_t hai_type_free(int64_t *type);
HAI_API int32_t hai_type_size(int64_t type, int64_t *bytes);
HAI_API int32_t hai_type_get_extent(int64_t type, int64_t *lower, int64_t *extent);
HAI_API int32_t hai_op_create(hai_op_function *function, int32_t commutes, int64_t *op);
HAI_API int32_t hai_op_free(int64_t *op);

/* rma.c: one-sided */
HAI_API int32_t hai_win_create(void *base, int64_t bytes, int32_t unit, int64_t comm, int64_t *win);
HAI_API int32_t hai_win_allocate(int64_t bytes, int32_t unit, int64_t comm, void **base, int64_t *win);
HAI_API int32_t hai_win_allocate_shared(int64_t bytes, int32_t unit, int64_t comm, void **base, int64_t *win);
HAI_API int32_t hai_win_shared_query(int64_t win, int32_t rank, int64_t *bytes, int32_t *unit, void **base);
HAI_API int32_t hai_win_set_errors_return(int64_t win);
HAI_API int32_t hai_win_free(int64_t *win);
HAI_API int32_t hai_win_fence(int32_t assertion, int64_t win);
HAI_API int32_t hai_win_lock(int32_t kind, int32_t rank, int32_t assertion, int64_t win);
HAI_API int32_t hai_win_lock_all(int32_t assertion, int64_t win);
HAI_API int32_t hai_win_unlock(int32_t rank, int64_t win);
HAI_API int32_t hai_win_unlock_all(int64_t win);
HAI_API int32_t hai_win_flush(int32_t rank, int64_t win);
HAI_API int32_t hai_win_flush_local(int32_t rank, int64_t win);
HAI_API int32_t hai_win_flush_all(int64_t win);
HAI_API int32_t hai_win_sync(int64_t win);
HAI_API int32_t hai_win_post(int64_t group, int32_t assertion, int64_t win);
HAI_API int32_t hai_win_start(int64_t group, int32_t assertion, int64_t win);
HAI_API int32_t hai_win_complete(int64_t win);
HAI_API int32_t hai_win_wait(int64_t win);
HAI_API int32_t hai_put(const void *b, int64_t n, int64_t type, int32_t rank, int64_t displ, int64_t win);
HAI_API int32_t hai_get(void *b, int64_t n, int64_t type, int32_t rank, int64_t displ, int64_t win);
HAI_API int32_t hai_accumulate(const void *b, int64_t n, int64_t type, int32_t rank, int64_t displ, int64_t op,
                               int64_t win);
HAI_API int32_t hai_get_accumulate(const void *b, void *result, int64_t n, int64_t type, int32_t rank, int64_t displ,
                                   int64_t op, int64_t win);
HAI_API int32_t hai_fetch_and_op(const void *b, void *result, int64_t type, int32_t rank, int64_t displ, int64_t op,
                                 int64_t win);
HAI_API int32_t hai_compare_and_swap(const void *b, const void *compare, void *result, int64_t type, int32_t rank,
                                     int64_t displ, int64_t win);

#endif
