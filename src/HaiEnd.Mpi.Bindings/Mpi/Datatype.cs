using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Mpi.MpiException;

namespace HaiEnd.Mpi.Bindings.Mpi;

/// <summary>A value and where it is, the element of <see cref="ReduceOp.MinLoc"/> and
/// <see cref="ReduceOp.MaxLoc"/>.</summary>
/// <param name="Value">What is compared.</param>
/// <param name="Index">What comes with it, usually a rank; of equal values the lower index wins.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DoubleInt(double Value, int Index);

/// <summary>The single-precision twin of <see cref="DoubleInt"/>.</summary>
/// <param name="Value">What is compared.</param>
/// <param name="Index">What comes with it.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FloatInt(float Value, int Index);

/// <summary>
/// How an element lies in memory. The predefined ones are constants; a derived one is committed and is freed by
/// <see cref="Dispose"/>.
/// </summary>
public readonly record struct Datatype : IDisposable
{
    // HAI_TYPES of haiend_mpi.h: smaller handles name predefined types.
    private const long FirstDerived = 16;

    internal Datatype(long handle) => Handle = handle;

    /// <summary>A byte without a meaning: the type of every element that MPI does not know.</summary>
    public static Datatype Byte => new(1);

    /// <summary>Bytes that carry data.</summary>
    /// <exception cref="MpiException">The datatype is invalid.</exception>
    public unsafe long SizeBytes
    {
        get
        {
            long bytes;
            Check(MpiShim.hai_type_size(Handle, &bytes), "MPI_Type_size");
            return bytes;
        }
    }

    /// <summary>Bytes from one element to the next.</summary>
    /// <exception cref="MpiException">The datatype is invalid.</exception>
    public unsafe long ExtentBytes
    {
        get
        {
            long lower, extent;
            Check(MpiShim.hai_type_get_extent(Handle, &lower, &extent), "MPI_Type_get_extent");
            return extent;
        }
    }

    /// <summary>The shim's handle.</summary>
    internal long Handle { get; }

    /// <summary>The type of an element: exact for numbers and <see cref="DoubleInt"/>, bytes for everything
    /// else.</summary>
    /// <typeparam name="T">The element.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Datatype Of<T>() where T : unmanaged => new(Kind<T>());

    /// <summary>Elements one after the other.</summary>
    /// <param name="count">Elements.</param>
    /// <param name="of">The element.</param>
    /// <returns>A committed type to dispose.</returns>
    /// <exception cref="MpiException">MPI refused.</exception>
    public static unsafe Datatype Contiguous(int count, Datatype of)
    {
        long made;
        Check(MpiShim.hai_type_contiguous(count, of.Handle, &made), "MPI_Type_contiguous");
        return Commit(made);
    }

    /// <summary>Equal blocks at equal distances, such as a column or a face of an array.</summary>
    /// <param name="count">Blocks.</param>
    /// <param name="block">Elements in a block.</param>
    /// <param name="stride">Elements from the start of a block to the start of the next.</param>
    /// <param name="of">The element.</param>
    /// <returns>A committed type to dispose.</returns>
    /// <exception cref="MpiException">MPI refused.</exception>
    public static unsafe Datatype Vector(int count, int block, int stride, Datatype of)
    {
        long made;
        Check(MpiShim.hai_type_vector(count, block, stride, of.Handle, &made), "MPI_Type_vector");
        return Commit(made);
    }

    /// <summary>Blocks of any length anywhere.</summary>
    /// <param name="blocks">Elements in each block.</param>
    /// <param name="displacements">Elements from the start of the buffer to each block; as many as blocks.</param>
    /// <param name="of">The element.</param>
    /// <returns>A committed type to dispose.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="MpiException">MPI refused.</exception>
    public static unsafe Datatype Indexed(ReadOnlySpan<int> blocks, ReadOnlySpan<int> displacements, Datatype of)
    {
        Lengths.Equal(blocks.Length, displacements.Length);
        long made;
        fixed (int* b = blocks, d = displacements)
        {
            Check(MpiShim.hai_type_indexed(blocks.Length, b, d, of.Handle, &made), "MPI_Type_indexed");
        }
        return Commit(made);
    }

    /// <summary>Blocks of different types.</summary>
    /// <param name="blocks">Elements in each block.</param>
    /// <param name="displacementsBytes">Bytes from the start of the structure to each block.</param>
    /// <param name="types">The element of each block.</param>
    /// <returns>A committed type to dispose.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="MpiException">MPI refused.</exception>
    public static unsafe Datatype Structure(
        ReadOnlySpan<int> blocks, ReadOnlySpan<long> displacementsBytes, ReadOnlySpan<Datatype> types)
    {
        Lengths.Equal(blocks.Length, displacementsBytes.Length);
        Lengths.Equal(blocks.Length, types.Length);
        long made;
        fixed (int* b = blocks)
        fixed (long* d = displacementsBytes)
        fixed (Datatype* t = types)
        {
            Check(
                MpiShim.hai_type_create_struct(blocks.Length, b, d, (long*)t, &made), "MPI_Type_create_struct");
        }
        return Commit(made);
    }

    /// <summary>A box in an array whose last dimension is contiguous.</summary>
    /// <param name="sizes">Elements of the array in each dimension.</param>
    /// <param name="subsizes">Elements of the box.</param>
    /// <param name="starts">The box's first element.</param>
    /// <param name="of">The element.</param>
    /// <returns>A committed type to dispose.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="MpiException">MPI refused.</exception>
    public static unsafe Datatype Subarray(
        ReadOnlySpan<int> sizes, ReadOnlySpan<int> subsizes, ReadOnlySpan<int> starts, Datatype of)
    {
        Lengths.Equal(sizes.Length, subsizes.Length);
        Lengths.Equal(sizes.Length, starts.Length);
        long made;
        fixed (int* n = sizes, m = subsizes, s = starts)
        {
            Check(
                MpiShim.hai_type_create_subarray(sizes.Length, n, m, s, of.Handle, &made),
                "MPI_Type_create_subarray");
        }
        return Commit(made);
    }

    /// <summary>The same elements with another distance from one to the next.</summary>
    /// <param name="lowerBytes">Where the element begins, in bytes.</param>
    /// <param name="extentBytes">Bytes to the next.</param>
    /// <param name="of">The element.</param>
    /// <returns>A committed type to dispose.</returns>
    /// <exception cref="MpiException">MPI refused.</exception>
    public static unsafe Datatype Resized(long lowerBytes, long extentBytes, Datatype of)
    {
        long made;
        Check(MpiShim.hai_type_create_resized(of.Handle, lowerBytes, extentBytes, &made), "MPI_Type_create_resized");
        return Commit(made);
    }

    /// <summary>Frees a derived type; calls in progress complete as if it still were. A predefined one stays.</summary>
    public unsafe void Dispose()
    {
        if ((ulong)Handle >= FirstDerived)
        {
            long handle = Handle;
            Check(MpiShim.hai_type_free(&handle), "MPI_Type_free");
        }
    }

    /// <summary>How many of <see cref="Of{T}"/> make up <paramref name="count"/> elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Units<T>(long count) where T : unmanaged =>
        Kind<T>() == 1 ? count * Unsafe.SizeOf<T>() : count;

    /// <summary>The type of an element in calls that calculate, or whose counts the caller laid out in
    /// elements.</summary>
    /// <exception cref="NotSupportedException">MPI has no such type.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Datatype Exactly<T>() where T : unmanaged =>
        Kind<T>() != 1 || Unsafe.SizeOf<T>() == 1 ? Of<T>() : throw Unknown<T>();

    // The numbers are those of haiend_mpi.h; the compiler folds this to one of them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Kind<T>() =>
        typeof(T) == typeof(sbyte) ? 2
        : typeof(T) == typeof(byte) ? 3
        : typeof(T) == typeof(short) ? 4
        : typeof(T) == typeof(ushort) || typeof(T) == typeof(char) ? 5
        : typeof(T) == typeof(int) ? 6
        : typeof(T) == typeof(uint) ? 7
        : typeof(T) == typeof(long) ? 8
        : typeof(T) == typeof(ulong) ? 9
        : typeof(T) == typeof(float) ? 10
        : typeof(T) == typeof(double) ? 11
        : typeof(T) == typeof(Complex) ? 13
        : typeof(T) == typeof(FloatInt) ? 14
        : typeof(T) == typeof(DoubleInt) ? 15
        : 1;

    private static NotSupportedException Unknown<T>() => new($"MPI has no datatype for {typeof(T).Name}.");

    private static unsafe Datatype Commit(long made)
    {
        Check(MpiShim.hai_type_commit(&made), "MPI_Type_commit");
        return new Datatype(made);
    }
}
