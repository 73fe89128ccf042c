using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>What a realisation that receives messages must show.</summary>
public interface IMessageKernel : IKernel
{
    /// <summary>What this rank received last in a place of the window; empty where it receives nothing.</summary>
    /// <param name="slot">from 0; one message has place 0</param>
    ReadOnlySpan<byte> Received(int slot);
}

/// <summary>What benchmarks that send messages share.</summary>
public static class Message
{
    /// <summary>In a sample, one byte of so many is looked at: a prime, so that no power of two is met.</summary>
    private const int SampleStride = 61;

    /// <summary>What stands at a place of the message that a rank writes.</summary>
    public static byte Pattern(int from, long i) => (byte)Counter.Bits(1 + (ulong)from, (ulong)i);

    /// <summary>Writes the message of a rank.</summary>
    public static void Write(NativeBuffer<byte> to, int from)
    {
        for (nint i = 0; i < to.Length; i++)
            to[i] = Pattern(from, i);
    }

    /// <summary>The size of a message.</summary>
    /// <exception cref="ArgumentException">there are none so long</exception>
    public static long Bytes(Point p) => p.Number("bytes") is >= 0 and <= int.MaxValue and var bytes
        ? bytes
        : throw new ArgumentException($"bytes is {p["bytes"]}; it must be from 0 to {int.MaxValue}");

    /// <summary>Whether there are two ranks, and they can be pinned where that is asked for.</summary>
    public static Availability Check(Point p, Place at) =>
        at.Ranks > 1 ? Pinning.Check(p, at) : Availability.No("a message needs two ranks");

    /// <summary>The partner where the first and the last rank play; -1 for those between.</summary>
    public static Func<int, int> Ends(int ranks) =>
        rank => ranks < 2 ? -1 : rank == 0 ? ranks - 1 : rank == ranks - 1 ? 0 : -1;

    /// <summary>How many bytes of a message are not those that its sender wrote; the last is always looked at, because
    /// messages are cut off at their ends.</summary>
    /// <param name="received">what arrived</param>
    /// <param name="bytes">how long it must be</param>
    /// <param name="from">who wrote it</param>
    /// <param name="r">whether every byte is looked at</param>
    public static long Wrong(ReadOnlySpan<byte> received, long bytes, int from, Rigour r)
    {
        if (received.Length != bytes)
            return Math.Max(1, Math.Abs(bytes - received.Length));
        long wrong = bytes > 0 && received[^1] != Pattern(from, bytes - 1) ? 1 : 0;
        int stride = r == Rigour.Full ? 1 : SampleStride;
        for (int i = 0; i < received.Length - 1; i += stride)
            wrong += received[i] == Pattern(from, i) ? 0 : 1;
        return wrong;
    }

    /// <summary>The verdict over all ranks.</summary>
    /// <param name="wrong">bytes on this rank</param>
    /// <param name="bytes">of all its messages</param>
    /// <param name="h">the others</param>
    public static Verdict Judge(long wrong, long bytes, IHarness h) =>
        Verdict.Of(h.Max(wrong) / Math.Max(1.0, bytes), 0, "share of bytes that do not arrive as sent");
}
