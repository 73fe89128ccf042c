using System.Diagnostics;
using System.Globalization;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Bars;

/// <summary>The binding against the same loop in C on the same library, on the same buffers, two ranks, in one process:
/// where a buffer lies is worth more than what a language costs.</summary>
/// <param name="session">the open MPI</param>
/// <param name="ranks">two of them</param>
/// <param name="team">whom the loops run on</param>
/// <param name="record">where rank 0 writes the ratios: a launch is worth a few per cent of luck, so several are judged
/// together</param>
internal sealed unsafe class MpiBars(MpiSession session, IRanks ranks, Communicator team, TextWriter record)
{
    private const int Rounds = 31, StackStep = 208, StackSpan = 4096;
    private readonly MpiYardstick _yardstick = new(session);
    private readonly MemoryBudget _memory = new();

    /// <summary>Every power of two up to 16 MiB on Open MPI; to 8 KiB on others, whose large messages are not
    /// promised.</summary>
    public void Measure()
    {
        long most = session.Library == "openmpi" ? 16 << 20 : 8 << 10;
        for (long bytes = 8; bytes <= most; bytes *= 2)
        {
            PingPong(bytes);
            AllReduce(bytes);
        }
    }

    /// <summary>About two milliseconds of messages in each timing, and never fewer than three.</summary>
    private static int Repeats(long bytes) => (int)Math.Clamp(4_000_000 / (bytes + 400), 3, 5000);

    private void PingPong(long bytes)
    {
        nint length = (nint)bytes;
        using NativeBuffer<byte> sent = _memory.Allocate<byte>(length), received = _memory.Allocate<byte>(length);
        int repeats = Repeats(bytes);
        Print(
            "ping-pong", bytes,
            stack => Seconds(() => PingPong(sent.Pointer, received.Pointer, bytes, repeats, stack)),
            stack => Seconds(() => _yardstick.PingPongSeconds(sent, received, repeats, team, stack)));
    }

    private void AllReduce(long bytes)
    {
        nint length = (nint)bytes / sizeof(double);
        using NativeBuffer<double> sent = _memory.Allocate<double>(length), received = _memory.Allocate<double>(length);
        int repeats = Repeats(bytes);
        Print(
            "all-reduce", bytes,
            stack => Seconds(() => AllReduce(sent.Pointer, received.Pointer, length, repeats, stack)),
            stack => Seconds(() => _yardstick.AllReduceSeconds(sent, received, repeats, team, stack)));
    }

    private void PingPong(byte* sent, byte* received, long bytes, int repeats, int stack)
    {
        byte* room = stackalloc byte[stack + 1];
        *room = 0;
        Communicator with = team;
        if (with.Rank == 0)
        {
            for (int i = 0; i < repeats; i++)
            {
                with.Send(sent, bytes, Datatype.Byte, 1, 0);
                with.Receive(received, bytes, Datatype.Byte, 1, 0);
            }
        }
        else
        {
            for (int i = 0; i < repeats; i++)
            {
                with.Receive(received, bytes, Datatype.Byte, 0, 0);
                with.Send(received, bytes, Datatype.Byte, 0, 0);
            }
        }
    }

    private void AllReduce(double* sent, double* received, nint length, int repeats, int stack)
    {
        byte* room = stackalloc byte[stack + 1];
        *room = 0;
        (Communicator with, Datatype type) = (team, Datatype.Of<double>());
        for (int i = 0; i < repeats; i++)
            with.AllReduce(sent, received, length, type, ReduceOp.Sum);
    }

    /// <summary>Pairs at depths of the stack spread over a page, the same for both: the depth alone moves the time of a
    /// message of 256 B by up to 5 %, in C as in C# (Mytkowicz et al., Producing wrong data, ASPLOS 2009).</summary>
    private void Print(string what, long bytes, Func<int, double> ours, Func<int, double> theirs)
    {
        (int mine, int other) = (0, 0);
        double[] ratios = Paired.Ratios(
            Rounds, () => ours(mine++ * StackStep % StackSpan), () => theirs(other++ * StackStep % StackSpan));
        if (ranks.Rank == 0)
            record.WriteLine($"{what} {bytes} B, C# / C, {session.Library}\t{string.Join('\t', ratios)}");
    }

    /// <summary>Prints a bar for each comparison, over the pairs of all launches.</summary>
    public static void Judge(IEnumerable<string> files)
    {
        foreach (IGrouping<string, string[]> launches in files.SelectMany(File.ReadLines)
            .Select(l => l.Split('\t')).GroupBy(w => w[0]))
            Bar.Print(
                launches.Key,
                [.. launches.SelectMany(w => w.Skip(1)).Select(r => double.Parse(r, CultureInfo.InvariantCulture))],
                1.02, most: true);
    }

    private double Seconds(Action loop)
    {
        ranks.Barrier();
        long begin = Stopwatch.GetTimestamp();
        loop();
        return Slowest(Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    private double Seconds(Func<double> loop)
    {
        ranks.Barrier();
        return Slowest(loop());
    }

    private double Slowest(double seconds) => ranks.Max((long)(seconds * 1e12)) / 1e12;
}
