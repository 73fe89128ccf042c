/* What the fakes of vendors' libraries of linear algebra share: a product by plain loops, all by columns, on memory
   that the fakes of CUDA and HIP have in the node. */
#include <stddef.h>
#include <stdint.h>

enum kind { F64, F32, F16, BF16, E4M3, I8, I32, NO_KIND };

static double bits_as_float(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static double element(const void *from, size_t i, enum kind kind)
{
    switch (kind) {
    case F64: return ((const double *)from)[i];
    case F32: return ((const float *)from)[i];
    /* Without infinities: the exponent is set right by a product. */
    case F16: {
        uint16_t half = ((const uint16_t *)from)[i];
        return (half >> 15 ? -1 : 1) * bits_as_float((half & 0x7fffu) << 13) * 0x1p112;
    }
    case BF16: return bits_as_float((uint32_t)((const uint16_t *)from)[i] << 16);
    /* Without its NaN: the fields of F16, with another bias. */
    case E4M3: {
        uint8_t bits = ((const uint8_t *)from)[i];
        return (bits >> 7 ? -1 : 1) * bits_as_float((bits & 0x7fu) << 20) * 0x1p120;
    }
    case I8: return ((const int8_t *)from)[i];
    default: return ((const int32_t *)from)[i];
    }
}

static void put(void *to, size_t i, enum kind kind, double x)
{
    if (kind == F64)
        ((double *)to)[i] = x;
    else if (kind == F32)
        ((float *)to)[i] = (float)x;
    else
        ((int32_t *)to)[i] = (int32_t)x;
}

static void multiply(
    int is_a_transposed, int is_b_transposed, int m, int n, int k, double alpha, const void *a, int lda, const void *b,
    int ldb, enum kind stored, double beta, void *c, int ldc, enum kind summed)
{
    for (int j = 0; j < n; j++)
        for (int i = 0; i < m; i++) {
            double sum = 0;
            for (int l = 0; l < k; l++) {
                size_t at_a = is_a_transposed ? l + (size_t)i * lda : i + (size_t)l * lda;
                size_t at_b = is_b_transposed ? j + (size_t)l * ldb : l + (size_t)j * ldb;
                sum += element(a, at_a, stored) * element(b, at_b, stored);
            }
            size_t at = i + (size_t)j * ldc;
            put(c, at, summed, alpha * sum + (beta == 0 ? 0 : beta * element(c, at, summed)));
        }
}
