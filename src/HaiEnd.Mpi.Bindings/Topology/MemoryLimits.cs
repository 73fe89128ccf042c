using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings.Topology;

/// <summary>Limits that the system sets to this process's memory.</summary>
public static unsafe class MemoryLimits
{
    /// <summary>The tightest limit of its control groups [byte]; <see cref="long.MaxValue"/> where there is
    /// none, which version 1 writes as almost that.</summary>
    public static long CgroupBytes =>
        new LinuxFiles("/").CgroupBytes() is var bytes and < 1L << 62 ? bytes : long.MaxValue;

    /// <summary>The limit of its address space, <c>ulimit -v</c> [byte]; <see cref="long.MaxValue"/> where there is
    /// none.</summary>
    public static long AddressSpaceBytes
    {
        get
        {
            Libc.rlimit limit;
            return Libc.getrlimit(Libc.RLIMIT_AS, &limit) == 0 && limit.rlim_cur < long.MaxValue
                ? (long)limit.rlim_cur
                : long.MaxValue;
        }
    }

    /// <summary>What of that is not mapped yet, by this program, .NET's heap, MPI and others, used or not [byte];
    /// <see cref="long.MaxValue"/> where there is no limit.</summary>
    public static long FreeAddressSpaceBytes => AddressSpaceBytes is var limit && limit == long.MaxValue
        ? long.MaxValue
        : Math.Max(0, limit - new LinuxFiles("/").MappedBytes());
}
