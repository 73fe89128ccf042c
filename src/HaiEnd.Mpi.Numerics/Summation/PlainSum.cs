namespace HaiEnd.Mpi.Numerics;

/// <summary>One number after the other, each addition rounded.</summary>
public readonly unsafe struct PlainSum : ISummation
{
    /// <inheritdoc/>
    public static int Words => 1;

    /// <inheritdoc/>
    public static void Add(double* values, nint length, double* kept)
    {
        double sum = *kept;
        for (nint i = 0; i < length; i++)
            sum += values[i];
        *kept = sum;
    }

    /// <inheritdoc/>
    public static void Merge(double* from, double* into) => *into += *from;

    /// <inheritdoc/>
    public static double Value(double* kept) => *kept;

    /// <inheritdoc/>
    public static double Bound(SumTerms terms) => ErrorBounds.RecursiveSum(terms);
}
