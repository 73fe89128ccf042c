namespace HaiEnd.Mpi.Numerics;

/// <summary>A way of summing numbers of fp64 that are spread over many places: each place keeps a few words of what it
/// has added, and words are merged in any order.</summary>
public unsafe interface ISummation
{
    /// <summary>fp64 words that are kept; all are zero where nothing was added.</summary>
    static abstract int Words { get; }

    /// <summary>Adds numbers.</summary>
    /// <param name="values">the numbers</param>
    /// <param name="length">how many</param>
    /// <param name="kept">the words</param>
    static abstract void Add(double* values, nint length, double* kept);

    /// <summary>Adds what another place has kept.</summary>
    static abstract void Merge(double* from, double* into);

    /// <summary>The sum.</summary>
    static abstract double Value(double* kept);

    /// <summary>The most that the sum may err.</summary>
    static abstract double Bound(SumTerms terms);
}

/// <summary>What bounds of the error of a sum are made of.</summary>
/// <param name="Count">n, the numbers</param>
/// <param name="Longest">the most numbers in one place</param>
/// <param name="Places">how many places</param>
/// <param name="Greatest">max |x|</param>
/// <param name="Magnitudes">the sum of |x|</param>
/// <param name="Sum">|s|, of the exact sum</param>
public readonly record struct SumTerms(
    long Count, long Longest, int Places, double Greatest, double Magnitudes, double Sum);
