namespace HaiEnd.Mpi.Bindings.Counters;

/// <summary>Counts what this process does between two moments.</summary>
public interface ICounterSource : IDisposable
{
    /// <summary>What is counted, in the order of the counts, as facts are named.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>What the processor doesn't count here, and why; empty where it counts.</summary>
    string Missing { get; }

    /// <summary>Counts from zero on.</summary>
    void Start();

    /// <summary>Counts no more.</summary>
    /// <param name="counts">one for each name; NaN for what had no register all the while</param>
    void Stop(Span<double> counts);
}

/// <summary>Counts nothing.</summary>
public sealed class NoCounters : ICounterSource
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [];

    /// <inheritdoc/>
    public string Missing => "nothing is counted";

    /// <inheritdoc/>
    public void Start()
    {
    }

    /// <inheritdoc/>
    public void Stop(Span<double> counts)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
