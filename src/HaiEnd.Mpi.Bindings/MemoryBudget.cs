namespace HaiEnd.Mpi.Bindings;

/// <summary>The pages a buffer lies on, and so its alignment.</summary>
public enum Pages
{
    /// <summary>Ordinary memory, aligned to a cache line of 64 bytes.</summary>
    Ordinary,

    /// <summary>Aligned to a page of 4 KiB.</summary>
    Aligned,

    /// <summary>Aligned to 2 MiB, and the system is asked for huge pages; it may refuse in silence.</summary>
    Huge,

    /// <summary>Aligned to 2 MiB, and the system is asked for ordinary pages only.</summary>
    Small,

    /// <summary>Huge pages of 2 MiB that an administrator has reserved; where they do not suffice, there is no such
    /// memory.</summary>
    Reserved,
}

/// <summary>How much native memory may be taken, and how much is. Safe to use from several threads.</summary>
/// <param name="limitBytes">The cap in bytes; <see cref="long.MaxValue"/> for none.</param>
public sealed class MemoryBudget(long limitBytes = long.MaxValue)
{
    private long _usedBytes;
    private long _peakBytes;

    /// <summary>The cap in bytes.</summary>
    public long LimitBytes { get; } = limitBytes > 0
        ? limitBytes
        : throw new ArgumentOutOfRangeException(nameof(limitBytes), limitBytes, "A memory limit is at least one byte.");

    /// <summary>Bytes in live buffers of this budget.</summary>
    public long UsedBytes => Interlocked.Read(ref _usedBytes);

    /// <summary>The most bytes that were ever live at once.</summary>
    public long PeakBytes => Interlocked.Read(ref _peakBytes);

    /// <summary>Allocates zeroed memory, touched first by the calling thread, so that it lies in that thread's NUMA
    /// node.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="length">Elements, at least 0.</param>
    /// <param name="pages">The pages it lies on.</param>
    /// <returns>The buffer; disposing it gives the bytes back to this budget.</returns>
    /// <exception cref="MemoryLimitException">The cap would be passed; nothing was allocated.</exception>
    /// <exception cref="InsufficientMemoryException">The system has no such memory.</exception>
    public NativeBuffer<T> Allocate<T>(nint length, Pages pages = Pages.Ordinary) where T : unmanaged
    {
        long bytes = NativeBuffer<T>.BytesOf(length);
        Take(bytes);
        try
        {
            return new NativeBuffer<T>(length, pages, this);
        }
        catch (InsufficientMemoryException)
        {
            Return(bytes);
            throw;
        }
    }

    /// <summary>Takes bytes that live elsewhere (a device, a library's own buffer) out of the budget.</summary>
    /// <param name="bytes">Bytes, at least 0.</param>
    /// <exception cref="MemoryLimitException">The cap would be passed; nothing was taken.</exception>
    public void Take(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        long used = Interlocked.Add(ref _usedBytes, bytes);
        if (used > LimitBytes || used < 0)
        {
            Interlocked.Add(ref _usedBytes, -bytes);
            throw new MemoryLimitException(bytes, used - bytes, LimitBytes);
        }
        for (long peak = PeakBytes; used > peak; peak = PeakBytes)
        {
            Interlocked.CompareExchange(ref _peakBytes, used, peak);
        }
    }

    /// <summary>Gives bytes back.</summary>
    /// <param name="bytes">As many as were taken.</param>
    public void Return(long bytes) => Interlocked.Add(ref _usedBytes, -bytes);
}

/// <summary>An allocation would pass the memory budget.</summary>
/// <param name="requestedBytes">What was asked for.</param>
/// <param name="usedBytes">What was live already.</param>
/// <param name="limitBytes">The cap.</param>
public sealed class MemoryLimitException(long requestedBytes, long usedBytes, long limitBytes) : Exception(
    $"{requestedBytes} bytes were asked for with {usedBytes} in use; the limit is {limitBytes} bytes.")
{
    /// <summary>What was asked for, in bytes.</summary>
    public long RequestedBytes { get; } = requestedBytes;

    /// <summary>What was live already, in bytes.</summary>
    public long UsedBytes { get; } = usedBytes;

    /// <summary>The cap in bytes.</summary>
    public long LimitBytes { get; } = limitBytes;
}
