using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Mpi.MpiException;

namespace HaiEnd.Mpi.Bindings.Mpi;

// Windows of this communicator's ranks; making one is collective.
public sealed unsafe partial class Communicator
{
    /// <summary>Opens memory that is there already to the other ranks.</summary>
    /// <typeparam name="T">The element, a type that MPI knows.</typeparam>
    /// <param name="memory">This rank's part; outlives the window.</param>
    public Window<T> CreateWindow<T>(NativeSlice<T> memory) where T : unmanaged
    {
        long handle;
        Check(
            MpiShim.hai_win_create(memory.Pointer, memory.Length * (long)sizeof(T), sizeof(T), Handle, &handle),
            "MPI_Win_create");
        return new Window<T>(handle, memory.Pointer, memory.Length);
    }

    /// <summary>Lets MPI allocate the memory, which may make access faster.</summary>
    /// <typeparam name="T">The element, a type that MPI knows.</typeparam>
    /// <param name="length">Elements of this rank.</param>
    public Window<T> AllocateWindow<T>(nint length) where T : unmanaged
    {
        long handle;
        void* memory;
        Check(
            MpiShim.hai_win_allocate(length * (long)sizeof(T), sizeof(T), Handle, &memory, &handle),
            "MPI_Win_allocate");
        return new Window<T>(handle, (T*)memory, length);
    }

    /// <summary>Allocates memory that the ranks of one node, from <see cref="SplitShared"/>, address
    /// directly.</summary>
    /// <typeparam name="T">The element, a type that MPI knows.</typeparam>
    /// <param name="length">Elements of this rank.</param>
    public Window<T> AllocateSharedWindow<T>(nint length) where T : unmanaged
    {
        long handle;
        void* memory;
        Check(
            MpiShim.hai_win_allocate_shared(length * (long)sizeof(T), sizeof(T), Handle, &memory, &handle),
            "MPI_Win_allocate_shared");
        return new Window<T>(handle, (T*)memory, length);
    }
}
