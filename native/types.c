#include "internal.h"

#include <stdlib.h>

/* Makes a call that fills the datatype made, and hands it over. */
#define MAKE(out, call)                                                                                                \
    MPI_Datatype made = MPI_DATATYPE_NULL;                                                                             \
    int32_t error = (call);                                                                                            \
    *(out) = made == MPI_DATATYPE_NULL ? HAI_TYPE_NULL : OUT(made);                                                    \
    return error

int32_t hai_type_contiguous(int32_t n, int64_t type, int64_t *out)
{
    MAKE(out, MPI_Type_contiguous(n, type_in(type), &made));
}

int32_t hai_type_vector(int32_t n, int32_t block, int32_t stride, int64_t type, int64_t *out)
{
    MAKE(out, MPI_Type_vector(n, block, stride, type_in(type), &made));
}

int32_t hai_type_indexed(int32_t n, const int32_t *blocks, const int32_t *displs, int64_t type, int64_t *out)
{
    MAKE(out, MPI_Type_indexed(n, blocks, displs, type_in(type), &made));
}

int32_t hai_type_create_struct(int32_t n, const int32_t *blocks, const int64_t *displs, const int64_t *types,
                               int64_t *out)
{
    MPI_Aint *starts = malloc((size_t)(n > 0 ? n : 1) * (sizeof(MPI_Aint) + sizeof(MPI_Datatype)));
    if (starts == NULL) {
        return MPI_ERR_NO_MEM;
    }
    MPI_Datatype *parts = (MPI_Datatype *)(void *)(starts + n);
    for (int i = 0; i < n; i++) {
        starts[i] = (MPI_Aint)displs[i];
        parts[i] = type_in(types[i]);
    }
    MPI_Datatype made = MPI_DATATYPE_NULL;
    int error = MPI_Type_create_struct(n, blocks, starts, parts, &made);
    free(starts);
    *out = OUT(made);
    return error;
}

int32_t hai_type_create_subarray(int32_t n, const int32_t *sizes, const int32_t *subsizes, const int32_t *starts,
                                 int64_t type, int64_t *out)
{
    MAKE(out, MPI_Type_create_subarray(n, sizes, subsizes, starts, MPI_ORDER_C, type_in(type), &made));
}

int32_t hai_type_create_resized(int64_t type, int64_t lower, int64_t extent, int64_t *out)
{
    MAKE(out, MPI_Type_create_resized(type_in(type), (MPI_Aint)lower, (MPI_Aint)extent, &made));
}

int32_t hai_type_commit(int64_t *type)
{
    MPI_Datatype mine = type_in(*type);
    return MPI_Type_commit(&mine);
}

int32_t hai_type_free(int64_t *type)
{
    MPI_Datatype mine = type_in(*type);
    *type = HAI_TYPE_NULL;
    return MPI_Type_free(&mine);
}

int32_t hai_type_size(int64_t type, int64_t *bytes)
{
    MPI_Count size = 0;
    int error = MPI_Type_size_x(type_in(type), &size);
    *bytes = (int64_t)size;
    return error;
}

int32_t hai_type_get_extent(int64_t type, int64_t *lower, int64_t *extent)
{
    MPI_Count from = 0, length = 0;
    int error = MPI_Type_get_extent_x(type_in(type), &from, &length);
    *lower = (int64_t)from;
    *extent = (int64_t)length;
    return error;
}

/* The library's function takes a pointer to its own datatype, which to the caller is an address without a meaning. */
int32_t hai_op_create(hai_op_function *function, int32_t commutes, int64_t *op)
{
    union {
        hai_op_function *ours;
        MPI_User_function *theirs;
    } same = {.ours = function};
    MPI_Op made = MPI_OP_NULL;
    int error = MPI_Op_create(same.theirs, commutes, &made);
    *op = OUT(made);
    return error;
}

int32_t hai_op_free(int64_t *op)
{
    MPI_Op mine = op_in(*op);
    *op = HAI_OP_NULL;
    return MPI_Op_free(&mine);
}
