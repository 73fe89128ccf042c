using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>What all ways of doing a collective share: they are written once for all number types.</summary>
/// <typeparam name="TCase">a case</typeparam>
public abstract class CollectiveRealisation<TCase> : Realisation<TCase, ICollectiveKernel>
    where TCase : CollectiveCase
{
    /// <inheritdoc/>
    public override Availability Check(TCase c, Point p, Place at) => Availability.Yes;

    /// <inheritdoc/>
    public override long FootprintBytes(TCase c, Point p, Place at) =>
        (c.Inputs(at.Rank) + c.Outputs(at.Rank)) * c.ElementBytes;

    /// <inheritdoc/>
    public override ICollectiveKernel Prepare(TCase c, Point p, Place at, IDisposable? link) =>
        c.Precision.Apply(new Maker(this, c, at));

    /// <summary>Makes the kernel for a number type.</summary>
    protected abstract CollectiveKernel<T> Make<T>(TCase c, Place at)
        where T : unmanaged, INumber<T>;

    private sealed class Maker(CollectiveRealisation<TCase> realisation, TCase c, Place at)
        : IGeneric<ICollectiveKernel>
    {
        public ICollectiveKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => realisation.Make<TStore>(c, at);
    }
}

/// <summary>What MPI can add.</summary>
internal static class MpiSums
{
    /// <summary>Whether it has the type.</summary>
    public static Availability Check(Precision precision) =>
        precision.Formats.Store is ElementKind.Fp16 or ElementKind.Bf16
            ? Availability.No($"MPI has no datatype for {precision.Name}")
            : Availability.Yes;
}

/// <summary>What a rank brings and what it gets. In place, what it gets goes over what it brought, of which a copy is
/// kept to begin again.</summary>
/// <typeparam name="T">an element</typeparam>
public abstract unsafe class CollectiveKernel<T> : ICollectiveKernel
    where T : unmanaged, INumber<T>
{
    private readonly NativeBuffer<T> _brought;
    private readonly NativeBuffer<T> _got;
    private readonly nint _outputs;
    private readonly bool _isInPlace;

    /// <summary>Allocates both; the result is filled with what no result can be.</summary>
    /// <param name="c">the case</param>
    /// <param name="at">where</param>
    /// <param name="isInPlace">source and target are the same, and as long</param>
    /// <param name="source">where the input lies; null to allocate it</param>
    /// <param name="target">where the result goes; null to allocate it</param>
    protected CollectiveKernel(
        ICollectiveCase c, Place at, bool isInPlace = false, T* source = null, T* target = null)
    {
        (Team, Rank, Ranks) = (at.Team, at.Rank, at.Ranks);
        nint inputs = (nint)c.Inputs(Rank);
        (_outputs, _isInPlace) = ((nint)c.Outputs(Rank), isInPlace);
        _got = at.Memory.Allocate<T>(target is null ? _outputs : 0);
        Target = target is null ? _got.Pointer : target;
        _brought = at.Memory.Allocate<T>(isInPlace || source is null ? inputs : 0);
        Source = isInPlace ? Target : source is null ? _brought.Pointer : source;
        T* brought = isInPlace ? _brought.Pointer : Source;
        for (nint i = 0; i < inputs; i++)
            brought[i] = T.CreateChecked(c.Input(Rank, i));
        Reset();
    }

    /// <inheritdoc/>
    public virtual int MaxBatch => int.MaxValue;

    /// <summary>The ranks; null for one alone.</summary>
    protected Communicator? Team { get; }

    /// <summary>This rank.</summary>
    protected int Rank { get; }

    /// <summary>How many.</summary>
    protected int Ranks { get; }

    /// <summary>What this rank brings. It stays as it is, unless <see cref="Target"/> is the same.</summary>
    protected internal T* Source { get; }

    /// <summary>Where the result goes.</summary>
    protected internal T* Target { get; }

    /// <inheritdoc/>
    public virtual void Reset()
    {
        if (_isInPlace)
            Copy(_brought.Pointer, Target, _outputs);
        else
            for (nint i = 0; i < _outputs; i++)
                Target[i] = -T.One;
    }

    /// <inheritdoc/>
    public void Run(int repeats, Span<long> phaseTicks)
    {
        if (Team is not null)
            Repeat(Team, repeats);
        else
            for (int i = 0; i < repeats; i++)
                Alone();
    }

    /// <inheritdoc/>
    public void Read(long first, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = double.CreateChecked(Target[first + i]);
    }

    /// <summary>Sets an element that this rank brings, rounded to the format. It counts from the next Reset
    /// on.</summary>
    public void Write(long i, double value) => (_isInPlace ? _brought.Pointer : Source)[i] = T.CreateChecked(value);

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
        _brought.Dispose();
        _got.Dispose();
    }

    /// <summary>Does it several times with a team. A single call into MPI is repeated in the method that makes it:
    /// setting up the change to native code then costs once, not with each of calls that last a fifth of a
    /// microsecond.</summary>
    protected abstract void Repeat(Communicator team, int repeats);

    /// <summary>Does it once without MPI: this rank has all there is.</summary>
    protected virtual void Alone() => Copy(Source, Target, _outputs);

    /// <summary>Copies elements, unless they are there already.</summary>
    protected static void Copy(T* from, T* to, nint length)
    {
        if (from != to)
            Buffer.MemoryCopy(from, to, length * sizeof(T), length * sizeof(T));
    }
}
