using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings.Topology;

/// <summary>The calling thread, kept on one processor until this is disposed of on the same thread.</summary>
public sealed unsafe class PinnedThread : IDisposable
{
    private const int MaskBytes = 1024, ByteBits = 8;

    private readonly byte[] _before = new byte[MaskBytes];

    /// <summary>Moves the thread.</summary>
    /// <param name="processor">as the kernel numbers them</param>
    /// <exception cref="InvalidOperationException">the kernel refuses</exception>
    public PinnedThread(int processor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(processor);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(processor, MaskBytes * ByteBits);
        fixed (byte* before = _before)
            Check(Libc.sched_getaffinity(0, MaskBytes, before), "sched_getaffinity", processor);
        byte* mask = stackalloc byte[MaskBytes];
        NativeMemory.Clear(mask, MaskBytes);
        mask[processor / ByteBits] = (byte)(1 << processor % ByteBits);
        Check(Libc.sched_setaffinity(0, MaskBytes, mask), "sched_setaffinity", processor);
    }

    /// <summary>Lets the thread go where it could go before.</summary>
    public void Dispose()
    {
        fixed (byte* before = _before)
            _ = Libc.sched_setaffinity(0, MaskBytes, before);
    }

    /// <summary>Getting the mask returns its length, setting it 0.</summary>
    private static void Check(int code, string call, int processor)
    {
        if (code < 0)
            throw new InvalidOperationException(
                $"{call} for processor {processor}: {Marshal.GetLastPInvokeErrorMessage()}");
    }
}
