using System.Diagnostics;
using HaiEnd.Mpi.Analysis.Fits;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using Way = HaiEnd.Mpi.Bench.Realisation<
    HaiEnd.Mpi.Suites.Collectives.AllreduceCase, HaiEnd.Mpi.Suites.Collectives.IAllreduceKernel>;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Takes the algorithm that should be the fastest here: while connecting it measures what messages of several
/// sizes take one way and while all ranks exchange, and what adding takes, and asks the model.
/// Source of the formulas: Thakur, Rabenseifner and Gropp, Int. J. High Perform. Comput. Appl. 19, 2005.</summary>
public sealed class AutoAllreduce : Realisation<AllreduceCase, IAllreduceKernel>
{
    /// <summary>Messages of each size; the fastest counts, for what disturbs one is not the link.</summary>
    private const int Rounds = 5;

    /// <summary>Sizes of messages; longer ones take as much longer as they are [byte].</summary>
    private static readonly int[] Sizes =
        [8, 64, 512, 4 << 10, 16 << 10, 32 << 10, 64 << 10, 128 << 10, 256 << 10, 512 << 10];

    /// <inheritdoc/>
    public override string Name => "auto";

    /// <inheritdoc/>
    public override string Summary => "the algorithm that the model of measured messages says is the fastest";

    /// <inheritdoc/>
    public override Availability Check(AllreduceCase c, Point p, Place at) => Availability.Yes;

    /// <inheritdoc/>
    public override long FootprintBytes(AllreduceCase c, Point p, Place at) =>
        2L * Sizes[^1] + Candidates(c, p, at).Max(r => r.FootprintBytes(c, p, at));

    /// <inheritdoc/>
    public override IDisposable? Connect(AllreduceCase c, Point p, Place at)
    {
        if (at.Team is null)
            return null;
        Way[] candidates = [.. Candidates(c, p, at)];
        // A rank alone has no messages that could decide.
        string name = at.Ranks < 2 ? candidates[0].Name
            : Measured(at).Fastest(candidates.Select(r => r.Name), at.Ranks, c.Bytes);
        Way way = candidates.First(r => r.Name == name);
        return new Chosen(way, way.Connect(c, p, at));
    }

    /// <inheritdoc/>
    public override IAllreduceKernel Prepare(AllreduceCase c, Point p, Place at, IDisposable? link)
    {
        (Way way, IDisposable? own) = link is Chosen chosen ? (chosen.Way, chosen.Link)
            : (Candidates(c, p, at).First(), null);
        return new Kernel(way.Prepare(c, p, at, own), way.Name);
    }

    /// <summary>The ways that the model knows and that can be gone here, the same on all ranks; not those with axes of
    /// their own, which this point has no values of.</summary>
    private static IEnumerable<Way> Candidates(AllreduceCase c, Point p, Place at) =>
        at.Parts.RealisationsOf(at.Parts.Benchmark("allreduce")).OfType<Way>()
        .Where(r => AllreduceModel.Known.Contains(r.Name) && r.Axes.Count == 0 && r.Check(c, p, at).IsYes);

    /// <summary>The model with this team's messages and this machine's additions. Collective; the same on all
    /// ranks.</summary>
    private static unsafe AllreduceModel Measured(Place at)
    {
        using NativeBuffer<double> sum = at.Memory.Allocate<double>(Sizes[^1] / sizeof(double)),
            numbers = at.Memory.Allocate<double>(sum.Length);
        double adding = Fastest(at.Team!, () => AllreduceKernel<double>.Add(
            sum.Pointer, sum.Pointer, numbers.Pointer, sum.Length));
        return new(
            Fit(at, "pingpong.blocking", 2), Fit(at, "sendrecv.blocking pattern=ring", 1),
            Fit(at, "sendrecv.blocking pattern=pairs", 1), adding / Sizes[^1]);
    }

    /// <summary>The curve of a benchmark of messages.</summary>
    /// <param name="at">where</param>
    /// <param name="spec">which</param>
    /// <param name="messages">that follow each other in a repeat</param>
    private static AlphaBeta Fit(Place at, string spec, int messages)
    {
        var seconds = new double[Sizes.Length];
        for (int i = 0; i < Sizes.Length; i++)
        {
            Job job = at.Parts.Bind(PointSpec.Parse($"{spec} bytes={Sizes[i]}"), at.Ranks);
            using IKernel kernel = job.Prepare(at, null);
            long[] phases = new long[job.Phases.Count];
            seconds[i] = Fastest(at.Team!, () => kernel.Run(1, phases)) / messages;
        }

        return AlphaBeta.Fit([.. Sizes.Select(s => (double)s)], seconds);
    }

    /// <summary>The shortest of some times, each that of the slowest rank [s].</summary>
    private static double Fastest(Communicator team, Action once)
    {
        double best = double.PositiveInfinity;
        for (int round = 0; round <= Rounds; round++)
        {
            team.Barrier();
            long begin = Stopwatch.GetTimestamp();
            once();
            double seconds = team.AllReduce(Stopwatch.GetElapsedTime(begin).TotalSeconds, ReduceOp.Max);
            // The first one finds the connection.
            best = round > 0 ? Math.Min(best, seconds) : best;
        }

        return best;
    }

    /// <summary>The way that was chosen, and its communicators.</summary>
    private sealed record Chosen(Way Way, IDisposable? Link) : IDisposable
    {
        public void Dispose() => Link?.Dispose();
    }

    /// <summary>The kernel of the way that was chosen, and its name.</summary>
    private sealed class Kernel(IAllreduceKernel inner, string algorithm) : IAllreduceKernel
    {
        public int MaxBatch => inner.MaxBatch;

        public string Algorithm => algorithm;

        public void Reset() => inner.Reset();

        public void Run(int repeats, Span<long> phaseTicks) => inner.Run(repeats, phaseTicks);

        public void Write(long i, double value) => inner.Write(i, value);

        public void Read(long first, Span<double> values) => inner.Read(first, values);

        public void Dispose() => inner.Dispose();
    }
}
