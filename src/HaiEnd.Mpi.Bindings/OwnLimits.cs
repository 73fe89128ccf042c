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
        var limit = new Libc.rlimit { rlim_cur = value, rlim_max = value };
        if (Libc.setrlimit(resource, &limit) != 0)
            throw new InvalidOperationException($"setrlimit {resource}: error {Marshal.GetLastPInvokeError()}");
    }
}
