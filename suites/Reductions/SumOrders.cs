using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites.Collectives;

namespace HaiEnd.Mpi.Suites.Reductions;

/// <summary>Whether a sum depends on who holds which numbers: the same ones are cut into other chunks, from another
/// place on, and dealt to the ranks in other orders.</summary>
internal static class SumOrders
{
    private const int Orders = 20, MostOfChunk = 4096;

    /// <summary>Sums in all orders. Collective.</summary>
    /// <returns><c>rank_orders</c> that were tried, <c>bit_patterns</c> that came of them on any rank, and
    /// <c>spread_ulp</c>, how far apart they are in units of the last place of the greatest; nothing where there are
    /// too few numbers to deal</returns>
    public static IReadOnlyList<PointFact> Observe(SumCase c, ISum k, IHarness h)
    {
        // Cuts move by half a chunk at most: none is longer than two, which a rank has room for.
        long chunk = Math.Min(c.N / (2 * h.Size), MostOfChunk), n = chunk * h.Size;
        if (chunk == 0)
            return [];
        int[] order = [.. Enumerable.Range(0, h.Size)];
        var seen = new HashSet<long>();
        Span<double> values = new double[h.Size];
        (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int round = 0; round < Orders; round++)
        {
            (long from, long to) = (Cut(order[h.Rank]), Cut(order[h.Rank] + 1));
            long turn = round == 0 ? 0 : (long)(Counter.Bits(5, (ulong)round) % (ulong)n);
            k.Deal(to - from, i => c.Input[(from + i + turn) % n, n]);
            k.Reset();
            h.Max(0);
            k.Run(1, []);
            values.Clear();
            values[h.Rank] = k.Value;
            h.Sum(values);
            foreach (double value in values)
            {
                seen.Add(BitConverter.DoubleToInt64Bits(value));
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
            }

            RankOrders.Shuffle(order, round + 1);

            long Cut(int place) => place * chunk + (place == 0 || place == h.Size || round == 0 ? 0
                : Counter.Integer((ulong)round + 6, (ulong)place, (int)chunk / 2));
        }

        double ulp = Math.BitIncrement(Math.Max(Math.Abs(least), Math.Abs(most)))
            - Math.Max(Math.Abs(least), Math.Abs(most));
        return
        [
            PointFact.Of("bit_patterns", "1", seen.Count),
            PointFact.Of("rank_orders", "1", Orders),
            PointFact.Of("spread_ulp", "1", (most - least) / ulp),
        ];
    }
}
