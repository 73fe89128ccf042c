#ifndef HAIEND_STAR_H
#define HAIEND_STAR_H

#include <stdint.h>

/* The problem of the Parallel Research Kernels' Stencil (Van der Wijngaart and Mattson, HPEC 2014), written from its
 * formula: out += W in at the points of n x n that are at least radius from the border, with weights 1 / (2 i radius)
 * to the one side and their opposite to the other; then in += 1. Two loops, as there. Rows are pitch elements apart;
 * in and out point to the first of this rank's rows, and radius rows before and after in hold the neighbours'. */
typedef struct {
    double *in, *out;
    int64_t pitch, n, first, rows; /* rows first .. first + rows - 1 of n are this rank's */
    int radius;
} star;

/* Rows are as long as PRK's, with room for columns of neighbours: of n = 4096 alone they would fall onto each other in
 * a cache. */
static inline star star_of(double *in, double *out, int64_t n, int64_t first, int64_t rows, int radius)
{
    int64_t pitch = n + 2 * radius;
    star s = {in + radius * pitch, out, pitch, n, first, rows, radius};
    return s;
}

/* Inlined with a constant radius, so that the compiler unrolls the star. */
static inline __attribute__((always_inline)) void star_update(const star *s, const int radius)
{
    double weight[2 * radius + 1];
    weight[radius] = 0;
    for (int i = 1; i <= radius; i++) {
        weight[radius + i] = 1.0 / (2.0 * i * radius);
        weight[radius - i] = -weight[radius + i];
    }
    double *restrict out = s->out;
    const double *restrict in = s->in;
    const int64_t pitch = s->pitch, end = s->n - radius;
    for (int64_t y = 0; y < s->rows; y++) {
        if (s->first + y < radius || s->first + y >= end) {
            continue;
        }
        for (int64_t x = radius; x < end; x++) {
            double sum = out[y * pitch + x];
            for (int i = -radius; i <= radius; i++) {
                sum += weight[i + radius] * in[y * pitch + x + i];
            }
            for (int i = -radius; i < 0; i++) {
                sum += weight[i + radius] * in[(y + i) * pitch + x];
            }
            for (int i = 1; i <= radius; i++) {
                sum += weight[i + radius] * in[(y + i) * pitch + x];
            }
            out[y * pitch + x] = sum;
        }
    }
}

static inline void star_increment(const star *s)
{
    for (int64_t y = 0; y < s->rows; y++) {
        for (int64_t x = 0; x < s->n; x++) {
            s->in[y * s->pitch + x] += 1;
        }
    }
}

static inline void star_iterate(const star *s)
{
    switch (s->radius) {
    case 1: star_update(s, 1); break;
    case 2: star_update(s, 2); break;
    default: star_update(s, s->radius);
    }
    star_increment(s);
}

static inline void star_fill(const star *s)
{
    for (int64_t y = 0; y < s->rows; y++) {
        for (int64_t x = 0; x < s->n; x++) {
            s->in[y * s->pitch + x] = (double)(x + s->first + y);
            s->out[y * s->pitch + x] = 0;
        }
    }
}

/* The sum of |out| over the points inside; what PRK divides by their number. */
static inline double star_norm(const star *s)
{
    double norm = 0;
    for (int64_t y = 0; y < s->rows; y++) {
        if (s->first + y < s->radius || s->first + y >= s->n - s->radius) {
            continue;
        }
        for (int64_t x = s->radius; x < s->n - s->radius; x++) {
            double value = s->out[y * s->pitch + x];
            norm += value < 0 ? -value : value;
        }
    }
    return norm;
}

#endif
