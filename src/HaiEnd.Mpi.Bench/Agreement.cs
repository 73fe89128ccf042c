using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Bench;

/// <summary>Another rank left a step by an exception.</summary>
public sealed class PeerFailedException : Exception
{
    /// <summary>Makes one.</summary>
    public PeerFailedException()
        : base("another rank failed in this step")
    {
    }
}

/// <summary>Before and after timing, ranks vote: every rank catches, all learn the first that failed and its text, and
/// all take the same way on.</summary>
public static class Agreement
{
    /// <summary>Runs a step that does not communicate. Null where every rank came through; else the same text on all
    /// ranks, with the lowest failing rank named.</summary>
    public static string? Together(this IRanks ranks, Action step)
    {
        Exception? mine = Catch(step);
        return ranks.Outcome(mine);
    }

    /// <summary>Runs a step that may communicate through the harness it is given, which carries the flag of
    /// failure.</summary>
    /// <param name="ranks">all of them</param>
    /// <param name="repeats">what the harness tells of the kernel</param>
    /// <param name="step">collective through the harness only</param>
    public static string? Together(this IRanks ranks, long repeats, Action<IHarness> step)
    {
        var harness = new VotingHarness(ranks, repeats);
        Exception? mine = Catch(() => step(harness));
        if (mine is not PeerFailedException)
            harness.Vote(mine is not null);
        return ranks.Outcome(mine is PeerFailedException ? null : mine);
    }

    /// <summary>A harness for a step that may also communicate by itself, where a fault ends the job.</summary>
    public static IHarness Harness(this IRanks ranks, long repeats) => new VotingHarness(ranks, repeats);

    private static string? Outcome(this IRanks ranks, Exception? mine)
    {
        long first = -ranks.Max(mine is null ? -(long)ranks.Size : -ranks.Rank);
        if (first == ranks.Size)
            return null;
        string text = mine is null ? "" : $"rank {ranks.Rank}: {Describe(mine)}";
        return ranks.Text(text, (int)first);
    }

    private static string Describe(Exception e) =>
        e is ArgumentException or InvalidOperationException or StoreException
            ? e.Message
            : $"{e.GetType().Name}: {e.Message}";

#pragma warning disable CA1031 // this is the place where every fault of a step is turned into a vote
    private static Exception? Catch(Action step)
    {
        try
        {
            step();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
#pragma warning restore CA1031

    private sealed class VotingHarness(IRanks ranks, long repeats) : IHarness
    {
        private bool _over;

        public int Rank => ranks.Rank;

        public int Size => ranks.Size;

        public long Repeats => repeats;

        public void Sum(Span<double> values)
        {
            Join();
            ranks.Sum(values);
        }

        public double Max(double value)
        {
            Join();
            long bits = double.IsNaN(value) ? long.MaxValue : Ordered(value);
            bits = ranks.Max(bits);
            return bits == long.MaxValue
                ? double.NaN
                : BitConverter.Int64BitsToDouble(bits ^ ((bits >> 63) & long.MaxValue));
        }

        /// <summary>Tells all that this rank has left the step, well or not; true where one has not.</summary>
        public bool Vote(bool failed)
        {
            if (!_over)
                _over = ranks.Max(failed ? 1 : 0) == 1;
            return _over;
        }

        /// <summary>A collective of the step is entered only by all or by none.</summary>
        private void Join()
        {
            if (Vote(failed: false))
                throw new PeerFailedException();
        }

        /// <summary>The bits of a double as an integer of the same order.</summary>
        private static long Ordered(double value)
        {
            long bits = BitConverter.DoubleToInt64Bits(value);
            return bits ^ ((bits >> 63) & long.MaxValue);
        }
    }
}
