using System.Numerics;

namespace HaiEnd.Mpi.Analysis.Fits;

/// <summary>What an all-reduce should take by its algorithm, from what one message takes and what an exchange takes, in
/// which every rank sends and receives at once. All three are the same where links and the library carry both ways at
/// once. Links are assumed as fast as those measured, and alone.
/// Source: Thakur, Rabenseifner and Gropp, Int. J. High Perform. Comput. Appl. 19, 2005, section 4.5; the ring:
/// Patarasuk and Yuan, J. Parallel Distrib. Comput. 69, 2009.</summary>
/// <param name="Message">time of a message one way by its size</param>
/// <param name="Around">time of an exchange in which each rank sends to one and receives from another</param>
/// <param name="Between">time of an exchange between two</param>
/// <param name="Gamma">time to add a byte of one buffer to another [s/byte]</param>
public sealed record AllreduceModel(AlphaBeta Message, AlphaBeta Around, AlphaBeta Between, double Gamma)
{
    /// <summary>The algorithms that it has a formula for. What rounds also encodes, what is summed inside a node also
    /// copies, and what the library sums goes by the algorithm that it chooses: they have none. That of reduce-bcast is
    /// what trees take, which a library may or may not use.</summary>
    public static readonly IReadOnlyList<string> Known =
        ["ring", "pipelined-ring", "recursive-doubling", "rabenseifner", "reduce-bcast"];

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
            // In chunks, some additions may be hidden behind messages: it takes that at most.
            "ring" or "pipelined-ring" => 2 * (ranks - 1) * Around.At(part) + (ranks - 1) * Add(part),
            "recursive-doubling" => rounds * (Between.At(bytes) + Add(bytes)) + Fold(ranks, bytes),
            "rabenseifner" => Halves(rounds, bytes) + Fold(ranks, bytes),
            "reduce-bcast" => 2 * ceiling * Message.At(bytes) + ceiling * Add(bytes),
            _ => double.NaN,
        };
    }

    /// <summary>The algorithm that takes the least time, of equals the first of <see cref="Known"/>.</summary>
    /// <param name="among">some of <see cref="Known"/></param>
    /// <param name="ranks">who sum</param>
    /// <param name="bytes">of the buffer</param>
    public string Fastest(IEnumerable<string> among, int ranks, double bytes) =>
        Known.Intersect(among).MinBy(a => Seconds(a, ranks, bytes))!;

    private double Add(double bytes) => Gamma * bytes;

    /// <summary>Recursive halving and doubling: messages of a half, a quarter, ..., and back.</summary>
    private double Halves(int rounds, double bytes)
    {
        double seconds = 0;
        for (int round = 1; round <= rounds; round++)
        {
            double part = bytes / (1 << round);
            seconds += 2 * Between.At(part) + Add(part);
        }

        return seconds;
    }

    /// <summary>Ranks beyond a power of two hand their buffer to a neighbour first, and get the sum back
    /// last.</summary>
    private double Fold(int ranks, double bytes) =>
        BitOperations.IsPow2(ranks) ? 0 : 2 * Message.At(bytes) + Add(bytes);
}
