using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>What ranks of a communicator share; passed by value.</summary>
[InlineArray(Bytes)]
internal struct NcclUniqueId
{
    /// <summary>NCCL_UNIQUE_ID_BYTES</summary>
    internal const int Bytes = 128;

    private byte _first;
}

/// <summary>NCCL: what of it is used. Names and values are those of nccl.h, which RCCL has too: so they are pointers
/// into the one library or the other, found by their names when this is made.</summary>
/// <param name="library">a handle</param>
/// <exception cref="EntryPointNotFoundException">it lacks one</exception>
internal sealed unsafe class Nccl(nint library)
{
    internal const int ncclSuccess = 0;
    internal const int ncclSum = 0;
    internal const int ncclInt32 = 2, ncclInt64 = 4, ncclFloat16 = 6, ncclFloat32 = 7, ncclFloat64 = 8,
        ncclBfloat16 = 9;

    internal readonly delegate* unmanaged<int*, int> ncclGetVersion =
        (delegate* unmanaged<int*, int>)NativeLibrary.GetExport(library, nameof(ncclGetVersion));

    internal readonly delegate* unmanaged<int, byte*> ncclGetErrorString =
        (delegate* unmanaged<int, byte*>)NativeLibrary.GetExport(library, nameof(ncclGetErrorString));

    internal readonly delegate* unmanaged<NcclUniqueId*, int> ncclGetUniqueId =
        (delegate* unmanaged<NcclUniqueId*, int>)NativeLibrary.GetExport(library, nameof(ncclGetUniqueId));

    internal readonly delegate* unmanaged<nint*, int, NcclUniqueId, int, int> ncclCommInitRank =
        (delegate* unmanaged<nint*, int, NcclUniqueId, int, int>)NativeLibrary.GetExport(
            library, nameof(ncclCommInitRank));

    internal readonly delegate* unmanaged<nint, int> ncclCommDestroy =
        (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, nameof(ncclCommDestroy));

    internal readonly delegate* unmanaged<nint, int*, int> ncclCommGetAsyncError =
        (delegate* unmanaged<nint, int*, int>)NativeLibrary.GetExport(library, nameof(ncclCommGetAsyncError));

    internal readonly delegate* unmanaged<void*, void*, nuint, int, int, nint, nint, int> ncclAllReduce =
        (delegate* unmanaged<void*, void*, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(
            library, nameof(ncclAllReduce));
}
