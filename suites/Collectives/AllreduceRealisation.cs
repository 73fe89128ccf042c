using System.Numerics;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>What all ways of summing over ranks share: they are written once for all number types.</summary>
public abstract class AllreduceRealisation : Realisation<AllreduceCase, IAllreduceKernel>
{
    /// <summary>Buffers of the case's size on each rank.</summary>
    protected virtual int Buffers => 2;

    /// <inheritdoc/>
    public override Availability Check(AllreduceCase c, Point p, Place at) => Availability.Yes;

    /// <inheritdoc/>
    public override long FootprintBytes(AllreduceCase c, Point p, Place at) => Buffers * c.Elements * c.ElementBytes;

    /// <inheritdoc/>
    public override IAllreduceKernel Prepare(AllreduceCase c, Point p, Place at, IDisposable? link) =>
        c.Precision.Apply(new Maker(this, c, at));

    /// <summary>Whether MPI can sum what the case stores.</summary>
    protected static Availability SummedByMpi(AllreduceCase c) =>
        c.Precision.Formats.Store is ElementKind.Fp64 or ElementKind.Fp32
            ? Availability.Yes
            : Availability.No($"MPI has no datatype for {c.Precision.Name}");

    /// <summary>Makes the kernel for a number type.</summary>
    protected abstract AllreduceKernel<T> Make<T>(AllreduceCase c, Place at)
        where T : unmanaged, INumber<T>;

    private sealed class Maker(AllreduceRealisation realisation, AllreduceCase c, Place at) : IGeneric<IAllreduceKernel>
    {
        public IAllreduceKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => realisation.Make<TStore>(c, at);
    }
}

/// <summary>A buffer and its sum over the ranks.</summary>
/// <typeparam name="T">an element</typeparam>
public abstract unsafe class AllreduceKernel<T> : IAllreduceKernel
    where T : unmanaged, INumber<T>
{
    private readonly NativeBuffer<T> _source;
    private readonly NativeBuffer<T> _target;

    /// <summary>Allocates both; the result is filled with what no sum can be.</summary>
    /// <param name="c">the case</param>
    /// <param name="at">where</param>
    protected AllreduceKernel(AllreduceCase c, Place at)
    {
        Team = at.Team;
        Rank = at.Rank;
        Ranks = at.Ranks;
        Length = (nint)c.Elements;
        _source = at.Memory.Allocate<T>(Length);
        _target = at.Memory.Allocate<T>(Length);
        for (nint i = 0; i < Length; i++)
            Source[i] = T.CreateChecked(c.Input(Rank, i));
        Reset();
    }

    /// <inheritdoc/>
    public int MaxBatch => int.MaxValue;

    /// <summary>The ranks; null for one alone.</summary>
    protected Communicator? Team { get; }

    /// <summary>This rank.</summary>
    protected int Rank { get; }

    /// <summary>How many.</summary>
    protected int Ranks { get; }

    /// <summary>Elements.</summary>
    protected nint Length { get; }

    /// <summary>This rank's buffer; it keeps its values.</summary>
    protected T* Source => _source.Pointer;

    /// <summary>Where the sum goes.</summary>
    protected T* Target => _target.Pointer;

    /// <inheritdoc/>
    public void Reset()
    {
        for (nint i = 0; i < Length; i++)
            Target[i] = -T.One;
    }

    /// <inheritdoc/>
    public void Run(int repeats, Span<long> phaseTicks)
    {
        if (Team is not null)
            Repeat(Team, repeats);
        else
            for (int i = 0; i < repeats; i++)
                Copy(Source, Target);
    }

    /// <inheritdoc/>
    public void Read(long first, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = double.CreateChecked(Target[first + i]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives memory back.</summary>
    /// <param name="disposing">always true: there is no finaliser</param>
    protected virtual void Dispose(bool disposing)
    {
        _source.Dispose();
        _target.Dispose();
    }

    /// <summary>Sums once over the ranks of a team.</summary>
    protected abstract void Once(Communicator team);

    /// <summary>Sums several times. A single call into MPI is repeated in the method that makes it: setting up the
    /// change to native code then costs once, not with each of calls that last a fifth of a microsecond.</summary>
    protected virtual void Repeat(Communicator team, int repeats)
    {
        for (int i = 0; i < repeats; i++)
            Once(team);
    }

    /// <summary>Sends elements to one rank and receives as many or others from another.</summary>
    protected static void Exchange(
        Communicator team, T* sent, nint sentLength, int to, T* received, nint receivedLength, int from) =>
        team.SendReceive(
            sent, sentLength * sizeof(T), to, received, receivedLength * sizeof(T), from, Datatype.Byte, 0);

    /// <summary>Copies a whole buffer.</summary>
    protected void Copy(T* from, T* to) =>
        Buffer.MemoryCopy(from, to, Length * sizeof(T), Length * sizeof(T));

    /// <summary>to += from, in vectors where the processor has them for the type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected static void Add(T* to, T* from, nint length)
    {
        nint i = 0;
        if (Vector<T>.IsSupported)
        {
            for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
                Vector.Store(Vector.Load(to + i) + Vector.Load(from + i), to + i);
        }

        for (; i < length; i++)
            to[i] += from[i];
    }
}
