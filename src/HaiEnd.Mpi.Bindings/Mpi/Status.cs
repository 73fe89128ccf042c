using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Mpi;

/// <summary>What is known of a received message. Laid out as <c>hai_status</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Status
{
    private readonly int _source;
    private readonly int _tag;
    private readonly int _error;
    private readonly int _cancelled;
    private readonly long _bytes;

    /// <summary>The sender's rank, or a negative value of <see cref="Ranks"/>.</summary>
    public int Source => _source;

    /// <summary>The message's tag.</summary>
    public int Tag => _tag;

    /// <summary>The library's error code for this message, 0 for success.</summary>
    public int Error => _error;

    /// <summary>Whether the operation was cancelled before it took place.</summary>
    public bool Cancelled => _cancelled != 0;

    /// <summary>Bytes received.</summary>
    public long Bytes => _bytes;

    /// <summary>Whole elements received.</summary>
    /// <typeparam name="T">The element.</typeparam>
    public long Count<T>() where T : unmanaged => _bytes / Unsafe.SizeOf<T>();
}

/// <summary>Numbers with a meaning in place of a rank, a tag or a colour. The numbers are ours; the shim
/// translates.</summary>
public static class Ranks
{
    /// <summary>A message from anyone.</summary>
    public const int Any = -1;

    /// <summary>Nobody: sending there and receiving from there do nothing.</summary>
    public const int None = -2;

    /// <summary>A message with any tag.</summary>
    public const int AnyTag = -1;

    /// <summary>The colour of a rank that joins no part of a split.</summary>
    public const int NoColor = -3;
}
