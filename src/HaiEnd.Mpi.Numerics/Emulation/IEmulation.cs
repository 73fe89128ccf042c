namespace HaiEnd.Mpi.Numerics.Emulation;

/// <summary>What emulation spends its time on.</summary>
public enum EmulationStep
{
    /// <summary>Looks for magnitudes.</summary>
    Scan,

    /// <summary>Cuts doubles into small whole numbers.</summary>
    Slice,

    /// <summary>Multiplies those.</summary>
    Multiply,

    /// <summary>Makes the products small or adds them up.</summary>
    Reduce,

    /// <summary>Makes doubles of them.</summary>
    Recombine,
}

/// <summary>What a bound of an entry of C = A B is made of.</summary>
/// <param name="Count">k, terms of the sum</param>
/// <param name="GreatestOfRow">the greatest magnitude in the row of A</param>
/// <param name="GreatestOfColumn">and in the column of B</param>
/// <param name="SumOfRow">sum of the row's magnitudes</param>
/// <param name="SumOfColumn">sum of the column's</param>
/// <param name="NormOfRow">root of the sum of the row's squares</param>
/// <param name="NormOfColumn">and of the column's</param>
/// <param name="Magnitudes">(|A||B|) of the entry</param>
public readonly record struct EntryTerms(
    int Count, double GreatestOfRow, double GreatestOfColumn, double SumOfRow, double SumOfColumn, double NormOfRow,
    double NormOfColumn, double Magnitudes)
{
    /// <summary>With one more of the terms.</summary>
    /// <param name="a">magnitude of the factor in the row</param>
    /// <param name="b">and in the column</param>
    public EntryTerms With(double a, double b) => new(
        Count, Math.Max(GreatestOfRow, a), Math.Max(GreatestOfColumn, b), SumOfRow + a, SumOfColumn + b,
        double.Hypot(NormOfRow, a), double.Hypot(NormOfColumn, b), Magnitudes + a * b);
}

/// <summary>A product of doubles by products of small whole numbers. Inputs have no <see cref="Magnitudes.Obstacle"/>.
/// </summary>
public unsafe interface IEmulation
{
    /// <summary>Products of small whole numbers for one of doubles.</summary>
    int Products { get; }

    /// <summary>Time spent so far in each <see cref="EmulationStep"/> [tick of Stopwatch].</summary>
    ReadOnlySpan<long> Ticks { get; }

    /// <summary>Memory that a product needs beside its matrices [byte].</summary>
    long WorkspaceBytes(int m, int n, int k);

    /// <summary>C = A B, or C += A B. Allocates nothing.</summary>
    /// <param name="a">m x k</param>
    /// <param name="b">k x n</param>
    /// <param name="c">m x n</param>
    /// <param name="stride">elements between the rows of C</param>
    /// <param name="accumulate">add to C</param>
    /// <param name="workspace">as much as <see cref="WorkspaceBytes"/> says, on a cache line</param>
    void Multiply(Doubles a, Doubles b, double* c, nint stride, bool accumulate, byte* workspace);

    /// <summary>What the error of an entry is at most, before the product is done.</summary>
    double Bound(in EntryTerms terms);
}
