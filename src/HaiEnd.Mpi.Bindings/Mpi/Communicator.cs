using System.Text;
using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Mpi.MpiException;

namespace HaiEnd.Mpi.Bindings.Mpi;

/// <summary>
/// A group of ranks that talk to each other. All calls come from the thread that started the session; there is no
/// finaliser, because a finaliser runs on a thread that may not call MPI: dispose what you made, on all its ranks.
/// A buffer is a span, a slice of native memory, or an address with a count and a datatype. Counts are elements.
/// Every method throws <see cref="MpiException"/> when MPI reports an error.
/// </summary>
public sealed unsafe partial class Communicator : IDisposable
{
    private const long FirstCreated = 3;
    private const int NameBytes = 512;

    internal Communicator(long handle)
    {
        int rank, size;
        Check(MpiShim.hai_comm_set_errors_return(handle), "MPI_Comm_set_errhandler");
        Check(MpiShim.hai_comm_rank(handle, &rank), "MPI_Comm_rank");
        Check(MpiShim.hai_comm_size(handle, &size), "MPI_Comm_size");
        Handle = handle;
        Rank = rank;
        Size = size;
    }

    /// <summary>In place of a source: the data are already in the target. For the calls that take addresses.</summary>
    public static void* InPlace => (void*)-1;

    /// <summary>This process in the group, from 0.</summary>
    public int Rank { get; }

    /// <summary>Ranks in the group.</summary>
    public int Size { get; }

    /// <summary>A name for logs and tools.</summary>
    public string Name
    {
        get
        {
            byte* text = stackalloc byte[NameBytes];
            Check(MpiShim.hai_comm_get_name(Handle, text, NameBytes), "MPI_Comm_get_name");
            return Text.FromC(text);
        }

        set
        {
            fixed (byte* text = Encoding.UTF8.GetBytes(value + '\0'))
            {
                Check(MpiShim.hai_comm_set_name(Handle, text), "MPI_Comm_set_name");
            }
        }
    }

    /// <summary>The shim's handle; zero once disposed.</summary>
    internal long Handle { get; private set; }

    /// <summary>Frees a communicator that was made from another; collective. World and self stay.</summary>
    public void Dispose()
    {
        long handle = Handle;
        Handle = 0;
        if ((ulong)handle >= FirstCreated)
        {
            Check(MpiShim.hai_comm_free(&handle), "MPI_Comm_free");
        }
    }

    /// <summary>Ends all processes of the launch.</summary>
    /// <param name="code">What the launcher is asked to return.</param>
    public void Abort(int code) => Check(MpiShim.hai_abort(Handle, code), "MPI_Abort");

    /// <summary>The same ranks with a message space of their own; collective.</summary>
    public Communicator Dup()
    {
        long made;
        Check(MpiShim.hai_comm_dup(Handle, &made), "MPI_Comm_dup");
        return new Communicator(made);
    }

    /// <summary>Parts the ranks by colour; collective.</summary>
    /// <param name="color">At least 0, or <see cref="Ranks.NoColor"/> to join no part.</param>
    /// <param name="key">Orders the ranks of a part; equal keys keep the order of this communicator.</param>
    /// <returns>This rank's part, or null without a colour.</returns>
    public Communicator? Split(int color, int key = 0)
    {
        long made;
        Check(MpiShim.hai_comm_split(Handle, color, key, &made), "MPI_Comm_split");
        return made == 0 ? null : new Communicator(made);
    }

    /// <summary>The ranks that share memory with this one, which is to say its node; collective.</summary>
    /// <param name="key">Orders the ranks of a part.</param>
    public Communicator SplitShared(int key = 0)
    {
        long made;
        Check(MpiShim.hai_comm_split_shared(Handle, key, &made), "MPI_Comm_split_type");
        return new Communicator(made);
    }

    /// <summary>How this communicator's group stands to another's.</summary>
    /// <param name="other">The other.</param>
    public GroupRelation Compare(Communicator other)
    {
        int result;
        Check(MpiShim.hai_comm_compare(Handle, other.Handle, &result), "MPI_Comm_compare");
        return (GroupRelation)result;
    }

    /// <summary>An even division of a number of ranks over dimensions, largest first.</summary>
    /// <param name="ranks">Ranks.</param>
    /// <param name="dims">The extents; those that are not 0 on entry stay.</param>
    public static void Factorize(int ranks, Span<int> dims)
    {
        fixed (int* d = dims)
        {
            Check(MpiShim.hai_dims_create(ranks, dims.Length, d), "MPI_Dims_create");
        }
    }

    /// <summary>A grid of ranks; collective.</summary>
    /// <param name="dims">Ranks in each dimension.</param>
    /// <param name="periodic">Whether the last and the first are neighbours, for each dimension.</param>
    /// <param name="reorder">Whether MPI may number the ranks anew to suit the machine.</param>
    /// <returns>The grid, or null for a rank that has no place in it.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public Communicator? CreateCartesian(ReadOnlySpan<int> dims, ReadOnlySpan<bool> periodic, bool reorder = false)
    {
        Lengths.Equal(dims.Length, periodic.Length);
        int* wraps = stackalloc int[dims.Length];
        for (int d = 0; d < dims.Length; d++)
        {
            wraps[d] = periodic[d] ? 1 : 0;
        }
        long made;
        fixed (int* n = dims)
        {
            Check(
                MpiShim.hai_cart_create(Handle, dims.Length, n, wraps, reorder ? 1 : 0, &made), "MPI_Cart_create");
        }
        return made == 0 ? null : new Communicator(made);
    }

    /// <summary>Where a rank is in the grid.</summary>
    /// <param name="rank">The rank.</param>
    /// <param name="coordinates">One entry for each dimension.</param>
    public void Coordinates(int rank, Span<int> coordinates)
    {
        fixed (int* c = coordinates)
        {
            Check(MpiShim.hai_cart_coords(Handle, rank, coordinates.Length, c), "MPI_Cart_coords");
        }
    }

    /// <summary>Who is at a place in the grid.</summary>
    /// <param name="coordinates">One entry for each dimension; periodic ones wrap.</param>
    public int RankAt(ReadOnlySpan<int> coordinates)
    {
        int rank;
        fixed (int* c = coordinates)
        {
            Check(MpiShim.hai_cart_rank(Handle, c, &rank), "MPI_Cart_rank");
        }
        return rank;
    }

    /// <summary>The partners of a shift along a dimension of the grid.</summary>
    /// <param name="dimension">The dimension, from 0.</param>
    /// <param name="step">How far; negative goes down.</param>
    /// <returns>Whom to receive from and whom to send to; <see cref="Ranks.None"/> beyond an edge.</returns>
    public (int Source, int Destination) Shift(int dimension, int step)
    {
        int source, destination;
        Check(MpiShim.hai_cart_shift(Handle, dimension, step, &source, &destination), "MPI_Cart_shift");
        return (source, destination);
    }

    /// <summary>A neighbourhood of any shape; collective.</summary>
    /// <param name="sources">The ranks that this one receives from.</param>
    /// <param name="destinations">The ranks that this one sends to.</param>
    /// <param name="reorder">Whether MPI may number the ranks anew to suit the machine.</param>
    public Communicator CreateGraph(ReadOnlySpan<int> sources, ReadOnlySpan<int> destinations, bool reorder = false)
    {
        long made;
        fixed (int* s = sources, d = destinations)
        {
            Check(
                MpiShim.hai_dist_graph_create_adjacent(
                    Handle, sources.Length, s, destinations.Length, d, reorder ? 1 : 0, &made),
                "MPI_Dist_graph_create_adjacent");
        }
        return new Communicator(made);
    }
}

/// <summary>How two groups of ranks stand to each other.</summary>
public enum GroupRelation
{
    /// <summary>One and the same communicator.</summary>
    Identical,

    /// <summary>The same ranks in the same order.</summary>
    Congruent,

    /// <summary>The same ranks in another order.</summary>
    Similar,

    /// <summary>Other ranks.</summary>
    Unequal,
}
