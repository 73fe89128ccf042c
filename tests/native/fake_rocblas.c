/* librocblas for tests: see fake_blas.h. */
#define _GNU_SOURCE
#include <stdlib.h>
#define LOST 6
#include "fake.h"
#include "fake_blas.h"

enum { NOT_IMPLEMENTED = 2, INVALID_VALUE = 11, TRANSPOSED = 112 };

/* What is alive. */
EXPORT int fake_handles;

typedef struct { void *stream; } handle;

EXPORT void rocblas_initialize(void) { }

EXPORT int rocblas_create_handle(handle **to)
{
    TRY();
    *to = calloc(1, sizeof **to);
    fake_handles++;
    return SUCCESS;
}

EXPORT int rocblas_destroy_handle(handle *h)
{
    free(h);
    fake_handles--;
    return fault(__func__);
}

EXPORT int rocblas_set_stream(handle *h, void *stream) { TRY(); h->stream = stream; return SUCCESS; }

EXPORT int rocblas_get_version_string(char *text, size_t length)
{
    TRY();
    snprintf(text, length, "4.2.0.fake");
    return SUCCESS;
}

EXPORT const char *rocblas_status_to_string(int status)
{
    return status == NOT_IMPLEMENTED ? "rocblas_status_not_implemented" : "rocblas_status_of_the_fake";
}

static enum kind kind_of(int type)
{
    switch (type) {
    case 150: return F16;
    case 151: return F32;
    case 152: return F64;
    case 160: return I8;
    case 162: return I32;
    case 168: return BF16;
    default: return NO_KIND;
    }
}

EXPORT int rocblas_gemm_ex(
    handle *h, int op_a, int op_b, int m, int n, int k, const void *alpha, const void *a, int type_a, int lda,
    const void *b, int type_b, int ldb, const void *beta, const void *c, int type_c, int ldc, void *d, int type_d,
    int ldd, int compute, int algorithm, int solution, unsigned flags)
{
    TRY();
    enum kind stored = kind_of(type_a), summed = kind_of(type_c);
    if (h->stream == NULL || algorithm != 0 || solution != 0 || flags != 0 || c != d || ldc != ldd || ldc < m)
        return INVALID_VALUE;
    if (type_a != type_b || type_c != type_d || type_c != compute || stored == NO_KIND || stored == I32)
        return NOT_IMPLEMENTED;
    if (summed != (stored == F64 ? F64 : stored == I8 ? I32 : F32))
        return NOT_IMPLEMENTED;
    multiply(
        op_a == TRANSPOSED, op_b == TRANSPOSED, m, n, k, element(alpha, 0, summed), a, lda, b, ldb, stored,
        element(beta, 0, summed), d, ldd, summed);
    return SUCCESS;
}
