using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Suites.Collectives;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>A collective with a defect, which the check must find.</summary>
/// <typeparam name="TCase">of which</typeparam>
/// <typeparam name="TKernel">what it shows</typeparam>
public abstract class PlantedCollective<TCase, TKernel>(string name) : Realisation<TCase, TKernel>
    where TCase : class, ICollectiveCase
    where TKernel : class, ICollectiveKernel
{
    public override string Name => name;

    public override string Summary => "a defect in a collective";

    public override Availability Check(TCase c, Point p, Place at) => Availability.Yes;

    public override long FootprintBytes(TCase c, Point p, Place at) => 0;

    public override TKernel Prepare(TCase c, Point p, Place at, IDisposable? link) =>
        (TKernel)(ICollectiveKernel)new Kernel(i => Element(c, at.Rank, at.Ranks, i));

    /// <summary>What a rank gets as an element.</summary>
    protected abstract double Element(TCase c, int rank, int ranks, long i);

    private sealed class Kernel(Func<long, double> element) : IAllreduceKernel
    {
        public int MaxBatch => int.MaxValue;

        public void Reset()
        {
        }

        public void Run(int repeats, Span<long> phaseTicks)
        {
        }

        public void Read(long first, Span<double> values)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = element(first + i);
        }

        public void Write(long i, double value)
        {
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>The last rank is left out.</summary>
public sealed class ForgetfulAllreduce() : PlantedCollective<AllreduceCase, IAllreduceKernel>("planted")
{
    protected override double Element(AllreduceCase c, int rank, int ranks, long i) =>
        c.Output(rank, i) - c.Input(ranks - 1, i);
}

/// <summary>Every repeat begins with the first numbers; that is right when it is not in place.</summary>
public sealed class RestartedAllreduce() : PlantedCollective<AllreduceCase, IAllreduceKernel>("planted-restart")
{
    protected override double Element(AllreduceCase c, int rank, int ranks, long i) => c.Output(rank, i);
}

/// <summary>The first two blocks have changed places.</summary>
public sealed class SwappedAllgather() : PlantedCollective<AllgatherCase, ICollectiveKernel>("planted")
{
    protected override double Element(AllgatherCase c, int rank, int ranks, long i) =>
        c.Output(rank, i < c.Block ? i + c.Block : i < 2 * c.Block ? i - c.Block : i);
}

/// <summary>Each rank gets the block of the next.</summary>
public sealed class ShiftedReduceScatter() : PlantedCollective<ReduceScatterCase, ICollectiveKernel>("planted")
{
    protected override double Element(ReduceScatterCase c, int rank, int ranks, long i) =>
        c.Output((rank + 1) % ranks, i);
}

/// <summary>Blocks stay where they are.</summary>
public sealed class LazyAlltoall() : PlantedCollective<AlltoallCase, ICollectiveKernel>("planted")
{
    protected override double Element(AlltoallCase c, int rank, int ranks, long i) => c.Input(rank, i);
}

/// <summary>The last element of the last rank has not arrived.</summary>
public sealed class ShortBroadcast() : PlantedCollective<BroadcastCase, ICollectiveKernel>("planted")
{
    protected override double Element(BroadcastCase c, int rank, int ranks, long i) =>
        rank == ranks - 1 && i == c.Block - 1 ? -1 : c.Output(rank, i);
}

/// <summary>The last rank is left out.</summary>
public sealed class ForgetfulReduce() : PlantedCollective<ReduceCase, ICollectiveKernel>("planted")
{
    protected override double Element(ReduceCase c, int rank, int ranks, long i) =>
        c.Output(rank, i) - c.Input(ranks - 1, i);
}

/// <summary>The last rank is not waited for.</summary>
public sealed class HastyBarrier : Realisation<BarrierCase, IBarrierKernel>
{
    public override string Name => "planted";

    public override string Summary => "does not wait for the last rank";

    public override Availability Check(BarrierCase c, Point p, Place at) => Availability.Yes;

    public override long FootprintBytes(BarrierCase c, Point p, Place at) => 0;

    public override IDisposable? Connect(BarrierCase c, Point p, Place at) =>
        at.Team!.Split(at.Rank == at.Ranks - 1 ? 1 : 0);

    public override IBarrierKernel Prepare(BarrierCase c, Point p, Place at, IDisposable? link) =>
        new Kernel((Communicator)link!);

    private sealed class Kernel(Communicator some) : IBarrierKernel
    {
        public int MaxBatch => int.MaxValue;

        public void Reset()
        {
        }

        public void Run(int repeats, Span<long> phaseTicks)
        {
            for (int i = 0; i < repeats; i++)
                some.Barrier();
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>As if the last rank were on a node of its own.</summary>
public sealed class LoneLastRank : HierarchicalAllreduce
{
    public override string Name => "hierarchical-lone";

    protected override Communicator NodeOf(Communicator team)
    {
        using Communicator node = base.NodeOf(team);
        return node.Split(team.Rank == team.Size - 1 ? 1 : 0)!;
    }
}

/// <summary>As if ranks were dealt out to two nodes in turn.</summary>
public sealed class DealtRanks : HierarchicalAllreduce
{
    public override string Name => "hierarchical-dealt";

    protected override Communicator NodeOf(Communicator team)
    {
        using Communicator node = base.NodeOf(team);
        return node.Split(team.Rank % 2)!;
    }
}
