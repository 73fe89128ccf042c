using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings;

/// <summary>Limits that a process sets itself before it does what may go wrong.</summary>
public static unsafe class OwnLimits
{
    /// <summary>Memory that the process may have for writing, from here on [byte]; and no core files. More than that,
    /// and an allocation fails.</summary>
    /// <exception cref="InvalidOperationException">the system refuses</exception>
    public static void Memory(long bytes)
    {
        Set(Libc.RLIMIT_DATA, (ulong)bytes);
        Set(Libc.RLIMIT_CORE, 0);
    }

    /// <summary>The system ends the process after this time, whatever it is doing; 0 takes an earlier limit
    /// back.</summary>
    public static void Time(int seconds) => _ = Libc.alarm((uint)seconds);

    private static void Set(int resource, ulong value)
    {
        Libc.rlimit limit;
        // A stricter limit that is in force already can't be raised, and need not be.
        bool known = Libc.getrlimit(resource, &limit) == 0;
        limit.rlim_max = limit.rlim_cur = Math.Min(value, limit.rlim_max);
        if (!known || Libc.setrlimit(resource, &limit) != 0)
            throw new InvalidOperationException($"limit {resource}: error {Marshal.GetLastPInvokeError()}");
    }
}
