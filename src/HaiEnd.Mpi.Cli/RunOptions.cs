using CommandLine;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend run</c>. Every value is text here; <see cref="HaiEnd.Mpi.Jobs"/> reads it, so that a message can
/// say what was wrong with it.</summary>
[Verb("run", HelpText = "Measure: under mpirun or srun on all ranks, or alone on one.")]
internal sealed class RunOptions : VerbOptions
{
    [Option('s', "suite", MetaValue = "NAME|FILE", HelpText = "What to measure (default: quick).")]
    public string? Suite { get; set; }

    [Option('f', "filter", MetaValue = "GLOB,...", HelpText = "Only these cases, e.g. gemm.* or allreduce.ring.")]
    public string? Filter { get; set; }

    [Option('t', "tag", MetaValue = "TAG,...", HelpText = "Only cases with one of these tags.")]
    public string? Tag { get; set; }

    [Option('S', Arguments.SetOption, MetaValue = "AXIS=VALUES",
        HelpText = "Replace the values of an axis; repeatable.")]
    public string? Set { get; set; }

    [Option("sizes", MetaValue = "RANGE", HelpText = "Replace the sizes: 1024, 8..1Gi*2, 64..512+64, or a comma list.")]
    public string? Sizes { get; set; }

    [Option('p', "precision", MetaValue = "NAME,...", HelpText = "Replace the precisions.")]
    public string? Precision { get; set; }

    [Option('i', "iterations", MetaValue = "N|auto", HelpText = "Samples of each point; auto lets --ci decide.")]
    public string? Iterations { get; set; }

    [Option('w', "warmup", MetaValue = "N", HelpText = "Runs kept apart before the first sample.")]
    public string? Warmup { get; set; }

    [Option("ci", MetaValue = "2%", HelpText = "Stop when the median's 95 % interval is this narrow.")]
    public string? Ci { get; set; }

    [Option("max-time", MetaValue = "10s", HelpText = "Time budget for sampling a point.")]
    public string? MaxTime { get; set; }

    [Option("quick",
        HelpText = "Rougher and faster: --ci 5% --max-time 500ms --warmup 2 where not given; 6 samples do.")]
    public bool Quick { get; set; }

    [Option("seed", MetaValue = "N", HelpText = "Of the order of points.")]
    public string? Seed { get; set; }

    [Option("verify", MetaValue = "full|sample|none", HelpText = "How thoroughly answers are checked.")]
    public string? Verify { get; set; }

    [Option("start", MetaValue = "barrier|window", HelpText = "How ranks begin a sample together.")]
    public string? Start { get; set; }

    [Option("point-timeout", MetaValue = "300s", HelpText = "A point that takes longer ends the job.")]
    public string? PointTimeout { get; set; }

    [Option("memory-limit", MetaValue = "SIZE|none",
        HelpText = "Memory that a rank may take, e.g. 512Mi; points that need more are oom.")]
    public string? MemoryLimit { get; set; }

    [Option("device", MetaValue = "NAME,...",
        HelpText = "Devices for the ranks: cuda:1, opencl, a UUID, a PCI address; shared: also several ranks one.")]
    public string? Device { get; set; }

    [Option("profile-with", MetaValue = "'CMD {}'",
        HelpText = "Run rank 0 in a profiler, e.g. 'perf record {}'; {} stands for its command.")]
    public string? ProfileWith { get; set; }

    [Option("deadline", MetaValue = "EPOCH|TIME",
        HelpText = "End of the job: seconds since 1970, or a time from now such as 30m.")]
    public string? Deadline { get; set; }

    [Option('o', "output", MetaValue = "FILE", HelpText = "The result file (default: results/haiend-TIME-SUITE.h5).")]
    public string? Output { get; set; }

    [Option("launches", MetaValue = "N", HelpText = "Start N times under the launcher after --, e.g. -- mpirun -n 2.")]
    public string? Launches { get; set; }

    [Option("resume", MetaValue = "FILE,...", HelpText = "Skip what these files have.")]
    public string? Resume { get; set; }

    [Option("json", HelpText = "JSON on standard output; texts for people go to standard error.")]
    public bool Json { get; set; }

    [Option("gate", HelpText = "Exit 3 or 8 where the suite's rules are missed, and show all checks.")]
    public bool Gate { get; set; }

    [Option("dry-run", HelpText = "Print the points and measure nothing.")]
    public bool DryRun { get; set; }

    [Option("show-config", HelpText = "Print each setting and where it came from.")]
    public bool ShowConfig { get; set; }

    [Option("progress", MetaValue = "auto|bar|lines|none", HelpText = "How progress is shown.")]
    public string? Progress { get; set; }

    /// <inheritdoc/>
    public override int Run(Context at) =>
        new RunCommand(at.Surroundings, at.Launch, at.Screen, this, at.CommandLine).Run();
}
