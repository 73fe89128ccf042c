using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>haiend_kernels.h: what .NET has no instructions for.</summary>
internal static unsafe partial class Kernels
{
    internal const string Name = "haiend_kernels";

    // A tile takes less than a microsecond and calls nothing, so the collector may wait for it.
    internal struct hai_dot
    {
        internal byte* instructions;
        internal int rows, columns;
        internal int chains;
        internal delegate* unmanaged[SuppressGCTransition]<long, uint*, uint*, uint*, uint*, long, int, void> tile;
        internal delegate* unmanaged<long, uint, uint, uint*, void> chain;
    }

    [LibraryImport(Name)]
    internal static partial hai_dot* hai_dot_of(int terms, int index);
}
