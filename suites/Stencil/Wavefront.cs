using System.Numerics;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Layers of points of which memory holds some at once: a layer lies where the one so many before it lay.
/// </summary>
/// <typeparam name="T">a point</typeparam>
/// <param name="first">the first of them</param>
/// <param name="length">elements of a layer</param>
/// <param name="count">layers in memory</param>
/// <param name="shift">added to the number of a layer before it is taken modulo the count</param>
internal readonly unsafe struct LayerStack<T>(T* first, nint length, int count, int shift = 0)
    where T : unmanaged
{
    /// <summary>The first point of a layer.</summary>
    public T* At(int z) => first + (z + shift) % count * length;
}

/// <summary>Makes several steps in one sweep over the layers of a block: each step follows the one before a layer
/// behind, and little more than two layers are kept of each (time skewing: Wonnacott, IPDPS 2000).</summary>
/// <typeparam name="T">a point</typeparam>
internal sealed unsafe class Wavefront<T>
    where T : unmanaged, INumber<T>
{
    private readonly ILocalStencil<T> _local;
    private readonly Block<T> _shape;
    private readonly int _depth;
    private readonly Layer<T> _zeros;
    private readonly LayerStack<T>[] _stacks;

    /// <summary>Divides memory.</summary>
    /// <param name="local">makes a step</param>
    /// <param name="depth">steps</param>
    /// <param name="shape">a block of the same extent and operator; its points are not touched</param>
    /// <param name="zeros">a line of zeros, for what lies outside the block</param>
    /// <param name="layers">as many layers as <see cref="LayersOf"/> says, each as long as
    /// <see cref="BlockMemory.LayerOf"/> says</param>
    public Wavefront(ILocalStencil<T> local, int depth, Block<T> shape, T* zeros, T* layers)
    {
        (_local, _depth, _shape, _zeros) = (local, depth, shape, new(zeros, 0, 0));
        bool corners = shape.Points != 7;
        nint length = shape.LayerPitch;
        _stacks = new LayerStack<T>[depth + 1];
        _stacks[0] = new(layers, length, 3);
        _stacks[depth] = new(layers + 3 * length, length, 1);
        T* kept = layers + 4 * length;
        for (int step = 1; step < depth; step++)
            _stacks[step] = corners
                ? new(kept + 3 * (step - 1) * length, length, 3)
                : new(kept, length, KeptOf(depth, corners), KeptOf(depth, corners) - step);
    }

    /// <summary>The layers that the first step reads: one, and those below and above it.</summary>
    public LayerStack<T> From => _stacks[0];

    /// <summary>The layer that the last step writes.</summary>
    public LayerStack<T> To => _stacks[_depth];

    /// <summary>Layers in memory.</summary>
    /// <param name="depth">steps</param>
    /// <param name="corners">a step needs points beyond edges and corners</param>
    public static int LayersOf(int depth, bool corners) => 3 + 1 + KeptOf(depth, corners);

    /// <summary>Makes a layer of each step: the first step's has this number, each later one's is one less.</summary>
    /// <param name="turn">layer of the first step</param>
    /// <param name="first">the first layer that the last step makes</param>
    /// <param name="end">one past its last layer</param>
    public void Turn(int turn, int first, int end)
    {
        for (int step = 1; step <= _depth; step++)
        {
            (int z, int more) = (turn - step + 1, _depth - step);
            if (z >= Math.Max(0, first - more) && z < Math.Min(_shape.Nz, end + more))
                Step(step, z);
        }
    }

    /// <summary>Layers between steps. A step needs three of the step before it. Without corners it writes each line in
    /// the place of the line below, which nothing else needs, so that two of each step and one more do.</summary>
    private static int KeptOf(int depth, bool corners) => corners ? 3 * (depth - 1) : 2 * depth - 1;

    /// <summary>Makes one layer, which is a block of its own: the layers below and above are its halos, and what lies
    /// outside the whole block is zero.</summary>
    private void Step(int step, int z)
    {
        LayerStack<T> source = _stacks[step - 1];
        Layer<T>* halos = stackalloc Layer<T>[Decomposition.Faces.Length];
        foreach (Face face in Decomposition.Faces)
            halos[(int)face] = _zeros;
        if (z > 0)
            halos[(int)Face.Below] = new(source.At(z - 1), _shape.Pitch, 0);
        if (z < _shape.Nz - 1)
            halos[(int)Face.Above] = new(source.At(z + 1), _shape.Pitch, 0);
        _local.Step(
            new(source.At(z), _stacks[step].At(z), halos, _shape.Nx, _shape.Ny, 1) { Points = _shape.Points },
            new(0, _shape.Ny, 0, 1));
    }
}
