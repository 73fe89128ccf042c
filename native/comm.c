#include "internal.h"

#include <string.h>

int32_t hai_comm_set_errors_return(int64_t comm)
{
    return MPI_Comm_set_errhandler(comm_in(comm), MPI_ERRORS_RETURN);
}

int32_t hai_comm_rank(int64_t comm, int32_t *rank)
{
    return MPI_Comm_rank(comm_in(comm), rank);
}

int32_t hai_comm_size(int64_t comm, int32_t *size)
{
    return MPI_Comm_size(comm_in(comm), size);
}

int32_t hai_comm_compare(int64_t a, int64_t b, int32_t *result)
{
    int relation = MPI_UNEQUAL;
    int error = MPI_Comm_compare(comm_in(a), comm_in(b), &relation);
    *result = relation == MPI_IDENT       ? HAI_IDENT
              : relation == MPI_CONGRUENT ? HAI_CONGRUENT
              : relation == MPI_SIMILAR   ? HAI_SIMILAR
                                          : HAI_UNEQUAL;
    return error;
}

/* Makes a call that fills the communicator made, and hands it over. */
#define MAKE(out, call)                                                                                                \
    MPI_Comm made = MPI_COMM_NULL;                                                                                     \
    int32_t error = (call);                                                                                            \
    *(out) = comm_out(made);                                                                                           \
    return error

int32_t hai_comm_dup(int64_t comm, int64_t *out)
{
    MAKE(out, MPI_Comm_dup(comm_in(comm), &made));
}

int32_t hai_comm_split(int64_t comm, int32_t color, int32_t key, int64_t *out)
{
    MAKE(out, MPI_Comm_split(comm_in(comm), color == HAI_UNDEFINED ? MPI_UNDEFINED : color, key, &made));
}

int32_t hai_comm_split_shared(int64_t comm, int32_t key, int64_t *out)
{
    MAKE(out, MPI_Comm_split_type(comm_in(comm), MPI_COMM_TYPE_SHARED, key, MPI_INFO_NULL, &made));
}

int32_t hai_comm_free(int64_t *comm)
{
    MPI_Comm mine = comm_in(*comm);
    int error = MPI_Comm_free(&mine);
    *comm = comm_out(mine);
    return error;
}

int32_t hai_comm_set_name(int64_t comm, const char *name)
{
    return MPI_Comm_set_name(comm_in(comm), name);
}

int32_t hai_comm_get_name(int64_t comm, char *text, int32_t capacity)
{
    char whole[MPI_MAX_OBJECT_NAME] = "";
    int length = 0;
    int error = MPI_Comm_get_name(comm_in(comm), whole, &length);
    strncpy(text, whole, (size_t)capacity - 1);
    text[capacity - 1] = '\0';
    return error;
}

int32_t hai_dims_create(int32_t nodes, int32_t n, int32_t *dims)
{
    return MPI_Dims_create(nodes, n, dims);
}

int32_t hai_cart_create(int64_t comm, int32_t n, const int32_t *dims, const int32_t *periods, int32_t reorder,
                        int64_t *out)
{
    MAKE(out, MPI_Cart_create(comm_in(comm), n, dims, periods, reorder, &made));
}

int32_t hai_cart_coords(int64_t comm, int32_t rank, int32_t n, int32_t *coords)
{
    return MPI_Cart_coords(comm_in(comm), rank_in(rank), n, coords);
}

int32_t hai_cart_rank(int64_t comm, const int32_t *coords, int32_t *rank)
{
    return MPI_Cart_rank(comm_in(comm), coords, rank);
}

int32_t hai_cart_shift(int64_t comm, int32_t direction, int32_t step, int32_t *source, int32_t *dest)
{
    int error = MPI_Cart_shift(comm_in(comm), direction, step, source, dest);
    *source = rank_out(*source);
    *dest = rank_out(*dest);
    return error;
}

/* An empty side may come without an address, and both libraries want one. */
int32_t hai_dist_graph_create_adjacent(int64_t comm, int32_t in, const int32_t *sources, int32_t out_degree,
                                       const int32_t *dests, int32_t reorder, int64_t *out)
{
    static const int none = 0;
    /* volatile, for the compiler takes Open MPI's marker for an address that is read. */
    int *volatile unweighted = MPI_UNWEIGHTED;
    MAKE(out, MPI_Dist_graph_create_adjacent(comm_in(comm), in, sources != NULL ? sources : &none, unweighted,
                                             out_degree, dests != NULL ? dests : &none, unweighted, MPI_INFO_NULL,
                                             reorder, &made));
}

int32_t hai_comm_group(int64_t comm, int64_t *group)
{
    MPI_Group made = MPI_GROUP_NULL;
    int error = MPI_Comm_group(comm_in(comm), &made);
    *group = OUT(made);
    return error;
}

int32_t hai_group_incl(int64_t group, int32_t n, const int32_t *ranks, int64_t *out)
{
    MPI_Group made = MPI_GROUP_NULL;
    int error = MPI_Group_incl(group_in(group), n, ranks, &made);
    *out = OUT(made);
    return error;
}

/* The group of nobody is the library's own and stays. */
int32_t hai_group_free(int64_t *group)
{
    MPI_Group mine = group_in(*group);
    *group = 0;
    return mine == MPI_GROUP_EMPTY ? MPI_SUCCESS : MPI_Group_free(&mine);
}
