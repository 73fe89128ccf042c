using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Bindings.Mpi;

/// <summary>Checks of span lengths, which MPI itself cannot make.</summary>
internal static class Lengths
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Equal(int one, int other)
    {
        if (one != other)
        {
            Throw($"The lists hold {one} and {other} entries; they must hold as many.");
        }
    }

    /// <summary>The receiving side has room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Room(long needed, long there)
    {
        if (there < needed)
        {
            Throw($"The buffer holds {there} elements; {needed} are needed.");
        }
    }

    /// <summary>The elements of each of a number of equal blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Block(int length, int blocks)
    {
        int block = length / blocks;
        if (block * blocks != length)
        {
            Throw($"{length} elements cannot be cut into {blocks} equal blocks.");
        }
        return block;
    }

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(string message) => throw new ArgumentException(message);
}
