using System.Numerics;
using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Suites;

/// <summary>Where a vector kernel's results go, chosen when the kernel is compiled.</summary>
internal unsafe interface IStoring
{
    /// <summary>Writes them; the address must be a multiple of their size.</summary>
    static abstract void Store<TLanes, T>(TLanes lanes, T* to)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, INumber<T>;
}

/// <summary>Into the caches.</summary>
internal readonly unsafe struct Into : IStoring
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes, T>(TLanes lanes, T* to)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, INumber<T> => lanes.Store(to);
}

/// <summary>Past the caches. Other processors, and so messages, see it only after a fence.</summary>
internal readonly unsafe struct Past : IStoring
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes, T>(TLanes lanes, T* to)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, INumber<T> => lanes.Stream(to);
}

/// <summary>When results go past the caches.</summary>
internal static class Storing
{
    /// <summary>Larger than the last-level cache that a core can count on; below it, results are best left in the cache
    /// [byte].</summary>
    public const long PastFromBytes = 48 << 20;
}
