using System.Numerics;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>What all ways of summing over ranks share: they are written once for all number types.</summary>
public abstract class AllreduceRealisation : Realisation<AllreduceCase, IAllreduceKernel>
{
    /// <summary>Bytes that it takes on each rank beside the numbers and their sum.</summary>
    protected virtual long ScratchBytes(AllreduceCase c, Point p) => 0;

    /// <inheritdoc/>
    public override Availability Check(AllreduceCase c, Point p, Place at) => Availability.Yes;

    /// <inheritdoc/>
    public override long FootprintBytes(AllreduceCase c, Point p, Place at) => 2 * c.Bytes + ScratchBytes(c, p);

    /// <inheritdoc/>
    public override IAllreduceKernel Prepare(AllreduceCase c, Point p, Place at, IDisposable? link) =>
        c.Precision.Apply(new Maker(this, c, p, at, link));

    /// <summary>Whether MPI can sum what the case stores.</summary>
    protected static Availability SummedByMpi(AllreduceCase c) => MpiSums.Check(c.Precision);

    /// <summary>Makes the kernel for a number type.</summary>
    protected abstract AllreduceKernel<T> Make<T>(AllreduceCase c, Point p, Place at, IDisposable? link)
        where T : unmanaged, INumber<T>;

    private sealed class Maker(
        AllreduceRealisation realisation, AllreduceCase c, Point p, Place at, IDisposable? link)
        : IGeneric<IAllreduceKernel>
    {
        public IAllreduceKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => realisation.Make<TStore>(c, p, at, link);
    }
}

/// <summary>Numbers of this rank, and their sum over the ranks.</summary>
/// <typeparam name="T">an element</typeparam>
/// <param name="c">the case</param>
/// <param name="at">where</param>
/// <param name="source">where the numbers lie; null to allocate them</param>
/// <param name="target">where the sum goes; null to allocate it</param>
public abstract unsafe class AllreduceKernel<T>(AllreduceCase c, Place at, T* source = null, T* target = null)
    : CollectiveKernel<T>(c, at, c.InPlace, source, target), IAllreduceKernel
    where T : unmanaged, INumber<T>
{
    /// <inheritdoc/>
    public override int MaxBatch { get; } = c.MaxRepeats;

    /// <summary>Messages that this rank has sent so far.</summary>
    public long MessagesSent { get; private set; }

    /// <summary>What they carried [byte].</summary>
    public long BytesSent { get; private set; }

    /// <summary>Elements.</summary>
    protected nint Length { get; } = (nint)c.Elements;

    /// <summary>The sum goes over the numbers.</summary>
    protected bool InPlace { get; } = c.InPlace;

    /// <summary>Sums once over the ranks of a team.</summary>
    protected abstract void Once(Communicator team);

    /// <inheritdoc/>
    protected override void Repeat(Communicator team, int repeats)
    {
        for (int i = 0; i < repeats; i++)
            Once(team);
    }

    /// <summary>Sends elements to a rank.</summary>
    protected void Send(Communicator team, T* sent, nint length, int to)
    {
        Count(length);
        team.Send(sent, length * sizeof(T), Datatype.Byte, to, 0);
    }

    /// <summary>Receives elements from a rank.</summary>
    protected static void Receive(Communicator team, T* received, nint length, int from) =>
        team.Receive(received, length * sizeof(T), Datatype.Byte, from, 0);

    /// <summary>Sends elements to one rank and receives as many or others from another.</summary>
    protected void Exchange(
        Communicator team, T* sent, nint sentLength, int to, T* received, nint receivedLength, int from)
    {
        Count(sentLength);
        team.SendReceive(
            sent, sentLength * sizeof(T), to, received, receivedLength * sizeof(T), from, Datatype.Byte, 0);
    }

    /// <summary>Counts a message that this rank sends.</summary>
    protected void Count(nint length) => CountBytes(length * sizeof(T));

    /// <summary>Counts a message that is not of elements.</summary>
    protected void CountBytes(long bytes)
    {
        MessagesSent++;
        BytesSent += bytes;
    }

    /// <summary>to = a + b, in vectors where the processor has them for the type; each may be another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected internal static void Add(T* to, T* a, T* b, nint length)
    {
        if (typeof(T) == typeof(Bf16))
        {
            Bf16.Add((Bf16*)to, (Bf16*)a, (Bf16*)b, length);
            return;
        }

        nint i = 0;
        if (Vector<T>.IsSupported)
        {
            for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
                Vector.Store(Vector.Load(a + i) + Vector.Load(b + i), to + i);
        }

        for (; i < length; i++)
            to[i] = a[i] + b[i];
    }
}
