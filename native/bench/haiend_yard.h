/* C yardsticks: the same loops as the C# ones, to be timed beside them in one process. Not used by any measurement of a
 * machine. Seconds are of CLOCK_MONOTONIC. The functions with int32_t return MPI's code, 0 for success. */
#ifndef HAIEND_YARD_H
#define HAIEND_YARD_H

#include "../haiend_mpi.h"

/* yard_mpi.c, built for each MPI. Rank 0 sends one buffer and receives into the other, rank 1
 * sends back what it received; stack is how many bytes lower on the stack the loop runs, because that alone moves a
 * message of 256 B by up to 5 % (Mytkowicz et al., Producing wrong data, ASPLOS 2009). seconds are of all
 * iterations. */
HAI_API int32_t hai_yard_pingpong(int64_t comm, const void *sent, void *received, int64_t bytes, int64_t iterations,
                                  int32_t stack, double *seconds);
HAI_API int32_t hai_yard_allreduce(int64_t comm, const double *send, double *recv, int64_t count, int64_t iterations,
                                   int32_t stack, double *seconds);

/* PRK's stencil on n x n points, rows cut into one block a rank; one iteration more than is timed, the first. in holds
 * (rows + 2 radius) (n + 2 radius) elements and out rows (n + 2 radius), where rows is the most of any rank; norm is
 * this rank's part of the sum of |out|. */
HAI_API int32_t hai_yard_star_mpi(int64_t comm, double *in, double *out, int64_t n, int32_t radius, int64_t iterations,
                                  double *seconds, double *norm);

/* yard.c, without MPI */
HAI_API double hai_yard_star(double *in, double *out, int64_t n, int32_t radius, int64_t iterations, double *norm);
HAI_API double hai_yard_triad(double *a, const double *b, const double *c, double s, int64_t n, int64_t repeats);
HAI_API int32_t hai_yard_vector_bits(void); /* the widest vectors of this processor that the code below uses */
HAI_API double hai_yard_fma_fp64(int64_t iterations, double *flops);
HAI_API double hai_yard_fma_fp32(int64_t iterations, double *flops);

/* cblas_dgemm with 32 bit integers: C = A B of order n, row by row. */
typedef void hai_yard_dgemm_function(int layout, int ta, int tb, int m, int n, int k, double alpha, const double *a,
                                     int lda, const double *b, int ldb, double beta, double *c, int ldc);
HAI_API double hai_yard_dgemm(hai_yard_dgemm_function *dgemm, const double *a, const double *b, double *c, int32_t n,
                              int64_t repeats);

/* yard_cuda.c: on the device whose context is current, by the libraries of these names; less than 0 if a call fails.
 * kernel takes no arguments and runs as one group of one. a, b and c are n x n in the device's memory, type is of a and
 * b (CUDA_R_64F, CUDA_R_16BF and so on), result of c, compute cuBLAS's compute type. */
HAI_API double hai_yard_launch(const char *cuda, void *kernel, void *stream, int64_t launches);
HAI_API double hai_yard_gemm_ex(const char *cuda, const char *cublas, void *stream, int32_t type, int32_t result,
                                int32_t compute, const void *a, const void *b, void *c, int32_t n, int64_t repeats);

#endif
