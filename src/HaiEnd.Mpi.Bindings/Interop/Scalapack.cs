using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>ScaLAPACK and the BLACS that it has inside, with 32-bit integers. PBLAS is C under Fortran names: it takes
/// addresses, and no lengths of its letters. A handle of MPI is an int or an address; an int is passed as the lower
/// half of a register.</summary>
internal static unsafe partial class Scalapack
{
    /// <summary>The name that <see cref="Libraries"/> resolves.</summary>
    internal const string Library = "scalapack";

    [LibraryImport(Library)]
    internal static partial int Csys2blacs_handle(nint comm);

    [LibraryImport(Library)]
    internal static partial void Cfree_blacs_system_handle(int handle);

    [LibraryImport(Library)]
    internal static partial void Cblacs_gridinit(int* context, byte* order, int rows, int columns);

    [LibraryImport(Library)]
    internal static partial void Cblacs_gridexit(int context);

    [LibraryImport(Library)]
    internal static partial void pdgemm_(
        byte* transA, byte* transB, int* m, int* n, int* k, void* alpha, void* a, int* ia, int* ja, int* descA, void* b,
        int* ib, int* jb, int* descB, void* beta, void* c, int* ic, int* jc, int* descC);

    [LibraryImport(Library)]
    internal static partial void psgemm_(
        byte* transA, byte* transB, int* m, int* n, int* k, void* alpha, void* a, int* ia, int* ja, int* descA, void* b,
        int* ib, int* jb, int* descB, void* beta, void* c, int* ic, int* jc, int* descC);
}
