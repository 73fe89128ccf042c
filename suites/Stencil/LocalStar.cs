namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>A rectangle of a tile, [X0, X1) x [Y0, Y1). X0 is a multiple of the points of a cache line, and so is X1
/// unless it is where the tile ends.</summary>
/// <param name="X0">first point of a line</param>
/// <param name="X1">one past the last point</param>
/// <param name="Y0">first line</param>
/// <param name="Y1">one past the last line</param>
public readonly record struct Region(int X0, int X1, int Y0, int Y1);

/// <summary>A tile of points with the lines of its neighbours around it. Row-major, x fastest. A tile's own points
/// begin at a cache line, and lines are padded to whole ones, also beyond the neighbours' points; what stands in the
/// padding means nothing, and a step may write to it in <see cref="Next"/> and <see cref="Sum"/>.</summary>
/// <typeparam name="T">a point</typeparam>
/// <param name="from">the first own point of the input</param>
/// <param name="sum">of the output</param>
/// <param name="next">of the input of the next step</param>
/// <param name="weights">1 / (2 i radius) for i = 1 .. radius</param>
/// <param name="radius">points in each direction, at least 1</param>
/// <param name="pitch">elements from one line to the next, in all three</param>
/// <param name="lines">own lines</param>
public readonly unsafe struct StarTile<T>(
    T* from, T* sum, T* next, T* weights, int radius, int pitch, int lines)
    where T : unmanaged
{
    /// <summary>Points in each direction.</summary>
    public int Radius => radius;

    /// <summary>Elements from one line to the next.</summary>
    public int Pitch => pitch;

    /// <summary>Bytes of all three arrays.</summary>
    public long Bytes => 3L * sizeof(T) * pitch * lines;

    /// <summary>Weights of the points 1 .. radius away; those on the other side have the opposite sign.</summary>
    public T* Weights => weights;

    /// <summary>A line of the input, also up to radius outside.</summary>
    public T* From(int y) => from + (nint)y * pitch;

    /// <summary>A line of the output.</summary>
    public T* Sum(int y) => sum + (nint)y * pitch;

    /// <summary>A line of the next step's input.</summary>
    public T* Next(int y) => next + (nint)y * pitch;
}

/// <summary>What every local star part makes: an <see cref="ILocalStar{T}"/> of the precision's stored type.</summary>
public interface ILocalStar;

/// <summary>One iteration on a rank's own points: sum += W from, next = from + 1.</summary>
/// <typeparam name="T">a point</typeparam>
public interface ILocalStar<T> : ILocalStar
    where T : unmanaged
{
    /// <summary>Does so in a region; the rest of the tile is left as it is.</summary>
    void Step(in StarTile<T> tile, Region region);
}
