namespace HaiEnd.Mpi.Bindings.Topology;

/// <summary>Limits that the system sets to this process's memory.</summary>
public static class MemoryLimits
{
    /// <summary>The tightest limit of its control groups [byte]; <see cref="long.MaxValue"/> where there is
    /// none, which version 1 writes as almost that.</summary>
    public static long CgroupBytes =>
        new LinuxFiles("/").CgroupBytes() is var bytes and < 1L << 62 ? bytes : long.MaxValue;
}
