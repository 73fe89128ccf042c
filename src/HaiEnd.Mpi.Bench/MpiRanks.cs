using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Bench;

/// <summary>The harness's port over MPI.</summary>
/// <param name="team">a communicator of its own, so that a benchmark's stray message can't match the harness's</param>
public sealed class MpiRanks(Communicator team) : IRanks
{
    /// <inheritdoc/>
    public int Rank => team.Rank;

    /// <inheritdoc/>
    public int Size => team.Size;

    /// <inheritdoc/>
    public void Barrier() => team.Barrier();

    /// <inheritdoc/>
    public void Max(Span<long> values) => team.AllReduceInPlace(values, ReduceOp.Max);

    /// <inheritdoc/>
    public void Sum(Span<double> values) => team.AllReduceInPlace(values, ReduceOp.Sum);

    /// <inheritdoc/>
    public void Broadcast(Span<byte> values, int root) => team.Broadcast(values, root);

    /// <inheritdoc/>
    public void Gather(ReadOnlySpan<long> part, Span<long> all) => team.Gather(part, all, 0);
}
