/* Counts above the library's limit. */
#include "internal.h"

/* One element of a type made of q blocks of limit elements and a rest, without gaps. */
hai_span hai_span_large(int64_t n, MPI_Datatype type)
{
    hai_span span = {1, type, MPI_DATATYPE_NULL, MPI_SUCCESS};
    int64_t piece = hai_count_limit < INT_MAX ? hai_count_limit : INT_MAX;
    int64_t pieces = n / piece;
    if (pieces > INT_MAX) {
        span.error = TOO_LARGE;
        return span;
    }
    MPI_Aint lower = 0, extent = 0;
    MPI_Datatype block = MPI_DATATYPE_NULL, blocks = MPI_DATATYPE_NULL, rest = MPI_DATATYPE_NULL;
    int error = MPI_Type_get_extent(type, &lower, &extent);
    error = error ? error : MPI_Type_contiguous((int)piece, type, &block);
    error = error ? error : MPI_Type_contiguous((int)pieces, block, &blocks);
    error = error ? error : MPI_Type_contiguous((int)(n % piece), type, &rest);
    if (error == MPI_SUCCESS) {
        int lengths[] = {1, 1};
        MPI_Aint starts[] = {0, (MPI_Aint)(pieces * piece) * extent};
        MPI_Datatype parts[] = {blocks, rest};
        error = MPI_Type_create_struct(n % piece != 0 ? 2 : 1, lengths, starts, parts, &span.made);
        error = error ? error : MPI_Type_commit(&span.made);
    }
    MPI_Datatype *temporary[] = {&block, &blocks, &rest};
    for (int i = 0; i < 3; i++) {
        if (*temporary[i] != MPI_DATATYPE_NULL) {
            MPI_Type_free(temporary[i]);
        }
    }
    span.t = span.made;
    span.error = error;
    return span;
}

/* A call that is still under way keeps what it needs of the type. The first error wins. */
int32_t hai_span_free(hai_span *span, int32_t error)
{
    int freed = MPI_Type_free(&span->made);
    return error != MPI_SUCCESS ? error : freed;
}
