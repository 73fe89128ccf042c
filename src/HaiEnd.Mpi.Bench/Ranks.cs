namespace HaiEnd.Mpi.Bench;

/// <summary>What the harness itself asks of MPI: a narrow port, so that it can be tested with threads that play ranks.
/// Every member but Rank and Size is collective.</summary>
public interface IRanks
{
    /// <summary>This rank.</summary>
    int Rank { get; }

    /// <summary>Ranks.</summary>
    int Size { get; }

    /// <summary>Returns when all ranks have called it.</summary>
    void Barrier();

    /// <summary>The greatest of each element over the ranks, in place.</summary>
    void Max(Span<long> values);

    /// <summary>The sum of each element over the ranks, in place.</summary>
    void Sum(Span<double> values);

    /// <summary>Copies <paramref name="values"/> of <paramref name="root"/> to all.</summary>
    void Broadcast(Span<byte> values, int root);

    /// <summary>Collects equal pieces on rank 0, in the order of the ranks.</summary>
    /// <param name="part">this rank's piece</param>
    /// <param name="all">on rank 0, Size times the length of part; empty elsewhere</param>
    void Gather(ReadOnlySpan<long> part, Span<long> all);

    /// <summary>Hands a number to another rank, which must receive it; not collective.</summary>
    void Send(long value, int to);

    /// <summary>The next number from another rank; not collective.</summary>
    long Receive(int from);
}

/// <summary>A program that runs alone.</summary>
public sealed class OneRank : IRanks
{
    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int Size => 1;

    /// <inheritdoc/>
    public void Barrier()
    {
    }

    /// <inheritdoc/>
    public void Max(Span<long> values)
    {
    }

    /// <inheritdoc/>
    public void Sum(Span<double> values)
    {
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> values, int root)
    {
    }

    /// <inheritdoc/>
    public void Gather(ReadOnlySpan<long> part, Span<long> all) => part.CopyTo(all);

    /// <inheritdoc/>
    public void Send(long value, int to) => throw new InvalidOperationException("there is no other rank");

    /// <inheritdoc/>
    public long Receive(int from) => throw new InvalidOperationException("there is no other rank");
}

/// <summary>What every harness needs that follows from the narrow port.</summary>
public static class RanksExtensions
{
    /// <summary>The greatest of a value over the ranks.</summary>
    public static long Max(this IRanks ranks, long value)
    {
        ranks.Max(new Span<long>(ref value));
        return value;
    }

    /// <summary>Rank 0's answer, on all ranks: decisions are taken once.</summary>
    public static bool Decide(this IRanks ranks, bool onRankZero)
    {
        byte answer = onRankZero ? (byte)1 : (byte)0;
        ranks.Broadcast(new Span<byte>(ref answer), 0);
        return answer == 1;
    }

    /// <summary>A text of one rank, on all ranks.</summary>
    public static string Text(this IRanks ranks, string text, int root)
    {
        byte[] bytes = ranks.Rank == root ? System.Text.Encoding.UTF8.GetBytes(text) : [];
        int length = bytes.Length;
        ranks.Broadcast(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<int>(ref length)), root);
        if (ranks.Rank != root)
            bytes = new byte[length];
        ranks.Broadcast(bytes, root);
        return System.Text.Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Equal pieces of all ranks on rank 0, rank by rank; empty elsewhere.</summary>
    public static long[] GatherToRoot(this IRanks ranks, ReadOnlySpan<long> part)
    {
        long[] all = ranks.Rank == 0 ? new long[(long)ranks.Size * part.Length] : [];
        ranks.Gather(part, all);
        return all;
    }

    /// <summary>A text of every rank on rank 0, in their order; empty elsewhere.</summary>
    public static string[] TextsToRoot(this IRanks ranks, string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        int longest = (int)ranks.Max(bytes.Length);
        long[] part = new long[1 + (longest + 7) / 8];
        part[0] = bytes.Length;
        bytes.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(part.AsSpan(1)));
        long[] all = ranks.GatherToRoot(part);
        var texts = new string[all.Length / part.Length];
        for (int r = 0; r < texts.Length; r++)
        {
            Span<long> piece = all.AsSpan(r * part.Length, part.Length);
            texts[r] = System.Text.Encoding.UTF8.GetString(
                System.Runtime.InteropServices.MemoryMarshal.AsBytes(piece[1..])[..(int)piece[0]]);
        }

        return texts;
    }
}
