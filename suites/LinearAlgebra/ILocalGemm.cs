using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics.Emulation;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A or B as it lies in memory, row-major.</summary>
/// <param name="Address">of its first element</param>
/// <param name="Stride">elements between rows, at least the columns that it is stored with, and 1</param>
/// <param name="IsTransposed">what is stored is the transpose of what is multiplied</param>
public readonly record struct Operand(nint Address, int Stride, bool IsTransposed = false)
{
    /// <summary>The part that begins at an element of what is multiplied.</summary>
    /// <param name="row">its row</param>
    /// <param name="column">its column</param>
    /// <param name="elementBytes">size of an element [byte]</param>
    public Operand At(int row, int column, int elementBytes) => this with
    {
        Address = Address + (IsTransposed ? (nint)column * Stride + row : (nint)row * Stride + column) * elementBytes,
    };
}

/// <summary>A matrix product on one rank: the part that <c>gemm</c> measures by itself and <c>pgemm</c> is built
/// from.</summary>
public interface ILocalGemm : IDisposable
{
    /// <summary>C = A B, or C += A B. All matrices are row-major; C is in the accumulate format of the precision that
    /// it was made for, A and B in its store format. A and B are not written. Allocates nothing.</summary>
    /// <param name="m">rows of A and C, at least 0</param>
    /// <param name="n">columns of B and C, at least 0</param>
    /// <param name="k">columns of A and rows of B; where it is 0, A B is zero</param>
    /// <param name="a">A</param>
    /// <param name="b">B</param>
    /// <param name="c">address of C</param>
    /// <param name="ldc">elements between rows of C, at least max(1, n)</param>
    /// <param name="accumulate">add to C</param>
    void Multiply(int m, int n, int k, Operand a, Operand b, nint c, int ldc, bool accumulate);

    /// <summary>What else is known of how it is done.</summary>
    IReadOnlyList<PointFact> Facts => [];

    /// <summary>Ticks of <see cref="System.Diagnostics.Stopwatch"/> spent so far in each phase that
    /// <see cref="Multiply"/> has; none where it has none.</summary>
    ReadOnlySpan<long> PhaseTicks => [];

    /// <summary>What the error of an entry of A B is at most, where the method knows better than its formats do; null
    /// where it does not.</summary>
    double? Bound(in EntryTerms terms) => null;
}

/// <summary>A way of doing a local product. A new one is one file: this part, what it makes, and the line that has
/// <c>gemm</c> measure it (<see cref="LocalGemmRealisation{TPart}"/>).</summary>
public abstract class LocalGemmPart : Part<ILocalGemm>
{
    /// <summary>One sentence: how it does it.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether a processor calculates as the precision says.</summary>
    protected static Availability CheckProcessor(Precision precision) =>
        precision.Formats.Compute == precision.Formats.Accumulate
            ? Availability.Yes
            : Availability.No($"processors have no products of {precision.Name}");
}
