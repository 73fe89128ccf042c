using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>What all ways share that keep the points on a device: layers for the neighbours are packed there, and go
/// through the node's memory by messages. Either each phase waits for the one before, so that they add up to the time,
/// or the device steps the points that need no halo while halos are on their way: "transfer" and "wire" are then what
/// is left to wait for, "pack" is only asked for, and "compute" is the rest.</summary>
/// <typeparam name="TCase">a bound point of the benchmark</typeparam>
/// <typeparam name="TKernel">what the benchmark judges</typeparam>
/// <param name="runtime">whose device</param>
/// <param name="overlaps">steps and halos at once</param>
public abstract class DeviceSteps<TCase, TKernel>(string runtime, bool overlaps)
    : Realisation<TCase, TKernel>, IOnDevice
    where TCase : notnull
    where TKernel : class, IKernel
{
    /// <inheritdoc/>
    public override string Name => overlaps ? $"{runtime}-overlap" : runtime;

    /// <inheritdoc/>
    public string Runtime => runtime;

    /// <inheritdoc/>
    public override string Summary => $"our kernel on the rank's device of {runtime}, "
        + (overlaps ? "which steps the inside while halos are on their way"
            : "halos packed there and sent from the node's memory");

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Phases { get; } = ["pack", "transfer", "wire", "compute"];

    /// <inheritdoc/>
    public sealed override Availability Check(TCase c, Point p, Place at) =>
        DeviceKernels.Check(runtime, p.Precision, at);

    /// <inheritdoc/>
    public sealed override TKernel Prepare(TCase c, Point p, Place at, IDisposable? link) =>
        p.Precision.Apply(new Maker(this, (c, p.Precision, at), DeviceKernels.Of(runtime, at)));

    /// <summary>Makes the kernel for a number type.</summary>
    private protected abstract TKernel Make<T>(TCase c, Precision precision, Place at, Device device, Belongings own)
        where T : unmanaged, INumber<T>;

    /// <summary>Sends what left the device, and receives what will be brought to it.</summary>
    /// <param name="block">whose layers</param>
    /// <param name="halos">their messages</param>
    /// <param name="faces">those of a round</param>
    private protected virtual void Exchange<T>(DeviceBlock<T> block, HaloExchange<T> halos, ReadOnlySpan<Face> faces)
        where T : unmanaged, INumber<T>
    {
        halos.Post(faces);
        halos.Wait();
    }

    private void Step<T>(DeviceBlock<T> block, HaloExchange<T> halos, Span<long> phaseTicks)
        where T : unmanaged, INumber<T>
    {
        if (overlaps)
            Overlapped(block, halos, phaseTicks);
        else
            InTurn(block, halos, phaseTicks);
    }

    private void InTurn<T>(DeviceBlock<T> block, HaloExchange<T> halos, Span<long> phaseTicks)
        where T : unmanaged, INumber<T>
    {
        long since = Stopwatch.GetTimestamp();
        foreach (HaloRound round in block.Shape.Rounds)
        {
            block.Pack(round);
            block.FinishHalos();
            Phase.Lap(ref since, ref phaseTicks[0]);
            block.Leave(round);
            block.FinishHalos();
            Phase.Lap(ref since, ref phaseTicks[1]);
            Exchange(block, halos, round.Faces);
            Phase.Lap(ref since, ref phaseTicks[2]);
            block.Bring(round);
            block.FinishHalos();
            Phase.Lap(ref since, ref phaseTicks[1]);
            block.Unpack(round);
            block.FinishHalos();
            Phase.Lap(ref since, ref phaseTicks[0]);
        }

        block.Step(block.Shape.All);
        block.FinishSteps();
        Phase.Lap(ref since, ref phaseTicks[3]);
    }

    private void Overlapped<T>(DeviceBlock<T> block, HaloExchange<T> halos, Span<long> phaseTicks)
        where T : unmanaged, INumber<T>
    {
        IReadOnlyList<HaloRound> rounds = block.Shape.Rounds;
        long since = Stopwatch.GetTimestamp();
        for (int i = 0; i < rounds.Count; i++)
        {
            block.Pack(rounds[i]);
            block.Leave(rounds[i]);
            if (i == 0)
                block.Step(block.Shape.Inside);
            Phase.Lap(ref since, ref phaseTicks[0]);
            block.FinishHalos();
            Phase.Lap(ref since, ref phaseTicks[1]);
            Exchange(block, halos, rounds[i].Faces);
            Phase.Lap(ref since, ref phaseTicks[2]);
            block.Bring(rounds[i]);
            block.Unpack(rounds[i]);
        }

        block.AwaitHalos();
        foreach (Cuboid part in rounds.Count > 0 ? block.Shape.Outside : [block.Shape.All])
            block.Step(part);
        block.FinishSteps();
        Phase.Lap(ref since, ref phaseTicks[3]);
    }

    private sealed class Maker(
        DeviceSteps<TCase, TKernel> way, (TCase Case, Precision Precision, Place Place) at, Device device)
        : IGeneric<TKernel>
    {
        public TKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => Belongings.For(
                own => way.Make<TStore>(at.Case, at.Precision, at.Place, device, own));
    }

    /// <summary>Makes steps.</summary>
    /// <param name="way">how</param>
    /// <param name="at">where</param>
    /// <param name="block">the points, which are freed with it</param>
    private protected abstract class Kernel<T>(DeviceSteps<TCase, TKernel> way, Place at, DeviceBlock<T> block)
        : IKernel
        where T : unmanaged, INumber<T>
    {
        private readonly HaloExchange<T> _halos = new(at.Team, block);

        public abstract int MaxBatch { get; }

        /// <summary>Of a repeat.</summary>
        protected abstract int Steps { get; }

        public void Reset() => block.Fill();

        public void Run(int repeats, Span<long> phaseTicks)
        {
            for (int i = 0; i < repeats * Steps; i++)
            {
                way.Step(block, _halos, phaseTicks);
                block.Turn();
            }
        }

        public void Dispose()
        {
            _halos.Dispose();
            block.Dispose();
        }
    }
}
