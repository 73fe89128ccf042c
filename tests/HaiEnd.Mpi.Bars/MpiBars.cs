using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Bars;

/// <summary>The binding against the same loop in C on the same library, two ranks, in one process.</summary>
/// <param name="session">the open MPI</param>
/// <param name="catalog">what there is</param>
/// <param name="ranks">two of them</param>
/// <param name="place">where</param>
internal sealed class MpiBars(MpiSession session, Catalog catalog, IRanks ranks, Place place)
{
    private const int Rounds = 41;
    private readonly MpiYardstick _yardstick = new(session);

    /// <summary>All sizes up to 16 MiB on Open MPI; to 8 KiB on others, whose large messages are not
    /// promised.</summary>
    public void Measure()
    {
        long most = session.Library == "openmpi" ? 16 << 20 : 8 << 10;
        for (long bytes = 8; bytes <= most; bytes *= 8)
        {
            PingPong(bytes);
            AllReduce(bytes);
        }

        if (most > 8 << 10)
        {
            PingPong(most);
            AllReduce(most);
        }
    }

    /// <summary>About two milliseconds of messages in each timing, and never fewer than three.</summary>
    private static int Repeats(long bytes) => (int)Math.Clamp(4_000_000 / (bytes + 400), 3, 5000);

    private void PingPong(long bytes)
    {
        using var ours = new Timed($"pingpong.blocking bytes={bytes}", catalog, ranks, place);
        using NativeBuffer<byte> sent = place.Memory.Allocate<byte>((nint)bytes);
        using NativeBuffer<byte> received = place.Memory.Allocate<byte>((nint)bytes);
        int repeats = Repeats(bytes);
        Print("ping-pong", bytes, () => ours.Seconds(repeats), () =>
        {
            ranks.Barrier();
            return Slowest(_yardstick.PingPongSeconds(sent, received, repeats, place.Team)) / repeats;
        });
    }

    private void AllReduce(long bytes)
    {
        using var ours = new Timed($"allreduce.library bytes={bytes} precision=fp64", catalog, ranks, place);
        using NativeBuffer<double> send = place.Memory.Allocate<double>((nint)bytes / 8);
        using NativeBuffer<double> receive = place.Memory.Allocate<double>((nint)bytes / 8);
        int repeats = Repeats(bytes);
        Print("all-reduce", bytes, () => ours.Seconds(repeats), () =>
        {
            ranks.Barrier();
            return Slowest(_yardstick.AllReduceSeconds(send, receive, repeats, place.Team)) / repeats;
        });
    }

    private void Print(string what, long bytes, Func<double> ours, Func<double> theirs)
    {
        double[] ratios = Paired.Ratios(Rounds, ours, theirs);
        if (ranks.Rank == 0)
            Bar.Print($"{what} {bytes} B, C# / C, {session.Library}", ratios, 1.02, most: true);
    }

    private double Slowest(double seconds) => ranks.Max((long)(seconds * 1e12)) / 1e12;
}
