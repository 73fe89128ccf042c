using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings;

/// <summary>
/// Aligned memory outside the garbage collector's reach: it never moves, so native libraries may keep its address, and
/// it may be longer than a span. Obtained from <see cref="MemoryBudget.Allocate{T}"/>. Dispose it: there is no
/// finaliser, because it could free memory whose address is still in use.
/// </summary>
/// <typeparam name="T">The element.</typeparam>
public sealed unsafe class NativeBuffer<T> : IDisposable where T : unmanaged
{
    private const nuint CacheLineBytes = 64;
    private const nuint PageBytes = 4096;
    private const nuint HugePageBytes = 2 << 20;

    private readonly MemoryBudget _budget;
    private void* _base;
    private nuint _mappedBytes;

    internal NativeBuffer(nint length, Pages pages, MemoryBudget budget)
    {
        Length = length;
        _budget = budget;
        nuint bytes = (nuint)BytesOf(length);
        Pointer = (T*)(pages is Pages.Ordinary or Pages.Aligned ? AllocateAligned(bytes, pages) : Map(bytes, pages));
        if (Pointer is null)
        {
            throw new InsufficientMemoryException(
                $"The system has no {bytes} bytes for {length} x {typeof(T).Name}.");
        }
        Clear();
    }

    /// <summary>Elements.</summary>
    public nint Length { get; }

    /// <summary>Bytes.</summary>
    public long Bytes => BytesOf(Length);

    /// <summary>The address of the first element; null once disposed.</summary>
    public T* Pointer { get; private set; }

    /// <summary>All elements.</summary>
    /// <exception cref="OverflowException">There are more than 2^31 - 1; take a <see cref="Slice"/> first.</exception>
    public Span<T> Span => new(Pointer, checked((int)Length));

    /// <summary>An element by reference.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> - 1.</param>
    public ref T this[nint index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((nuint)index, (nuint)Length, nameof(index));
            return ref Pointer[index];
        }
    }

    /// <summary>All elements as a slice.</summary>
    /// <param name="buffer">The buffer.</param>
    public static implicit operator NativeSlice<T>(NativeBuffer<T> buffer) => buffer.All;

    /// <summary>All elements as a slice.</summary>
    public NativeSlice<T> All => new(Pointer, Length);

    /// <summary>A part of the buffer; it does not own it.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="length">Elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the buffer.</exception>
    public NativeSlice<T> Slice(nint start, nint length) => All.Slice(start, length);

    /// <summary>Sets every element to zero.</summary>
    public void Clear() => NativeMemory.Clear(Pointer, (nuint)Bytes);

    /// <summary>Frees the memory and gives its bytes back to the budget.</summary>
    public void Dispose()
    {
        if (_base is null)
        {
            return;
        }
        if (_mappedBytes != 0)
        {
            _ = Libc.munmap(_base, _mappedBytes);
        }
        else
        {
            NativeMemory.AlignedFree(_base);
        }
        _base = null;
        Pointer = null;
        _budget.Return(Bytes);
    }

    /// <summary>The bytes that a length takes.</summary>
    internal static long BytesOf(nint length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return checked((long)length * Unsafe.SizeOf<T>());
    }

    private void* AllocateAligned(nuint bytes, Pages pages)
    {
        try
        {
            return _base = NativeMemory.AlignedAlloc(bytes, pages == Pages.Aligned ? PageBytes : CacheLineBytes);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    private void* Map(nuint bytes, Pages pages)
    {
        bool reserved = pages == Pages.Reserved;
        nuint whole = (Math.Max(bytes, 1) + HugePageBytes - 1) & ~(HugePageBytes - 1);
        // Only reserved pages begin where a huge page does.
        _mappedBytes = reserved ? whole : whole + HugePageBytes;
        void* mapped = Libc.mmap(
            null, _mappedBytes, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | (reserved ? Libc.MAP_HUGETLB | Libc.MAP_HUGE_2MB : 0), -1, 0);
        if ((nint)mapped == -1)
        {
            return null;
        }
        _base = mapped;
        void* aligned = (void*)(((nuint)mapped + HugePageBytes - 1) & ~(HugePageBytes - 1));
        // Advice only: a kernel without transparent huge pages answers with an error and ordinary pages.
        if (!reserved)
        {
            _ = Libc.madvise(aligned, bytes, pages == Pages.Huge ? Libc.MADV_HUGEPAGE : Libc.MADV_NOHUGEPAGE);
        }
        return aligned;
    }
}

/// <summary>Elements in native memory that someone else owns. May be longer than a span.</summary>
/// <typeparam name="T">The element.</typeparam>
public readonly unsafe struct NativeSlice<T> where T : unmanaged
{
    /// <summary>Names memory that stays where it is while the slice is used.</summary>
    /// <param name="pointer">The first element.</param>
    /// <param name="length">Elements.</param>
    public NativeSlice(T* pointer, nint length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Pointer = pointer;
        Length = length;
    }

    /// <summary>The address of the first element.</summary>
    public T* Pointer { get; }

    /// <summary>Elements.</summary>
    public nint Length { get; }

    /// <summary>The elements as a span.</summary>
    /// <exception cref="OverflowException">There are more than 2^31 - 1.</exception>
    public Span<T> Span => new(Pointer, checked((int)Length));

    /// <summary>A part of this slice.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="length">Elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the slice.</exception>
    public NativeSlice<T> Slice(nint start, nint length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((nuint)start, (nuint)Length, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((nuint)length, (nuint)(Length - start), nameof(length));
        return new NativeSlice<T>(Pointer + start, length);
    }
}
