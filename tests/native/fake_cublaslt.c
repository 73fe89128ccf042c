/* libcublasLt for tests: see fake_blas.h. Of the manual's table of types, the row that is used. */
#include <stdlib.h>
#define LOST 14
#include "fake.h"
#include "fake_blas.h"

enum { INVALID_VALUE = 7, NOT_SUPPORTED = 15, FP32 = 0, FP8 = 28, SUMS_OF_FP32 = 68, TRANSA = 3, WORKSPACE = 1 };
enum { SECRET = 4711, USED_BYTES = 1 << 20 };

/* What is alive, and what was done. */
EXPORT int fake_handles, fake_products, fake_layouts, fake_preferences, fake_plans;
/* 1: no way to multiply is known. */
EXPORT int fake_helpless;

typedef struct { int none; } handle;
typedef struct { int compute, scale, transposed; } product;
typedef struct { int type; uint64_t rows, columns; int64_t stride; } layout;
typedef struct { uint64_t bytes; } preference;
typedef struct { uint64_t data[8]; } algorithm;
typedef struct { algorithm algorithm; size_t workspace; int state; float waves; int reserved[4]; } answer;

_Static_assert(sizeof(answer) == 96, "as in cublasLt.h");

#define MAKE(to, count) (*(to) = calloc(1, sizeof **(to)), (count)++)

static int unmake(void *one, int *count)
{
    free(one);
    --*count;
    return SUCCESS;
}

EXPORT int cublasLtCreate(handle **to) { TRY(); MAKE(to, fake_handles); return SUCCESS; }
EXPORT int cublasLtDestroy(handle *h) { unmake(h, &fake_handles); return fault(__func__); }
EXPORT size_t cublasLtGetVersion(void) { return 130002; }

EXPORT const char *cublasLtGetStatusString(int status)
{
    return status == NOT_SUPPORTED ? "CUBLAS_STATUS_NOT_SUPPORTED" : status == 3 ? "CUBLAS_STATUS_ALLOC_FAILED"
        : "CUBLAS_STATUS_OF_THE_FAKE";
}

EXPORT int cublasLtMatmulDescCreate(product **to, int compute, int scale)
{
    TRY();
    MAKE(to, fake_products);
    (*to)->compute = compute;
    (*to)->scale = scale;
    return SUCCESS;
}

EXPORT int cublasLtMatmulDescSetAttribute(product *p, int attribute, const int32_t *value, size_t bytes)
{
    TRY();
    if (attribute != TRANSA || bytes != sizeof *value)
        return INVALID_VALUE;
    p->transposed = *value;
    return SUCCESS;
}

EXPORT int cublasLtMatmulDescDestroy(product *p) { unmake(p, &fake_products); return fault(__func__); }

EXPORT int cublasLtMatrixLayoutCreate(layout **to, int type, uint64_t rows, uint64_t columns, int64_t stride)
{
    TRY();
    MAKE(to, fake_layouts);
    **to = (layout){ type, rows, columns, stride };
    return SUCCESS;
}

EXPORT int cublasLtMatrixLayoutDestroy(layout *l) { unmake(l, &fake_layouts); return fault(__func__); }

EXPORT int cublasLtMatmulPreferenceCreate(preference **to) { TRY(); MAKE(to, fake_preferences); return SUCCESS; }

EXPORT int cublasLtMatmulPreferenceSetAttribute(
    preference *p, int attribute, const uint64_t *value, size_t bytes)
{
    TRY();
    if (attribute != WORKSPACE || bytes != sizeof *value)
        return INVALID_VALUE;
    p->bytes = *value;
    return SUCCESS;
}

EXPORT int cublasLtMatmulPreferenceDestroy(preference *p) { unmake(p, &fake_preferences); return fault(__func__); }

/* A is stored k x m, B k x n, C and D m x n. */
static int status_of(const product *p, const layout *a, const layout *b, const layout *c, const layout *d)
{
    const layout *all[] = { a, b, c, d };
    for (int i = 0; i < 4; i++) {
        if (all[i]->rows == 0 || all[i]->columns == 0 || all[i]->stride < (int64_t)all[i]->rows)
            return INVALID_VALUE;
        if (all[i]->type != (i < 2 ? FP8 : FP32) || all[i]->rows % 16 || all[i]->stride % 16)
            return NOT_SUPPORTED;
    }
    if (a->rows != b->rows || a->columns != c->rows || b->columns != c->columns || memcmp(c, d, sizeof *c) != 0)
        return INVALID_VALUE;
    return p->transposed && p->compute == SUMS_OF_FP32 && p->scale == FP32 ? SUCCESS : NOT_SUPPORTED;
}

EXPORT int cublasLtMatmulAlgoGetHeuristic(
    handle *h, product *p, layout *a, layout *b, layout *c, layout *d, preference *wish, int asked, answer *to,
    int *found)
{
    (void)h;
    TRY();
    int status = asked < 1 ? INVALID_VALUE : status_of(p, a, b, c, d);
    if (status != SUCCESS)
        return status;
    fake_plans++;
    *found = !fake_helpless && wish->bytes >= USED_BYTES;
    *to = (answer){ .algorithm = { { SECRET, a->rows, a->columns, b->columns } }, .workspace = USED_BYTES };
    return SUCCESS;
}

EXPORT int cublasLtMatmul(
    handle *h, product *p, const float *alpha, const void *a, layout *of_a, const void *b, layout *of_b,
    const float *beta, const void *c, layout *of_c, void *d, layout *of_d, const algorithm *way, char *workspace,
    size_t bytes, void *stream)
{
    (void)h;
    TRY();
    int status = status_of(p, of_a, of_b, of_c, of_d);
    if (status != SUCCESS)
        return status;
    uint64_t known[] = { SECRET, of_a->rows, of_a->columns, of_b->columns };
    if (memcmp(way->data, known, sizeof known) != 0 || bytes < USED_BYTES || stream == NULL || c != d)
        return INVALID_VALUE;
    if (((uintptr_t)a | (uintptr_t)b | (uintptr_t)d) % 16)
        return NOT_SUPPORTED;
    memset(workspace, 0xFF, bytes);
    multiply(
        1, 0, (int)of_c->rows, (int)of_c->columns, (int)of_a->rows, *alpha, a, (int)of_a->stride, b, (int)of_b->stride,
        E4M3, *beta, d, (int)of_d->stride, F32);
    return SUCCESS;
}
