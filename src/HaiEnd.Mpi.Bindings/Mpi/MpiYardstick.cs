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
}
