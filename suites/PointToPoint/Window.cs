using System.Diagnostics;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>Many messages under way at once, between pairs of ranks. The first phase of a realisation is to begin
/// them.</summary>
/// <param name="Bytes">of a message, may be 0</param>
/// <param name="Messages">in the window</param>
/// <param name="IsBoth">whether both ranks of a pair send; else the lesser, and the other answers when all are
/// there</param>
/// <param name="Ranks">in the team</param>
/// <param name="PartnerOf">the other rank of a rank's pair; -1 for one that rests</param>
public sealed record WindowCase(long Bytes, int Messages, bool IsBoth, int Ranks, Func<int, int> PartnerOf)
{
    private const int MostMessages = 1 << 16, ObservedWindows = 101, MostObservedBytes = 1 << 20;

    /// <summary>The axes.</summary>
    /// <param name="bytes">sizes of a message</param>
    public static IReadOnlyList<Axis> Axes(params long[] bytes) =>
    [
        Axis.Numbers("bytes", "byte", Role.Problem, bytes),
        Axis.Names("direction", Role.Problem, "uni", "bi"),
        Axis.Numbers("window", "1", Role.Problem, 64),
    ];

    /// <summary>Reads the axes.</summary>
    /// <exception cref="ArgumentException">the values do not make a case</exception>
    public static WindowCase Of(Point p, int ranks, Func<int, int> partnerOf) => new(
        Message.Bytes(p),
        p.Number("window") is >= 1 and <= MostMessages and var window
            ? (int)window
            : throw new ArgumentException($"window is {p["window"]}; it must be from 1 to {MostMessages}"),
        p["direction"] switch
        {
            "uni" => false,
            "bi" => true,
            var other => throw new ArgumentException($"direction is {other}; it is uni or bi"),
        },
        ranks, partnerOf);

    /// <summary>Whether a rank sends the window.</summary>
    public bool Sends(int rank) => PartnerOf(rank) is var partner && partner >= 0 && (IsBoth || rank < partner);

    /// <summary>Whether a rank receives the window.</summary>
    public bool Receives(int rank) => PartnerOf(rank) is var partner && partner >= 0 && (IsBoth || rank > partner);

    /// <summary>Work of a repeat; the answer is not counted.</summary>
    public Work WorkOf(int rank) => Sends(rank) ? new(0, 0, Messages * Bytes, Messages) : Work.None;

    /// <summary>All messages of the window are there.</summary>
    public Verdict Verify(IMessageKernel k, Rigour r, IHarness h)
    {
        long wrong = 0;
        for (int slot = 0; slot < Messages; slot++)
            wrong += Receives(h.Rank)
                ? Message.Wrong(k.Received(slot), Bytes, PartnerOf(h.Rank), r)
                : k.Received(slot).Length;
        return Message.Judge(wrong, Messages * Bytes, h);
    }

    /// <summary>How long it takes the first rank to begin to send a small message, the o of LogGP, with its
    /// interval.</summary>
    public IReadOnlyList<PointFact> Observe(IMessageKernel k)
    {
        if (IsBoth || Messages * Bytes > MostObservedBytes)
            return [];
        var seconds = new double[ObservedWindows];
        Span<long> phases = stackalloc long[2];
        for (int i = 0; i < ObservedWindows; i++)
        {
            phases.Clear();
            k.Run(1, phases);
            seconds[i] = Stopwatch.GetElapsedTime(0, phases[0]).TotalSeconds / Messages;
        }

        Array.Sort(seconds);
        return [.. Bounded.MedianOf(seconds).Facts("send_overhead", "s")];
    }
}
