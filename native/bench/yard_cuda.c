/* What C pays to start a kernel and to call cuBLAS. Types and values are of CUDA's driver API and cuBLAS 11 to 13. */
#define _POSIX_C_SOURCE 200809L
#include "haiend_yard.h"

#include <dlfcn.h>

#include "clock.h"

typedef int launch_function(void *kernel, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                            unsigned shared, void *stream, void **arguments, void **extra);
typedef int wait_function(void *stream);
typedef int create_function(void **handle);
typedef int destroy_function(void *handle);
typedef int set_stream_function(void *handle, void *stream);
typedef int gemm_function(void *handle, int ta, int tb, int m, int n, int k, const void *alpha, const void *a, int at,
                          int lda, const void *b, int bt, int ldb, const void *beta, void *c, int ct, int ldc,
                          int compute, int algorithm);

/* ISO C has no cast from an object to a function; POSIX has. */
static void *symbol(const char *library, const char *name)
{
    void *handle = dlopen(library, RTLD_NOW);
    return handle ? dlsym(handle, name) : 0;
}

double hai_yard_launch(const char *cuda, void *kernel, void *stream, int64_t launches)
{
    launch_function *launch;
    wait_function *wait;
    *(void **)&launch = symbol(cuda, "cuLaunchKernel");
    *(void **)&wait = symbol(cuda, "cuStreamSynchronize");
    if (!launch || !wait || wait(stream)) {
        return -1;
    }
    double start = seconds_now();
    for (int64_t i = 0; i < launches; i++) {
        if (launch(kernel, 1, 1, 1, 1, 1, 1, 0, stream, 0, 0)) {
            return -1;
        }
    }
    return wait(stream) ? -1 : seconds_now() - start;
}

double hai_yard_gemm_ex(const char *cuda, const char *cublas, void *stream, int32_t type, int32_t result,
                        int32_t compute, const void *a, const void *b, void *c, int32_t n, int64_t repeats)
{
    enum { COMPUTE_64F = 70, DEFAULT = -1 };
    wait_function *wait;
    create_function *create;
    destroy_function *destroy;
    set_stream_function *set_stream;
    gemm_function *gemm;
    *(void **)&wait = symbol(cuda, "cuStreamSynchronize");
    *(void **)&create = symbol(cublas, "cublasCreate_v2");
    *(void **)&destroy = symbol(cublas, "cublasDestroy_v2");
    *(void **)&set_stream = symbol(cublas, "cublasSetStream_v2");
    *(void **)&gemm = symbol(cublas, "cublasGemmEx");
    void *handle;
    if (!wait || !create || !destroy || !set_stream || !gemm || create(&handle)) {
        return -1;
    }
    double one64 = 1, zero64 = 0;
    float one32 = 1, zero32 = 0;
    const void *one = compute == COMPUTE_64F ? (void *)&one64 : (void *)&one32;
    const void *zero = compute == COMPUTE_64F ? (void *)&zero64 : (void *)&zero32;
    int code = set_stream(handle, stream);
    double start = 0;
    for (int64_t r = -1; r < repeats && !code; r++) { /* the first is not timed: cuBLAS loads its kernels then */
        if (r == 0) {
            code = wait(stream);
            start = seconds_now();
        }
        if (!code) {
            code = gemm(handle, 0, 0, n, n, n, one, b, type, n, a, type, n, zero, c, result, n, compute,
                        DEFAULT);
        }
    }
    code = wait(stream) || code;
    double seconds = seconds_now() - start;
    destroy(handle);
    return code ? -1 : seconds;
}
