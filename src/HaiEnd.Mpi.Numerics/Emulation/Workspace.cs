namespace HaiEnd.Mpi.Numerics.Emulation;

/// <summary>Cuts arrays off a piece of memory, each on a cache line of its own.</summary>
/// <param name="address">of the memory; null only counts</param>
internal unsafe struct Workspace(byte* address)
{
    private const long Line = 64;

    /// <summary>What was cut off so far [byte].</summary>
    public long Bytes { get; private set; }

    /// <summary>The next array; what is in it is left as it is.</summary>
    public T* Take<T>(long length)
        where T : unmanaged
    {
        T* here = (T*)(address + Bytes);
        Bytes += (length * sizeof(T) + Line - 1) / Line * Line;
        return here;
    }
}
