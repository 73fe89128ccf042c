using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>How blocks lie in memory.</summary>
public static class BlockMemory
{
    /// <summary>Readable bytes on either side of every buffer: a cache line, and the widest vector.</summary>
    public const int GuardBytes = 64;

    // Of a second-level cache of 1 MiB in 16 ways; addresses so far apart compete for the same lines.
    private const int WayBytes = 64 << 10;

    // About the golden section of a way, which spreads multiples evenly, and no multiple of a page.
    private const int ShiftBytes = 651 * GuardBytes;

    // Three words: where, and two strides.
    private const int LayerBytes = 3 * sizeof(long);

    /// <summary>How much later in its memory the second array begins, so that what is written does not look to the
    /// processor, which compares the lowest 12 bits of addresses, like what is read next [byte].</summary>
    public const int OffsetBytes = 2048;

    /// <summary>Elements from one line to the next.</summary>
    /// <param name="nx">points in a line</param>
    /// <param name="elementBytes">size of a point [byte]</param>
    public static int PitchOf(int nx, int elementBytes)
    {
        int perCacheLine = GuardBytes / elementBytes;
        return (nx + perCacheLine - 1) / perCacheLine * perCacheLine;
    }

    /// <summary>Elements from one layer to the next. Large ones are kept from beginning at the same place of a cache:
    /// those of 384^2 points would share one set of ways, and tiles of several layers would drive themselves out.
    /// </summary>
    /// <param name="nx">points in a line</param>
    /// <param name="ny">lines in a layer</param>
    /// <param name="elementBytes">size of a point [byte]</param>
    public static nint LayerOf(int nx, int ny, int elementBytes)
    {
        long bytes = (long)PitchOf(nx, elementBytes) * ny * elementBytes;
        if (bytes >= 8 * WayBytes)
            bytes += (ShiftBytes - bytes % WayBytes + WayBytes) % WayBytes;
        return (nint)(bytes / elementBytes);
    }

    /// <summary>Elements of a block with its padding and guards.</summary>
    public static long PointsLength(Box box, int elementBytes) =>
        LayerOf((int)box.X.Length, (int)box.Y.Length, elementBytes) * box.Z.Length
        + (2 * GuardBytes + OffsetBytes) / elementBytes;

    /// <summary>Most memory that a <see cref="Field{T}"/> takes [byte].</summary>
    public static long FootprintBytes(Box box, int elementBytes)
    {
        long bytes = 2 * PointsLength(box, elementBytes) * elementBytes;
        foreach (Face face in Decomposition.Faces)
            bytes += 2 * (box.PointsOf(face) * elementBytes + GuardBytes) + 2 * LayerBytes;
        return bytes;
    }

    /// <summary>A layer without padding.</summary>
    /// <param name="face">which</param>
    /// <param name="first">its first point</param>
    /// <param name="nx">points along x of the block</param>
    /// <param name="ny">points along y of the block</param>
    public static unsafe Layer<T> Packed<T>(Face face, T* first, int nx, int ny)
        where T : unmanaged => face switch
        {
            Face.Left or Face.Right => new(first, 1, ny),
            Face.Front or Face.Back => new(first, 0, nx),
            _ => new(first, nx, 0),
        };
}

/// <summary>Where a neighbour's layer lies: packed in a buffer, or in the neighbour's own block.</summary>
/// <typeparam name="T">a point</typeparam>
/// <param name="first">its first point</param>
/// <param name="strideY">elements from one y to the next; 0 at a face across y</param>
/// <param name="strideZ">elements from one z to the next; 0 at a face across z</param>
public readonly unsafe struct Layer<T>(T* first, nint strideY, nint strideZ)
    where T : unmanaged
{
    /// <summary>The line of the layer, or its point, beside a line of the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* At(int y, int z) => first + y * strideY + z * strideZ;
}

/// <summary>A block of points without a halo of its own: the layers of the neighbours lie elsewhere.
/// Row-major, x fastest. Lines begin at a cache line and are padded to whole ones, and layers may be; what stands in
/// the padding, and in <see cref="BlockMemory.GuardBytes"/> on either side of each buffer, may be read and means
/// nothing, and a step may write to the padding.</summary>
/// <typeparam name="T">a point</typeparam>
/// <param name="from">Nz x Ny lines before the step</param>
/// <param name="to">the same after the step</param>
/// <param name="halos">six layers in the order of <see cref="Face"/></param>
/// <param name="nx">points along x, at least 1</param>
/// <param name="ny">points along y, at least 1</param>
/// <param name="nz">points along z, at least 1</param>
public readonly unsafe struct Block<T>(T* from, T* to, Layer<T>* halos, int nx, int ny, int nz)
    where T : unmanaged
{
    private readonly int _pitch = BlockMemory.PitchOf(nx, sizeof(T));
    private readonly nint _layer = BlockMemory.LayerOf(nx, ny, sizeof(T));

    /// <summary>Points along x.</summary>
    public int Nx => nx;

    /// <summary>Points along y.</summary>
    public int Ny => ny;

    /// <summary>Points along z.</summary>
    public int Nz => nz;

    /// <summary>Elements from one line to the next.</summary>
    public int Pitch => _pitch;

    /// <summary>Elements from one layer to the next.</summary>
    public nint LayerPitch => _layer;

    /// <summary>How far ahead in the layer above, which alone comes from memory, a step fetches: the processor's own
    /// prefetchers stop at each page of 4 KiB. 0 where what it needs is in the core's own cache [byte].</summary>
    public nint AheadBytes { get; init; } = 8 << 10;

    /// <summary>The step writes past the caches.</summary>
    public bool IsPast { get; init; }

    /// <summary>Points of the operator, 7 or 27. With 27, the halos of x and y are zero: the cube ends there, or what
    /// lies there is not yet right after the step.</summary>
    public int Points { get; init; } = 7;

    /// <summary>A line after the step.</summary>
    public T* To(int y, int z) => to + z * _layer + (nint)y * _pitch;

    /// <summary>A line before the step; y or z may be one outside the block, both only where the halos of
    /// y are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* From(int y, int z) =>
        (uint)y < (uint)ny && (uint)z < (uint)nz ? from + z * _layer + (nint)y * _pitch : Beyond(y, z);

    /// <summary>The point before a line.</summary>
    public T Left(int y, int z) => *halos[(int)Face.Left].At(y, z);

    /// <summary>The point after a line.</summary>
    public T Right(int y, int z) => *halos[(int)Face.Right].At(y, z);

    /// <summary>A line of a neighbour. Not where a line inside is looked up, which is much more often.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private T* Beyond(int y, int z) => (uint)y >= (uint)ny
        ? halos[(int)(y < 0 ? Face.Front : Face.Back)].At(y, Math.Clamp(z, 0, nz - 1))
        : halos[(int)(z < 0 ? Face.Below : Face.Above)].At(y, z);
}

/// <summary>Lines of a block, [Y0, Y1) x [Z0, Z1): so that a method may step the inside while halos are on their
/// way.</summary>
/// <param name="Y0">first line</param>
/// <param name="Y1">one past the last line</param>
/// <param name="Z0">first layer</param>
/// <param name="Z1">one past the last layer</param>
public readonly record struct Lines(int Y0, int Y1, int Z0, int Z1);

/// <summary>What every local stencil part makes: an <see cref="ILocalStencil{T}"/> of the precision's stored
/// type.</summary>
public interface ILocalStencil;

/// <summary>One step of the heat equation on a rank's own points:
/// to = <see cref="Wave.Centre"/> from + <see cref="Wave.R"/> (sum of the 6 neighbours), or with 27 points the product
/// of such a step along each axis, <see cref="Wave.Own"/> from + <see cref="Wave.R"/> (sum of the 2
/// neighbours).</summary>
/// <typeparam name="T">a point</typeparam>
public interface ILocalStencil<T> : ILocalStencil
    where T : unmanaged
{
    /// <summary>Steps some lines; the rest of the block is left as it is.</summary>
    void Step(in Block<T> block, Lines lines);
}
