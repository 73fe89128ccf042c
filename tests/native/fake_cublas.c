/* libcublas for tests: see fake_blas.h. */
#define _GNU_SOURCE
#include <stdlib.h>
#define LOST 14
#include "fake.h"
#include "fake_blas.h"

enum { INVALID_VALUE = 7, NOT_SUPPORTED = 15, EAGER = 2, DOUBLES = 53 };

/* What is alive. */
EXPORT int fake_handles, fake_pointers;
/* 1: fp64 is not emulated, whatever it is asked for. */
EXPORT int fake_native;

typedef struct { void *stream; int strategy; int *bits; } handle;

EXPORT int cublasCreate_v2(handle **to)
{
    TRY();
    *to = calloc(1, sizeof **to);
    fake_handles++;
    return SUCCESS;
}

EXPORT int cublasDestroy_v2(handle *h)
{
    free(h);
    fake_handles--;
    return fault(__func__);
}

EXPORT int cublasGetVersion_v2(handle *h, int *version) { (void)h; TRY(); *version = 130002; return SUCCESS; }
EXPORT int cublasSetStream_v2(handle *h, void *stream) { TRY(); h->stream = stream; return SUCCESS; }
EXPORT int cublasSetEmulationStrategy(handle *h, int strategy) { TRY(); h->strategy = strategy; return SUCCESS; }
EXPORT int cublasGetEmulationStrategy(handle *h, int *strategy) { TRY(); *strategy = h->strategy; return SUCCESS; }

EXPORT int cublasSetFixedPointEmulationMantissaBitCountPointer(handle *h, int *bits)
{
    TRY();
    fake_pointers += (bits != NULL) - (h->bits != NULL);
    h->bits = bits;
    return SUCCESS;
}

EXPORT const char *cublasGetStatusString(int status)
{
    return status == NOT_SUPPORTED ? "CUBLAS_STATUS_NOT_SUPPORTED" : status == 3 ? "CUBLAS_STATUS_ALLOC_FAILED"
        : "CUBLAS_STATUS_OF_THE_FAKE";
}

static enum kind kind_of(int type)
{
    switch (type) {
    case 0: return F32;
    case 1: return F64;
    case 2: return F16;
    case 3: return I8;
    case 10: return I32;
    case 14: return BF16;
    default: return NO_KIND;
    }
}

/* Of the manual's table of types, the rows that are used. */
static int is_supported(int stored, int summed, int compute)
{
    return (stored == 1 && summed == 1 && (compute == 70 || compute == 79))
        || (stored == 0 && summed == 0 && (compute == 69 || compute == 77))
        || ((stored == 2 || stored == 14) && summed == 0 && compute == 68)
        || (stored == 3 && summed == 10 && compute == 72);
}

EXPORT int cublasGemmEx(
    handle *h, int op_a, int op_b, int m, int n, int k, const void *alpha, const void *a, int type_a, int lda,
    const void *b, int type_b, int ldb, const void *beta, void *c, int type_c, int ldc, int compute, int algorithm)
{
    TRY();
    if (h->stream == NULL || algorithm != -1 || m < 0 || n < 0 || k < 0 || ldc < m)
        return INVALID_VALUE;
    if (lda < (op_a ? k : m) || ldb < (op_b ? n : k))
        return INVALID_VALUE;
    if (type_a != type_b || !is_supported(type_a, type_c, compute) || (type_a == 3 && (lda % 4 || ldb % 4)))
        return NOT_SUPPORTED;
    enum kind stored = kind_of(type_a), summed = kind_of(type_c);
    multiply(
        op_a, op_b, m, n, k, element(alpha, 0, summed), a, lda, b, ldb, stored, element(beta, 0, summed), c, ldc,
        summed);
    if (compute == 79 && h->bits != NULL && h->strategy == EAGER && !fake_native)
        *h->bits = DOUBLES;
    return SUCCESS;
}
