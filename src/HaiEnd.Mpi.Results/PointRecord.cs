namespace HaiEnd.Mpi.Results;

/// <summary>How a point ended. The numbers are the file's.</summary>
public enum PointStatus
{
    /// <summary>Measured.</summary>
    Ok = 0,

    /// <summary>The memory it needs is over the limit; nothing was allocated.</summary>
    Oom = 1,

    /// <summary>It ran over its time limit.</summary>
    Timeout = 2,

    /// <summary>It can't be done here; the message says why.</summary>
    Skipped = 3,

    /// <summary>A step of it threw; the message names the rank.</summary>
    Failed = 4,

    /// <summary>Measured, and the answer is wrong: shown, never ranked.</summary>
    Wrong = 5,

    /// <summary>Measured, but the samples have no steady state.</summary>
    Unstable = 6,
}

/// <summary>What the harness found when it checked the answer. The numbers are the file's.</summary>
public enum Verified
{
    /// <summary>Not checked.</summary>
    No = 0,

    /// <summary>Checked and right.</summary>
    Yes = 1,

    /// <summary>Checked and wrong.</summary>
    Failed = 2,
}

/// <summary>Why sampling ended. The numbers are the file's.</summary>
public enum StopReason
{
    /// <summary>Nothing was sampled.</summary>
    None = 0,

    /// <summary>The confidence interval of the median is narrow enough.</summary>
    Converged = 1,

    /// <summary>The greatest number of samples was reached.</summary>
    MaxSamples = 2,

    /// <summary>The time for one point was used up.</summary>
    TimeBudget = 3,

    /// <summary>The user asked for this number of samples.</summary>
    Fixed = 4,

    /// <summary>The job's deadline was near.</summary>
    Deadline = 5,
}

/// <summary>What all points of one case share.</summary>
/// <param name="Benchmark">what is asked, e.g. <c>pgemm</c></param>
/// <param name="BenchmarkVersion">raised when the measured work changes, so that old results do not match</param>
/// <param name="Realisation">the way of doing it, e.g. <c>summa</c></param>
/// <param name="Metric">what <c>rate</c> is: <c>flops</c>, <c>bandwidth</c>, <c>link</c> or <c>busbw</c></param>
/// <param name="MetricUnit"><c>flop/s</c> or <c>byte/s</c></param>
/// <param name="Timing">how ranks' times become a sample's time: <c>max-over-ranks</c></param>
/// <param name="FlopModel">the count of operations as a formula, with its source</param>
/// <param name="ByteModel">the count of bytes as a formula, with its source</param>
/// <param name="Roof">the benchmark whose rate is the upper bound; empty where there is none</param>
/// <param name="Phases">names of the phases in <c>phase_ns</c>; may be empty</param>
public sealed record CaseInfo(
    string Benchmark, int BenchmarkVersion, string Realisation, string Metric, string MetricUnit, string Timing,
    string FlopModel, string ByteModel, string Roof, IReadOnlyList<string> Phases)
{
    /// <summary>Whose device it runs on, such as <c>cuda</c>; empty for the processors.</summary>
    public string Runtime { get; init; } = "";

    /// <summary><c>benchmark.realisation</c></summary>
    public string Name => $"{Benchmark}.{Realisation}";
}

/// <summary>Work of one repeat.</summary>
/// <param name="Flops">floating-point operations, a multiply and an add counted as two</param>
/// <param name="Bytes">bytes moved between memory and core [byte]</param>
/// <param name="WireBytes">bytes sent to other ranks [byte]</param>
/// <param name="Messages">messages sent to other ranks</param>
public sealed record Work(long Flops, long Bytes, long WireBytes, long Messages)
{
    /// <summary>No work.</summary>
    public static readonly Work None = new(0, 0, 0, 0);

    /// <summary>Work of two together.</summary>
    public static Work operator +(Work a, Work b) =>
        new(a.Flops + b.Flops, a.Bytes + b.Bytes, a.WireBytes + b.WireBytes, a.Messages + b.Messages);

    /// <summary>Work of two together.</summary>
    public static Work Add(Work left, Work right) => left + right;
}

/// <summary>Times of every rank and sample, row-major [rank, sample], -1 where there is none.</summary>
/// <param name="Ranks">rows</param>
/// <param name="Count">columns</param>
/// <param name="Values">Ranks x Count times [ns]</param>
public sealed record RankTable(int Ranks, int Count, long[] Values)
{
    /// <summary>A table with nothing in it.</summary>
    public static readonly RankTable Empty = new(0, 0, []);

    /// <summary>The time of one rank and sample [ns].</summary>
    public long this[int rank, int sample] => Values[(long)rank * Count + sample];
}

/// <summary>What a rank's own samples say of one repeat on it. NaN where it has none.</summary>
/// <param name="Median">[s]</param>
/// <param name="CiLow">lower end of the 95 % confidence interval of the median [s]</param>
/// <param name="CiHigh">its upper end [s]</param>
public readonly record struct RankTime(double Median, double CiLow, double CiHigh);

/// <summary>How far apart ranks begin a sample.</summary>
/// <param name="SkewSeconds">from the first rank's start to the last one's on the common clock, median over the samples
/// that count [s]; NaN where unknown</param>
/// <param name="Rank">that begins last, by its median; -1 where there is none</param>
public readonly record struct LateRank(double SkewSeconds, int Rank)
{
    /// <summary>Of a point without samples, or of a single rank.</summary>
    public static readonly LateRank Unknown = new(double.NaN, -1);
}

/// <summary>Figures derived from the samples, kept in the file for readers without a statistics library. NaN where
/// undefined.</summary>
/// <param name="Median">time of one repeat [s]</param>
/// <param name="Min">[s]</param>
/// <param name="P05">[s]</param>
/// <param name="P95">[s]</param>
/// <param name="P99">[s]</param>
/// <param name="CiLow">lower end of the 95 % confidence interval of the median [s]</param>
/// <param name="CiHigh">its upper end [s]</param>
/// <param name="Rate">the case's metric at the median</param>
/// <param name="EfficiencyOfRoof">rate over the measured roof [1]</param>
/// <param name="Imbalance">slowest rank's median over the ranks' median [1]</param>
/// <param name="SlowestRank">-1 where there is none</param>
public sealed record PointFigures(
    double Median, double Min, double P05, double P95, double P99, double CiLow, double CiHigh,
    double Rate, double EfficiencyOfRoof, double Imbalance, int SlowestRank)
{
    /// <summary>For a point without samples.</summary>
    public static readonly PointFigures None = new(
        double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN,
        double.NaN, -1);
}

/// <summary>One point as it was measured: raw samples, and how it ended.</summary>
public sealed record PointRecord
{
    /// <summary>The case it belongs to.</summary>
    public required CaseInfo Case { get; init; }

    /// <summary>Every axis with its value, in the order of the benchmark's and then the realisation's axes.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>Nodes it ran on; 0 where the launch had fewer ranks than it asks for.</summary>
    public required int Nodes { get; init; }

    /// <summary>Ranks it ran on.</summary>
    public required int Ranks { get; init; }

    /// <summary>The scaling series it belongs to, comma separated; empty for none.</summary>
    public string Scaling { get; init; } = "";

    /// <summary>Its place in the shuffled order of the run.</summary>
    public required int Order { get; init; }

    /// <summary>How it ended.</summary>
    public required PointStatus Status { get; init; }

    /// <summary>Why, in one line; empty where there is nothing to say.</summary>
    public string Message { get; init; } = "";

    /// <summary>Why sampling ended.</summary>
    public StopReason StopReason { get; init; }

    /// <summary>What the check of the answer found.</summary>
    public Verified Verified { get; init; }

    /// <summary>Greatest relative error that the check saw [1]; NaN where unchecked.</summary>
    public double ErrorRelMax { get; init; } = double.NaN;

    /// <summary>Runs of the kernel inside one sample.</summary>
    public int Repeats { get; init; }

    /// <summary>Work of one repeat, over all ranks.</summary>
    public Work Work { get; init; } = Work.None;

    /// <summary>Memory it needs on the greediest rank [byte].</summary>
    public long FootprintBytes { get; init; }

    /// <summary>Duration of each sample (all repeats together) [ns].</summary>
    public RankTable TimeNs { get; init; } = RankTable.Empty;

    /// <summary>Median over samples on each rank, where <see cref="TimeNs"/> was reduced to one row, the slowest rank
    /// of each sample; else empty.</summary>
    public RankTime[] RankTimes { get; init; } = [];

    /// <summary>How far apart ranks began its samples.</summary>
    public LateRank Late { get; init; } = LateRank.Unknown;

    /// <summary>Start of each sample on the common clock, since the run began [ns].</summary>
    public RankTable StartNs { get; init; } = RankTable.Empty;

    /// <summary>1 where a sample counts, 0 where a rank began it late; one per sample.</summary>
    public sbyte[] Valid { get; init; } = [];

    /// <summary>Samples that count.</summary>
    public int ValidSamples => Valid.Count(v => v == 1);

    /// <summary>Samples that a rank began late.</summary>
    public int LateSamples => Valid.Count(v => v == 0);

    /// <summary>Duration of each warm-up run [ns].</summary>
    public RankTable WarmupNs { get; init; } = RankTable.Empty;

    /// <summary>Duration of each phase [ns]: rank x (sample x phase), the phase running fastest.</summary>
    public RankTable PhaseNs { get; init; } = RankTable.Empty;

    /// <summary>Garbage collections while sampling, one per rank.</summary>
    public int[] GcCount { get; init; } = [];

    /// <summary>Greatest resident memory so far [byte], one per rank.</summary>
    public long[] MemPeakBytes { get; init; } = [];

    /// <summary>One-way time of a cache line between two ranks of a node before and after sampling [ns]; NaN on one
    /// rank.</summary>
    public (double Before, double After) CacheLineProbeNs { get; init; } = (double.NaN, double.NaN);

    /// <summary>What else is known, in the order of the names.</summary>
    public IReadOnlyList<PointFact> Facts { get; init; } = [];

    /// <summary>One of its facts that is a number; NaN where it has none of this name.</summary>
    public double Fact(string name) => Facts.FirstOrDefault(f => f.Name == name)?.Number ?? double.NaN;

    /// <summary>Figures derived from the samples.</summary>
    public PointFigures Figures { get; init; } = PointFigures.None;

    /// <summary>The value of an axis, or null.</summary>
    public string? this[string axis]
    {
        get
        {
            foreach (Parameter p in Parameters)
                if (p.Name == axis)
                    return p.Value;
            return null;
        }
    }

    /// <summary>Identity across files: see <see cref="Results.MatchKey"/>.</summary>
    public string MatchKey => Results.MatchKey.Of(Case, Parameters, Nodes, Ranks);
}
