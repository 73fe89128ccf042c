using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Mpi.MpiException;

namespace HaiEnd.Mpi.Bindings.Mpi;

/// <summary>Loops in C over the session's MPI, to be timed beside ours in one process and in turn with them.</summary>
public sealed unsafe class MpiYardstick
{
    private readonly MpiSession _session;

    /// <summary>Takes the yardstick that was built for the session's MPI.</summary>
    /// <param name="session">The session.</param>
    public MpiYardstick(MpiSession session)
    {
        _session = session;
        string file = $"lib{Yard.Name}-{session.Library}.so";
        Libraries.Register(Yard.MpiName, () => Libraries.Load(Yard.MpiName, "HAIEND_YARD_MPI", file));
    }

    /// <summary>Ranks 0 and 1 send a message back and forth; the others return at once.</summary>
    /// <param name="team">The ranks; the world unless given.</param>
    /// <param name="sent">The message, on rank 0.</param>
    /// <param name="received">As long; rank 1 sends back what has arrived here.</param>
    /// <param name="iterations">How often there and back.</param>
    /// <param name="stack">Bytes by which the loop runs lower on the stack.</param>
    /// <returns>Seconds of all iterations.</returns>
    /// <exception cref="MpiException">MPI reports an error.</exception>
    /// <exception cref="DllNotFoundException">The yardsticks were not built.</exception>
    public double PingPongSeconds(
        NativeSlice<byte> sent, NativeSlice<byte> received, long iterations, Communicator? team = null, int stack = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(received.Length, sent.Length);
        double seconds;
        long comm = (team ?? _session.World).Handle;
        Check(
            Yard.hai_yard_pingpong(comm, sent.Pointer, received.Pointer, sent.Length, iterations, stack, &seconds),
            "hai_yard_pingpong");
        return seconds;
    }

    /// <summary>All ranks sum elements, over and over.</summary>
    /// <param name="team">The ranks; the world unless given.</param>
    /// <param name="source">As long on every rank.</param>
    /// <param name="target">As long.</param>
    /// <param name="iterations">How often.</param>
    /// <param name="stack">Bytes by which the loop runs lower on the stack.</param>
    /// <returns>Seconds of all iterations.</returns>
    /// <exception cref="ArgumentException">The target is too short.</exception>
    /// <exception cref="MpiException">MPI reports an error.</exception>
    /// <exception cref="DllNotFoundException">The yardsticks were not built.</exception>
    public double AllReduceSeconds(
        NativeSlice<double> source, NativeSlice<double> target, long iterations, Communicator? team = null,
        int stack = 0)
    {
        Lengths.Room(source.Length, target.Length);
        double seconds;
        long comm = (team ?? _session.World).Handle;
        Check(
            Yard.hai_yard_allreduce(comm, source.Pointer, target.Pointer, source.Length, iterations, stack, &seconds),
            "hai_yard_allreduce");
        return seconds;
    }

    /// <summary>The stencil of the Parallel Research Kernels: out += W in, in += 1 on n x n points, whose rows are cut
    /// into a block for each rank. Both arrays are filled first, and one iteration is not timed.</summary>
    /// <param name="input">(rows + 2 radius) (n + 2 radius) elements for the most rows of any rank.</param>
    /// <param name="output">As long.</param>
    /// <param name="n">Points along an edge.</param>
    /// <param name="radius">Points of the star in each direction.</param>
    /// <param name="iterations">How many are timed.</param>
    /// <param name="team">The ranks; the world unless given.</param>
    /// <returns>Seconds of those iterations, and this rank's sum of |out| over the points inside.</returns>
    /// <exception cref="ArgumentException">An array is too short.</exception>
    /// <exception cref="MpiException">MPI reports an error.</exception>
    /// <exception cref="DllNotFoundException">The yardsticks were not built.</exception>
    public (double Seconds, double Norm) StarSeconds(
        NativeSlice<double> input, NativeSlice<double> output, long n, int radius, long iterations,
        Communicator? team = null)
    {
        Communicator with = team ?? _session.World;
        Yardstick.StarRoom(input, output, (n + with.Size - 1) / with.Size, n, radius);
        double seconds, norm;
        Check(
            Yard.hai_yard_star_mpi(
                with.Handle, input.Pointer, output.Pointer, n, radius, iterations, &seconds, &norm),
            "hai_yard_star_mpi");
        return (seconds, norm);
    }
}
