// Stand-ins until the MPI binding lands; that change deletes this file.
#pragma warning disable CS1591,CA1822
namespace HaiEnd.Mpi.Bindings
{
    public sealed class MemoryLimitException : Exception { public MemoryLimitException(string m) : base(m) { } }
    public sealed class MemoryBudget(long limit) { public long LimitBytes => limit; }
}
namespace HaiEnd.Mpi.Bindings.Mpi
{
    public sealed class Communicator { public int Size => 1; public int Rank => 0; }
}
