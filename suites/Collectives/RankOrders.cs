using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Whether a sum depends on who holds which buffer: the same ill-conditioned buffers are dealt to the ranks in
/// other orders, and the bit patterns of the results counted. The MPI standard advises one result for one order of
/// ranks and demands none (MPI 4.0, 6.9.1, advice to implementors).</summary>
internal static class RankOrders
{
    private const int Most = 20, Least = 3, Samples = 4096;
    private const double MostSeconds = 2;

    /// <summary>Sums in as many of <see cref="Most"/> orders as fit in two seconds. Collective.</summary>
    /// <returns><c>rank_orders</c> that were tried, and <c>bit_patterns</c> that came of them on any rank</returns>
    public static IReadOnlyList<PointFact> Observe(AllreduceCase c, IAllreduceKernel k, IHarness h)
    {
        int samples = (int)Math.Min(Samples, c.Elements);
        long stride = Math.Max(1, c.Elements / Samples);
        int[] order = [.. Enumerable.Range(0, h.Size)];
        var seen = new HashSet<(double, double)>();
        Span<double> values = new double[samples], hashes = new double[2 * h.Size];
        // Longer than any way of summing has phases.
        Span<long> ticks = stackalloc long[16];
        long began = Stopwatch.GetTimestamp();
        int orders = 0;
        do
        {
            for (int i = 0; i < samples; i++)
                k.Write(i * stride, Summand(order[h.Rank], i));
            k.Reset();
            h.Max(0);
            k.Run(1, ticks);
            for (int i = 0; i < samples; i++)
                k.Read(i * stride, values.Slice(i, 1));
            ReadOnlySpan<uint> hash = MemoryMarshal.Cast<byte, uint>(SHA256.HashData(MemoryMarshal.AsBytes(values)));
            hashes.Clear();
            (hashes[2 * h.Rank], hashes[2 * h.Rank + 1]) = (hash[0], hash[1]);
            h.Sum(hashes);
            for (int r = 0; r < h.Size; r++)
                seen.Add((hashes[2 * r], hashes[2 * r + 1]));
            Shuffle(order, ++orders);
        }
        while (orders < Most && h.Max(Stopwatch.GetElapsedTime(began).TotalSeconds) is var seconds
            && (orders < Least || seconds < MostSeconds));
        return [PointFact.Of("bit_patterns", "1", seen.Count), PointFact.Of("rank_orders", "1", orders)];
    }

    /// <summary>Sample <paramref name="i"/> of a buffer. Two buffers nearly cancel, so that what is rounded off before
    /// they meet is a large part of what is left.</summary>
    private static double Summand(int buffer, int i)
    {
        var stream = (ulong)(buffer / 2);
        double first = Math.ScaleB(
            1 + Counter.Uniform(stream, (ulong)(2 * i)), Counter.Integer(stream + 1, (ulong)i, 3));
        return buffer % 2 == 0 ? first : first * (Counter.Uniform(stream, (ulong)(2 * i + 1)) / 64 - 1);
    }

    /// <summary>Another order, the same on all ranks. Source: Fisher and Yates' shuffle.</summary>
    public static void Shuffle(int[] order, int round)
    {
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = (int)(Counter.Bits((ulong)round, (ulong)i) % (ulong)(i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
