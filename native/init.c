#define _GNU_SOURCE
#include "internal.h"
#include "timed.h"

#include <dlfcn.h>
#include <signal.h>
#include <string.h>

const MPI_Datatype hai_types[HAI_TYPES] = {
    [HAI_TYPE_NULL] = MPI_DATATYPE_NULL,
    [HAI_BYTE] = MPI_BYTE,
    [HAI_INT8] = MPI_INT8_T,
    [HAI_UINT8] = MPI_UINT8_T,
    [HAI_INT16] = MPI_INT16_T,
    [HAI_UINT16] = MPI_UINT16_T,
    [HAI_INT32] = MPI_INT32_T,
    [HAI_UINT32] = MPI_UINT32_T,
    [HAI_INT64] = MPI_INT64_T,
    [HAI_UINT64] = MPI_UINT64_T,
    [HAI_FLOAT] = MPI_FLOAT,
    [HAI_DOUBLE] = MPI_DOUBLE,
    [HAI_FLOAT_COMPLEX] = MPI_C_FLOAT_COMPLEX,
    [HAI_DOUBLE_COMPLEX] = MPI_C_DOUBLE_COMPLEX,
    [HAI_FLOAT_INT] = MPI_FLOAT_INT,
    [HAI_DOUBLE_INT] = MPI_DOUBLE_INT,
};

const MPI_Op hai_ops[HAI_OPS] = {
    [HAI_OP_NULL] = MPI_OP_NULL,
    [HAI_SUM] = MPI_SUM,
    [HAI_PROD] = MPI_PROD,
    [HAI_MIN] = MPI_MIN,
    [HAI_MAX] = MPI_MAX,
    [HAI_LAND] = MPI_LAND,
    [HAI_LOR] = MPI_LOR,
    [HAI_LXOR] = MPI_LXOR,
    [HAI_BAND] = MPI_BAND,
    [HAI_BOR] = MPI_BOR,
    [HAI_BXOR] = MPI_BXOR,
    [HAI_MINLOC] = MPI_MINLOC,
    [HAI_MAXLOC] = MPI_MAXLOC,
    [HAI_REPLACE] = MPI_REPLACE,
    [HAI_NO_OP] = MPI_NO_OP,
};

int64_t hai_count_limit = LIBRARY_LIMIT;
int64_t hai_short_limit = INT_MAX;

/* .NET raises NullReferenceException and its like from these, and UCX takes them while MPI starts. */
static const int kept_signals[] = {SIGHUP, SIGINT,  SIGQUIT, SIGILL,  SIGTRAP, SIGABRT,
                                   SIGBUS, SIGFPE, SIGSEGV, SIGTERM, SIGCHLD, SIGCONT};
enum { KEPT = sizeof kept_signals / sizeof kept_signals[0] };

int32_t hai_abi(void)
{
    return HAI_ABI;
}

static int thread_in(int32_t level)
{
    switch (level) {
    case HAI_THREAD_SINGLE: return MPI_THREAD_SINGLE;
    case HAI_THREAD_FUNNELED: return MPI_THREAD_FUNNELED;
    case HAI_THREAD_SERIALIZED: return MPI_THREAD_SERIALIZED;
    default: return MPI_THREAD_MULTIPLE;
    }
}

static int32_t thread_out(int level)
{
    return level >= MPI_THREAD_MULTIPLE     ? HAI_THREAD_MULTIPLE
           : level >= MPI_THREAD_SERIALIZED ? HAI_THREAD_SERIALIZED
           : level >= MPI_THREAD_FUNNELED   ? HAI_THREAD_FUNNELED
                                            : HAI_THREAD_SINGLE;
}

int32_t hai_init_thread(int32_t required, int32_t *provided)
{
    struct sigaction kept[KEPT];
    for (int i = 0; i < KEPT; i++) {
        sigaction(kept_signals[i], NULL, &kept[i]);
    }
    int level = MPI_THREAD_SINGLE;
    int error = MPI_Init_thread(NULL, NULL, thread_in(required), &level);
    for (int i = 0; i < KEPT; i++) {
        sigaction(kept_signals[i], &kept[i], NULL);
    }
    *provided = thread_out(level);
    return error;
}

int32_t hai_finalize(void)
{
    return MPI_Finalize();
}

int32_t hai_initialized(int32_t *flag)
{
    return MPI_Initialized(flag);
}

int32_t hai_finalized(int32_t *flag)
{
    return MPI_Finalized(flag);
}

int32_t hai_abort(int64_t comm, int32_t code)
{
    return MPI_Abort(comm_in(comm), code);
}

int32_t hai_query_thread(int32_t *provided)
{
    int level = MPI_THREAD_SINGLE;
    int error = MPI_Query_thread(&level);
    *provided = thread_out(level);
    return error;
}

static void copy(char *to, int32_t capacity, const char *from)
{
    if (capacity > 0) {
        strncpy(to, from, (size_t)capacity - 1);
        to[capacity - 1] = '\0';
    }
}

int32_t hai_get_library_version(char *text, int32_t capacity)
{
    char whole[MPI_MAX_LIBRARY_VERSION_STRING] = "";
    int length = 0;
    int error = MPI_Get_library_version(whole, &length);
    copy(text, capacity, whole);
    return error;
}

int32_t hai_get_version(int32_t *major, int32_t *minor)
{
    return MPI_Get_version(major, minor);
}

int32_t hai_get_processor_name(char *text, int32_t capacity)
{
    char whole[MPI_MAX_PROCESSOR_NAME] = "";
    int length = 0;
    int error = MPI_Get_processor_name(whole, &length);
    copy(text, capacity, whole);
    return error;
}

double hai_wtime(void)
{
    return MPI_Wtime();
}

double hai_wtick(void)
{
    return MPI_Wtick();
}

int32_t hai_error_string(int32_t code, char *text, int32_t capacity)
{
    char whole[MPI_MAX_ERROR_STRING] = "";
    int length = 0;
    if (code == TOO_LARGE) {
        copy(text, capacity, "this call cannot take so many elements at once with this MPI");
        return MPI_SUCCESS;
    }
    int error = MPI_Error_string(code, whole, &length);
    copy(text, capacity, whole);
    return error;
}

int32_t hai_error_class(int32_t code)
{
    int class = MPI_ERR_COUNT;
    if (code != TOO_LARGE) {
        MPI_Error_class(code, &class);
    }
    switch (class) {
    case MPI_SUCCESS: return HAI_SUCCESS;
    case MPI_ERR_BUFFER: return HAI_ERR_BUFFER;
    case MPI_ERR_COUNT: return HAI_ERR_COUNT;
    case MPI_ERR_TYPE: return HAI_ERR_TYPE;
    case MPI_ERR_TAG: return HAI_ERR_TAG;
    case MPI_ERR_COMM: return HAI_ERR_COMM;
    case MPI_ERR_RANK: return HAI_ERR_RANK;
    case MPI_ERR_ROOT: return HAI_ERR_ROOT;
    case MPI_ERR_GROUP: return HAI_ERR_GROUP;
    case MPI_ERR_OP: return HAI_ERR_OP;
    case MPI_ERR_TOPOLOGY: return HAI_ERR_TOPOLOGY;
    case MPI_ERR_DIMS: return HAI_ERR_DIMS;
    case MPI_ERR_ARG: return HAI_ERR_ARG;
    case MPI_ERR_TRUNCATE: return HAI_ERR_TRUNCATE;
    case MPI_ERR_REQUEST: return HAI_ERR_REQUEST;
    case MPI_ERR_PENDING: return HAI_ERR_PENDING;
    case MPI_ERR_IN_STATUS: return HAI_ERR_IN_STATUS;
    case MPI_ERR_WIN: return HAI_ERR_WIN;
    case MPI_ERR_RMA_SYNC:
    case MPI_ERR_RMA_CONFLICT:
    case MPI_ERR_RMA_RANGE: return HAI_ERR_RMA;
    case MPI_ERR_NO_MEM: return HAI_ERR_NO_MEM;
    case MPI_ERR_INTERN: return HAI_ERR_INTERN;
    case MPI_ERR_UNKNOWN: return HAI_ERR_UNKNOWN;
    default: return HAI_ERR_OTHER;
    }
}

/* Extensions that need not be there: Open MPI has a function for each kind, MPICH one that takes the kind. */
int32_t hai_gpu_support(int32_t kind)
{
    static const char *const names[] = {[HAI_CUDA] = "MPIX_Query_cuda_support",
                                        [HAI_ROCM] = "MPIX_Query_rocm_support",
                                        [HAI_ZE] = "MPIX_Query_ze_support"};
    static const int mpich_kinds[] = {[HAI_CUDA] = 0, [HAI_ROCM] = 2, [HAI_ZE] = 1};
    if (kind < HAI_CUDA || kind > HAI_ZE) {
        return -1;
    }
    int (*query)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, names[kind]);
    if (query != NULL) {
        return query() != 0;
    }
    int (*of_kind)(int, int *) = (int (*)(int, int *))dlsym(RTLD_DEFAULT, "MPIX_GPU_query_support");
    int supported = 0;
    if (of_kind != NULL && of_kind(mpich_kinds[kind], &supported) == MPI_SUCCESS) {
        return supported != 0;
    }
    return -1;
}

void hai_set_count_limit(int64_t limit)
{
    hai_count_limit = limit > 0 && limit < LIBRARY_LIMIT ? limit : LIBRARY_LIMIT;
    hai_set_short_limit();
}

void hai_set_short_limit(void)
{
    hai_short_limit = hai_timing ? -1 : hai_count_limit < INT_MAX ? hai_count_limit : INT_MAX;
}
