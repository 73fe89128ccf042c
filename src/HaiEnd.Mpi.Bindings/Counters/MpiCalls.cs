using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings.Counters;

/// <summary>The calls of MPI that move data or wait, and the time inside them [ns], of all threads of this process.
/// What a library calls by itself, past our binding, is not seen. MPI must have been started.</summary>
public sealed unsafe class MpiCalls : ICounterSource
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; } = ["mpi_time", "mpi_calls"];

    /// <inheritdoc/>
    public string Missing => "";

    /// <inheritdoc/>
    public void Start() => MpiShim.hai_time_start();

    /// <inheritdoc/>
    public void Stop(Span<double> counts)
    {
        long nanoseconds, calls;
        MpiShim.hai_time_stop(&nanoseconds, &calls);
        (counts[0], counts[1]) = (nanoseconds, calls);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
