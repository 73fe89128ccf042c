namespace HaiEnd.Mpi.Suites;

/// <summary>One of the consecutive blocks that a range is cut into, the larger blocks first: lengths differ by one at
/// most, and a range shorter than the number of blocks leaves empty ones at the end.</summary>
/// <param name="Offset">first index of the block</param>
/// <param name="Length">indices in it</param>
public readonly record struct Partition(long Offset, long Length)
{
    /// <summary>One past the last index of the block.</summary>
    public long End => Offset + Length;

    /// <summary>Block <paramref name="index"/> of <paramref name="parts"/> over [0,
    /// <paramref name="length"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">a negative length, or an index that is not of a block</exception>
    public static Partition Of(long length, int parts, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)parts, nameof(index));
        (long size, long larger) = Math.DivRem(length, parts);
        return new(index * size + Math.Min(index, larger), index < larger ? size + 1 : size);
    }
}
