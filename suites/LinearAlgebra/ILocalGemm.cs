using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A matrix product on one rank: the part that <c>gemm</c> measures by itself and <c>pgemm</c> is built
/// from.</summary>
public interface ILocalGemm : IDisposable
{
    /// <summary>C = A B, or C += A B. All matrices are row-major; C is in the accumulate format of the precision that
    /// it was made for, A and B in its store format. A and B are not written. Allocates nothing.</summary>
    /// <param name="m">rows of A and C, at least 0</param>
    /// <param name="n">columns of B and C, at least 0</param>
    /// <param name="k">columns of A and rows of B; where it is 0, A B is zero</param>
    /// <param name="a">address of A</param>
    /// <param name="lda">elements between rows of A, at least max(1, k)</param>
    /// <param name="b">address of B</param>
    /// <param name="ldb">elements between rows of B, at least max(1, n)</param>
    /// <param name="c">address of C</param>
    /// <param name="ldc">elements between rows of C, at least max(1, n)</param>
    /// <param name="accumulate">add to C</param>
    void Multiply(int m, int n, int k, nint a, int lda, nint b, int ldb, nint c, int ldc, bool accumulate);
}

/// <summary>A way of doing a local product. A new one is one file: this part, what it makes, and the line that has
/// <c>gemm</c> measure it (<see cref="LocalGemmRealisation{TPart}"/>).</summary>
public abstract class LocalGemmPart : Part<ILocalGemm>
{
    /// <summary>One sentence: how it does it.</summary>
    public abstract string Summary { get; }
}
