using System.Numerics;
using HaiEnd.Mpi.Bindings.Interop;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Bindings.Blas;

/// <summary>Ranks as a rectangle, numbered row by row, on which ScaLAPACK multiplies matrices that are dealt to them in
/// square tiles: rank (r, c) of P x Q holds the tiles (r + i P, c + j Q), as one row-major matrix. Dispose on all
/// ranks.</summary>
/// <remarks>ScaLAPACK's own matrices are column-major, so it is given the transposed ones on the transposed grid and
/// computes C^T = B^T A^T: nothing moves.</remarks>
public sealed unsafe class ProcessGrid : IDisposable
{
    private readonly Communicator _team;
    private readonly int _system, _context, _tile;

    /// <summary>Makes the grid; collective.</summary>
    /// <param name="library">an instance proves that it is there</param>
    /// <param name="team">P Q ranks</param>
    /// <param name="columns">Q</param>
    /// <param name="tile">rows, and columns, of a tile</param>
    public ProcessGrid(ScalapackLibrary library, Communicator team, int columns, int tile)
    {
        ArgumentNullException.ThrowIfNull(library);
        // World and self have numbers of the shim's; a duplicate has MPI's own handle.
        _team = team.Dup();
        _tile = tile;
        _system = Scalapack.Csys2blacs_handle((nint)_team.Handle);
        int context = _system;
        byte columnByColumn = (byte)'C';
        Scalapack.Cblacs_gridinit(&context, &columnByColumn, columns, team.Size / columns);
        _context = context;
    }

    /// <summary>C = A B; collective.</summary>
    /// <typeparam name="T">double or float</typeparam>
    /// <param name="m">rows of A and C</param>
    /// <param name="n">columns of B and C</param>
    /// <param name="k">columns of A, rows of B</param>
    /// <param name="a">this rank's tiles of A</param>
    /// <param name="lda">elements between rows as they lie in memory</param>
    /// <param name="b">this rank's tiles of B</param>
    /// <param name="ldb">elements between rows as they lie in memory</param>
    /// <param name="c">this rank's tiles of C</param>
    /// <param name="ldc">elements between rows</param>
    public void Gemm<T>(int m, int n, int k, T* a, int lda, T* b, int ldb, T* c, int ldc)
        where T : unmanaged, INumber<T>
    {
        byte no = (byte)'N';
        int first = 1;
        (T one, T zero) = (T.One, T.Zero);
        int* ofA = stackalloc int[DescriptorLength], ofB = stackalloc int[DescriptorLength];
        int* ofC = stackalloc int[DescriptorLength];
        Describe(ofA, k, m, lda);
        Describe(ofB, n, k, ldb);
        Describe(ofC, n, m, ldc);
        if (typeof(T) == typeof(double))
            Scalapack.pdgemm_(
                &no, &no, &n, &m, &k, &one, b, &first, &first, ofB, a, &first, &first, ofA, &zero, c, &first, &first,
                ofC);
        else if (typeof(T) == typeof(float))
            Scalapack.psgemm_(
                &no, &no, &n, &m, &k, &one, b, &first, &first, ofB, a, &first, &first, ofA, &zero, c, &first, &first,
                ofC);
        else
            throw new NotSupportedException($"ScaLAPACK multiplies double and float, not {typeof(T).Name}.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Scalapack.Cblacs_gridexit(_context);
        Scalapack.Cfree_blacs_system_handle(_system);
        _team.Dispose();
    }

    private const int DescriptorLength = 9, DenseMatrix = 1;

    /// <summary>The descriptor of a dense matrix: type, context, order, tile, first owner, distance of columns. Source:
    /// ScaLAPACK Users' Guide, 1997, table 4.8.</summary>
    private void Describe(int* descriptor, int rows, int columns, int distance)
    {
        ReadOnlySpan<int> values = [DenseMatrix, _context, rows, columns, _tile, _tile, 0, 0, distance];
        values.CopyTo(new Span<int>(descriptor, DescriptorLength));
    }
}
