namespace HaiEnd.Mpi.Numerics.Emulation;

/// <summary>An exact product of small whole numbers: what matrix units and dot-product instructions are fast at, and
/// what fp64 is emulated with. All matrices are row-major.</summary>
public unsafe interface ISmallProduct
{
    /// <summary>The most terms of a sum that 32 bits are sure to hold, of numbers from -128 to 127.</summary>
    const int MostTerms = (1 << 17) - 1;

    /// <summary>C = A B, or C += A B.</summary>
    /// <param name="m">rows of A and C</param>
    /// <param name="n">columns of B and C</param>
    /// <param name="k">columns of A and rows of B, at most <see cref="MostTerms"/> for one C in all</param>
    /// <param name="a">m x k, without padding</param>
    /// <param name="b">k x n, without padding</param>
    /// <param name="c">m x n, without padding</param>
    /// <param name="accumulate">add to C</param>
    void Multiply(int m, int n, int k, sbyte* a, sbyte* b, int* c, bool accumulate);
}
