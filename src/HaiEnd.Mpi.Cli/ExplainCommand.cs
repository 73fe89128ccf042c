using CommandLine;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend explain</c></summary>
[Verb("explain", HelpText = "What a benchmark measures, or what an exit code or a word means.")]
internal sealed class ExplainOptions : VerbOptions
{
    [Value(0, MetaName = "NAME", Required = true,
        HelpText = "A benchmark, a suite, exit-codes, status, verdict, accept, changes or ozaki.")]
    public string Name { get; set; } = "";

    /// <inheritdoc/>
    public override int Run(Context at) =>
        new ExplainCommand(at.Surroundings, at.Screen).Run(this);
}

/// <summary><c>haiend explain</c>: what a name, a code or a word means. Loads no native library.</summary>
/// <param name="at">for plug-ins</param>
/// <param name="screen">where text goes</param>
internal sealed class ExplainCommand(Surroundings at, Screen screen)
{
    private static readonly (int Code, string Meaning)[] Codes =
    [
        (ExitCode.Done, "done; nothing asked for was missed"),
        (ExitCode.Fault, "a fault of ours; the message says where the log is"),
        (ExitCode.Usage, "a mistake in what was typed, or a bad file; the message says where"),
        (ExitCode.TargetMissed, "measured well, but a target was missed"),
        (ExitCode.Wrong, "an answer was wrong"),
        (ExitCode.Regression, "slower than before"),
        (ExitCode.Incomplete, "incomplete: deadline, signal, or a failed point; go on with haiend run --resume FILE"),
        (ExitCode.Unfit, "the environment is unfit: no MPI, no library, nothing that can run here; see: haiend doctor"),
        (ExitCode.Inconclusive, "inconclusive: too few samples, or nothing matched"),
    ];

    private static readonly (PointStatus Status, string Meaning)[] Statuses =
    [
        (PointStatus.Ok, "measured, and the answer is right or was not checked (the column 'verified' says which)"),
        (PointStatus.Oom, "it needs more memory than there is; nothing was allocated, and the size is recorded"),
        (PointStatus.Timeout, "it ran over its time limit"),
        (PointStatus.Skipped, "it can't be done here; the message says why"),
        (PointStatus.Failed, "a step of it failed; the message names the rank"),
        (PointStatus.Wrong, "measured, and the answer is wrong: shown, never ranked"),
        (PointStatus.Unstable, "measured, but the samples have no steady state"),
    ];

    private static readonly (string Word, string Meaning)[] Verdicts =
    [
        ("pass", "the whole 95 % interval of what was measured is inside the limit"),
        ("fail", "the whole interval is outside the limit, or what was asked for was not measured"),
        ("marginal", "the interval lies across the limit, or the answer was not checked: measure longer, or more "
            + "launches"),
        ("inconclusive", "no interval can be given: fewer than 6 samples, no steady state, or nothing was checked"),
    ];

    private static readonly string[] Accept =
    [
        "accept: rules of a case, in a suite file; 'haiend check' judges result files by them.",
        "  - {metric: flops, at: {n: 1024}, ref: 56 Gflop/s, lower: -4%}   the rate; also upper: +5%",
        "  - {metric: busbw, at: {bytes: 64Mi}, min: 88 GB/s}              min and max stand alone",
        "  - {metric: imbalance, max: 1.05, on_fail: warn}                 shown, does not count",
        "'at' picks points by axes, nodes or ranks. Metrics:",
        .. Measurand.All.Select(m => $"  {m.Name,-20} [{m.Unit}]"),
        "cross: rules between cases, at the top of the suite; times at equal parameters.",
        "  - {rule: allreduce.library <= allreduce.reduce-bcast, tolerance: 5%}",
        "  - {monotone: [broadcast.library], tolerance: 5%}                no slower than with more bytes",
        "  - {split: [broadcast.library], tolerance: 5%}                   no slower than in k calls of a k-th",
        "Verdicts: haiend explain verdict. References of a site: haiend baseline FILES -o refs.yaml.",
    ];

    private static readonly string[] Ozaki =
    [
        "ozaki: a product of fp64 made of exact products of 8-bit whole numbers (Ozaki, Ogita, Oishi, Rump, 2012).",
        "  gemm.ozaki1   each row of A and column of B is cut into S digits below its greatest magnitude; of the",
        "                products of digit s and t those with s + t <= S + 1 are kept, G = S (S + 1) / 2 of them",
        "  gemm.ozaki2   rows and columns become whole numbers, which are multiplied modulo N numbers up to 256 and",
        "                put together by the Chinese remainder theorem: G = N products",
        "  pgemm.ozaki2  the same over ranks, with the same bits for every number of ranks and every grid",
        "Accuracy: a fixed point for each row and column. It is better than fp64 where magnitudes in a row differ by a",
        "  few bits, and has no right digit where they differ by more than the digits hold. The inputs 'rescaled-BITS'",
        "  show it: fp64 gives the same bits for each of them. error_cw is max |C - AB| / (u |A||B|), u = 2^-53.",
        "Speed: at most R / G of fp64, where R is the rate of int8 over that of fp64. Where R is 4 and G is 15 it is",
        "  at most 0.27 times as fast; the report has R / G of this machine beside what was measured.",
        "Bounds are printed by no run: each answer is held against the bound of its method, and is wrong beyond it.",
        "See also: haiend run -s precision; docs/precision.md.",
    ];

    private static readonly (Analysis.Change Change, string Meaning)[] Changes =
    [
        (Analysis.Change.Slower, "takes longer by more than the threshold, and hardly by chance"),
        (Analysis.Change.Faster, "takes less time by more than the threshold, and hardly by chance"),
        (Analysis.Change.Same, "the interval of the ratio lies within the threshold"),
        (Analysis.Change.Undecided, "neither a change nor its absence is shown; more launches narrow the interval"),
        (Analysis.Change.Inconclusive, "too few launches that can be compared"),
        (Analysis.Change.Unranked, "wrong, unchecked or not measured on a side: shown, never ranked"),
    ];

    /// <summary>Runs it.</summary>
    public int Run(ExplainOptions options)
    {
        switch (options.Name)
        {
            case "exit-codes":
                foreach ((int code, string meaning) in Codes)
                    screen.Output.WriteLine($"  {code}  {meaning}");
                screen.Output.WriteLine(
                    "When several hold, the first of 1 2 4 7 6 3 5 8 0 counts. All ranks return the same code.");
                return ExitCode.Done;
            case "status":
                foreach ((PointStatus status, string meaning) in Statuses)
                    screen.Output.WriteLine($"  {Reports.Words.Of(status),-9} {meaning}");
                return ExitCode.Done;
            case "verdict":
                foreach ((string word, string meaning) in Verdicts)
                    screen.Output.WriteLine($"  {word,-13} {meaning}");
                return ExitCode.Done;
            case "accept":
                screen.Output.WriteLine(string.Join('\n', Accept));
                return ExitCode.Done;
            case "ozaki":
                screen.Output.WriteLine(string.Join('\n', Ozaki));
                return ExitCode.Done;
            case "changes":
                foreach ((Analysis.Change change, string meaning) in Changes)
                    screen.Output.WriteLine($"  {Reports.Words.Of(change),-12} {meaning}");
                return ExitCode.Done;
            default:
                return Name(options.Name, Catalogs.Load(at));
        }
    }

    private int Name(string name, Catalog catalog)
    {
        if (Meaning(name) is { } meaning)
            screen.Output.WriteLine($"{name}: {meaning}");
        else if (int.TryParse(name, out int code) && Array.Exists(Codes, c => c.Code == code))
            screen.Output.WriteLine($"{code}: {Array.Find(Codes, c => c.Code == code).Meaning}");
        else if (catalog.Benchmarks.FirstOrDefault(b => b.Name == name.Split('.')[0]) is { } benchmark)
            Explain(benchmark, catalog);
        else if (SuiteLibrary.Names.Contains(name))
            screen.Output.Write(SuiteLibrary.Load(new(name, "explain")).Text);
        else
            throw new BadInputException($"nothing is called '{name}'; {Nearest.Hint(name, Known(catalog))}");
        return ExitCode.Done;
    }

    private void Explain(IBenchmark b, Catalog catalog)
    {
        TextWriter to = screen.Output;
        to.WriteLine($"{b.Name}: {b.Summary}");
        to.WriteLine($"  rate        {Analysis.Metrics.NameOf(b.Metric)} [{Analysis.Metrics.UnitOf(b.Metric)}]");
        to.WriteLine($"  operations  {b.FlopModel}");
        to.WriteLine($"  bytes       {b.ByteModel}");
        if (b.Roof.Length > 0)
            to.WriteLine($"  roof        the rate of {b.Roof}, measured in the same run");
        to.WriteLine($"  source      {b.Source}");
        to.WriteLine($"  version     {b.Version}");
        Axes(to, b.Axes, "  ");
        foreach (IRealisation r in catalog.RealisationsOf(b))
        {
            to.WriteLine($"  {b.Name}.{r.Name}: {r.Summary}");
            if (r.Phases.Count > 0)
                to.WriteLine($"    phases    {string.Join(", ", r.Phases)}");
            Axes(to, r.Axes, "    ");
        }
    }

    private static void Axes(TextWriter to, IEnumerable<Axis> axes, string indent)
    {
        foreach (Axis a in axes)
        {
            string unit = a.Unit.Length > 0 ? $" [{a.Unit}]" : "";
            string role = a.Role.ToString().ToLowerInvariant() + (a.OnRequest ? ", on request" : "");
            to.WriteLine($"{indent}axis        {a.Name}{unit}, {role}: {string.Join(", ", a.Values)}");
        }
    }

    private static string? Meaning(string word) =>
        Array.Find(Statuses, s => Reports.Words.Of(s.Status) == word).Meaning
        ?? Array.Find(Verdicts, v => v.Word == word).Meaning
        ?? Array.Find(Changes, c => Reports.Words.Of(c.Change) == word).Meaning;

    private static IEnumerable<string> Known(Catalog catalog) =>
        [.. catalog.Benchmarks.Select(b => b.Name), .. SuiteLibrary.Names, "exit-codes", "status", "verdict", "accept",
            "changes", "ozaki", .. Verdicts.Select(v => v.Word), .. Changes.Select(c => Reports.Words.Of(c.Change)),
            .. Statuses.Select(s => Reports.Words.Of(s.Status))];
}
