using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>Whether something can be done here, and if not, why.</summary>
/// <param name="IsYes">it can</param>
/// <param name="Reason">why not, for a person; empty if it can</param>
public readonly record struct Availability(bool IsYes, string Reason)
{
    /// <summary>It can be done.</summary>
    public static readonly Availability Yes = new(true, "");

    /// <summary>It can't, because of <paramref name="reason"/>.</summary>
    public static Availability No(string reason) => new(false, reason);
}

/// <summary>Where a kernel is to run.</summary>
/// <param name="Team">the ranks that work together; null where the program runs alone, without MPI</param>
/// <param name="Threads">processors this rank may use</param>
/// <param name="Memory">who hands out large buffers and refuses those over the limit</param>
/// <param name="Parts">where local kernels are looked up by name</param>
public sealed record Place(Communicator? Team, int Threads, MemoryBudget Memory, Catalog Parts)
{
    /// <summary>Ranks in the team.</summary>
    public int Ranks => Team?.Size ?? 1;

    /// <summary>This rank in the team.</summary>
    public int Rank => Team?.Rank ?? 0;

    /// <summary>A processor that this rank has for itself; -1 where none is known.</summary>
    public int Processor { get; init; } = -1;

    /// <summary>The devices of this rank.</summary>
    public RankDevices Devices { get; init; } = RankDevices.None;

    /// <summary>The node of each rank of the team, numbered from 0; empty where all are on one.</summary>
    public IReadOnlyList<int> NodeOfRank { get; init; } = [];

    /// <summary>The node of a rank of the team.</summary>
    public int NodeOf(int rank) => NodeOfRank.Count > 0 ? NodeOfRank[rank] : 0;
}

/// <summary>Work that is timed. Run must be blocking: it returns when all the work is done, and allocates
/// nothing.</summary>
public interface IKernel : IDisposable
{
    /// <summary>Most repeats that may be run after one <see cref="Reset"/>; int.MaxValue where they do not add
    /// up.</summary>
    int MaxBatch { get; }

    /// <summary>Puts the data back to how they were prepared. Not timed; must not communicate.</summary>
    void Reset();

    /// <summary>Does the work <paramref name="repeats"/> times.</summary>
    /// <param name="repeats">at least 1</param>
    /// <param name="phaseTicks">ticks of <see cref="System.Diagnostics.Stopwatch"/> spent in each phase are added here;
    /// its length is the realisation's number of phases</param>
    void Run(int repeats, Span<long> phaseTicks);
}

/// <summary>How thoroughly an answer is checked.</summary>
public enum Rigour
{
    /// <summary>Not at all; the file says so.</summary>
    None,

    /// <summary>Some entries, or a probabilistic check.</summary>
    Sample,

    /// <summary>All that can be checked.</summary>
    Full,
}

/// <summary>What the check of an answer found.</summary>
/// <param name="Passed">the answer is right</param>
/// <param name="ErrorRelMax">greatest relative error seen [1]</param>
/// <param name="Bound">what it must not exceed [1]</param>
/// <param name="What">what was checked, in a few words</param>
public sealed record Verdict(bool Passed, double ErrorRelMax, double Bound, string What)
{
    /// <summary>Passes where the error is within the bound; NaN never is.</summary>
    public static Verdict Of(double error, double bound, string what) => new(error <= bound, error, bound, what);
}

/// <summary>What a check may ask of the other ranks. Every call is collective, and carries a flag: if one rank has
/// thrown, all leave the check together.</summary>
public interface IHarness
{
    /// <summary>This rank.</summary>
    int Rank { get; }

    /// <summary>Ranks.</summary>
    int Size { get; }

    /// <summary>Repeats that the kernel has run since its last Reset, the last timed sample included.</summary>
    long Repeats { get; }

    /// <summary>Sums each element over the ranks, in place.</summary>
    void Sum(Span<double> values);

    /// <summary>The greatest value of any rank; NaN if any is NaN.</summary>
    double Max(double value);
}

/// <summary>Something that the catalogue finds by its type and hands out by its name.</summary>
public interface INamed
{
    /// <summary>As in suite files, e.g. <c>pgemm</c>.</summary>
    string Name { get; }
}

/// <summary>A realisation or a part that works on a device: where a node has none, it is left out unless it is asked
/// for by its name.</summary>
public interface IOnDevice : INamed
{
    /// <summary>Whose device: <c>opencl</c>, <c>cuda</c>, <c>hip</c>.</summary>
    string Runtime { get; }
}

/// <summary>What the catalogue knows of any benchmark.</summary>
public interface IBenchmark : INamed
{
    /// <summary>One sentence: what it measures.</summary>
    string Summary { get; }

    /// <summary>Paper, standard or code that defines it.</summary>
    string Source { get; }

    /// <summary>Raised when the measured work changes.</summary>
    int Version { get; }

    /// <summary>What may be varied, whichever way it is done.</summary>
    IReadOnlyList<Axis> Axes { get; }

    /// <summary>What its rate is.</summary>
    Metric Metric { get; }

    /// <summary>The benchmark whose rate is its upper bound; empty where there is none.</summary>
    string Roof { get; }

    /// <summary>The count of operations as a formula.</summary>
    string FlopModel { get; }

    /// <summary>The count of bytes as a formula.</summary>
    string ByteModel { get; }
}

/// <summary>What is asked: axes, work, and how an answer is judged. One file each.</summary>
/// <typeparam name="TCase">a point, bound to types</typeparam>
/// <typeparam name="TKernel">what a realisation must show so that its answer can be judged</typeparam>
public abstract class Benchmark<TCase, TKernel> : IBenchmark
    where TCase : notnull
    where TKernel : class, IKernel
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract string Source { get; }

    /// <inheritdoc/>
    public virtual int Version => 1;

    /// <inheritdoc/>
    public abstract IReadOnlyList<Axis> Axes { get; }

    /// <inheritdoc/>
    public abstract Metric Metric { get; }

    /// <inheritdoc/>
    public virtual string Roof => "";

    /// <inheritdoc/>
    public abstract string FlopModel { get; }

    /// <inheritdoc/>
    public abstract string ByteModel { get; }

    /// <summary>Reads the axes.</summary>
    /// <exception cref="ArgumentException">the values do not make a case; the point is skipped with this
    /// reason</exception>
    public abstract TCase Bind(Point p, int ranks);

    /// <summary>Work of one repeat on one rank.</summary>
    public abstract Work WorkOf(TCase c, int rank);

    /// <summary>Judges the answer that the last timed sample left. Collective where it calls
    /// <paramref name="h"/>.</summary>
    public abstract Verdict Verify(TCase c, TKernel k, Rigour r, IHarness h);

    /// <summary>What else is worth knowing of a right answer. The kernel may be filled with other data and run again;
    /// nothing comes after this. Collective, and not voted on: a fault in it ends the job.</summary>
    public virtual IReadOnlyList<PointFact> Observe(TCase c, TKernel k, IHarness h) => [];
}

/// <summary>What the catalogue knows of any realisation.</summary>
public interface IRealisation : INamed
{
    /// <summary>One sentence: how it does it.</summary>
    string Summary { get; }

    /// <summary>What may be varied in this way of doing it.</summary>
    IReadOnlyList<Axis> Axes { get; }

    /// <summary>Names of the phases that Run times.</summary>
    IReadOnlyList<string> Phases { get; }

    /// <summary>True where this is a way of doing what <paramref name="benchmark"/> asks.</summary>
    bool Realises(IBenchmark benchmark);

    /// <summary>Binds a point. Not collective.</summary>
    /// <exception cref="ArgumentException">the values do not make a case</exception>
    Job Bind(IBenchmark benchmark, Point p, int ranks);
}

/// <summary>One way of doing it. One file each; which benchmark it belongs to follows from its type
/// arguments.</summary>
/// <typeparam name="TCase">the benchmark's case</typeparam>
/// <typeparam name="TKernel">the benchmark's kernel</typeparam>
public abstract class Realisation<TCase, TKernel> : IRealisation
    where TCase : notnull
    where TKernel : class, IKernel
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public virtual IReadOnlyList<Axis> Axes => [];

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> Phases => [];

    /// <summary>Whether it can be done here. Not collective.</summary>
    public abstract Availability Check(TCase c, Point p, Place at);

    /// <summary>Memory it will allocate on this rank [byte]. Over the limit, the point's status is oom and nothing is
    /// allocated.</summary>
    public abstract long FootprintBytes(TCase c, Point p, Place at);

    /// <summary>What this way of doing it sends in one repeat on one rank, added to the work that the benchmark states:
    /// another algorithm sends other bytes.</summary>
    public virtual Work TrafficOf(TCase c, Point p, int rank) => Work.None;

    /// <summary>The only collective set-up: communicators. Null where there is none.</summary>
    public virtual IDisposable? Connect(TCase c, Point p, Place at) => null;

    /// <summary>Allocates and fills. Must not communicate.</summary>
    /// <param name="c">the case</param>
    /// <param name="p">for the realisation's own axes</param>
    /// <param name="at">where</param>
    /// <param name="link">what Connect returned; the harness disposes of it after the kernel</param>
    public abstract TKernel Prepare(TCase c, Point p, Place at, IDisposable? link);

    /// <inheritdoc/>
    public bool Realises(IBenchmark benchmark) => benchmark is Benchmark<TCase, TKernel>;

    /// <inheritdoc/>
    public Job Bind(IBenchmark benchmark, Point p, int ranks) =>
        new Job<TCase, TKernel>((Benchmark<TCase, TKernel>)benchmark, this, p, ranks);
}

/// <summary>What the catalogue knows of any part.</summary>
public interface IPart : INamed
{
    /// <summary>What it makes: the name of the type.</summary>
    string Kind { get; }
}

/// <summary>A local piece that a realisation is built from: a local GEMM, a reduction, a device kernel. One file
/// each.</summary>
/// <typeparam name="T">what it makes</typeparam>
public abstract class Part<T> : IPart
    where T : class
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public string Kind => typeof(T).Name;

    /// <summary>Whether it can be made here for this precision.</summary>
    public abstract Availability Check(Precision precision, Place at);

    /// <summary>Memory that it allocates for itself [byte].</summary>
    public virtual long FootprintBytes(Precision precision, Place at) => 0;

    /// <summary>Makes it.</summary>
    public abstract T Create(Precision precision, Place at);
}
