using System.Numerics;

namespace HaiEnd.Mpi.Analysis.Fits;

/// <summary>What an all-reduce should take by its algorithm, from what one message takes. Every rank is assumed to send
/// and receive at once, over links as fast as the one that was measured, and alone.
/// Source: Thakur, Rabenseifner and Gropp, Int. J. High Perform. Comput. Appl. 19, 2005, section 4.5; the ring:
/// Patarasuk and Yuan, J. Parallel Distrib. Comput. 69, 2009.</summary>
/// <param name="Message">time of a message by its size</param>
/// <param name="Gamma">time to add a byte of one buffer to another [s/byte]</param>
public sealed record AllreduceModel(AlphaBeta Message, double Gamma)
{
    /// <summary>The algorithms that it has a formula for.</summary>
    public static readonly IReadOnlyList<string> Known = ["ring", "recursive-doubling", "rabenseifner", "reduce-bcast"];

    /// <summary>Time of one all-reduce [s]; NaN for an algorithm that it has no formula for.</summary>
    /// <param name="algorithm">as the realisation is called</param>
    /// <param name="ranks">who sum, p</param>
    /// <param name="bytes">of the buffer, n</param>
    public double Seconds(string algorithm, int ranks, double bytes)
    {
        int rounds = BitOperations.Log2((uint)ranks), ceiling = rounds + (BitOperations.IsPow2(ranks) ? 0 : 1);
        double part = bytes / ranks;
        return ranks == 1 ? 0 : algorithm switch
        {
            "ring" => 2 * (ranks - 1) * Message.At(part) + (ranks - 1) * Add(part),
            "recursive-doubling" => rounds * (Message.At(bytes) + Add(bytes)) + Fold(ranks, bytes),
            "rabenseifner" => Halves(rounds, bytes) + Fold(ranks, bytes),
            "reduce-bcast" => 2 * ceiling * Message.At(bytes) + ceiling * Add(bytes),
            _ => double.NaN,
        };
    }

    /// <summary>The algorithm that takes the least time.</summary>
    /// <param name="among">some of <see cref="Known"/></param>
    /// <param name="ranks">who sum</param>
    /// <param name="bytes">of the buffer</param>
    public string Fastest(IEnumerable<string> among, int ranks, double bytes) =>
        among.MinBy(a => Seconds(a, ranks, bytes))!;

    private double Add(double bytes) => Gamma * bytes;

    /// <summary>Recursive halving and doubling: messages of a half, a quarter, ..., and back.</summary>
    private double Halves(int rounds, double bytes)
    {
        double seconds = 0;
        for (int round = 1; round <= rounds; round++)
        {
            double part = bytes / (1 << round);
            seconds += 2 * Message.At(part) + Add(part);
        }

        return seconds;
    }

    /// <summary>Ranks beyond a power of two hand their buffer to a neighbour first, and get the sum back
    /// last.</summary>
    private double Fold(int ranks, double bytes) =>
        BitOperations.IsPow2(ranks) ? 0 : 2 * Message.At(bytes) + Add(bytes);
}
