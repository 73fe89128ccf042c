using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Cli;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Hostile;

/// <summary>Files that were made to do harm.</summary>
public sealed class CraftedFileTests
{
    /// <summary>Names that would be code, a formula, a path or a command of the terminal somewhere.</summary>
    private static readonly string[] Names =
    [
        "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "../../etc/passwd", "\u001b]0;owned\u0007\u001b[2J",
        "a|b`c`\r\n| d |", "$(reboot)", "\u202Egnp.exe", "\u2028\u2029\u0085", "'\"><img src=x onerror=alert(1)>",
        "%s%n{0}{{", "]]>&amp;&#0;", new string('W', 300), "", "\0", "日本語 🙂",
    ];

    /// <summary>What is done to a good file, and what the refusal says; empty where it can be read.</summary>
    private static readonly (string Change, string Reason)[] Cases =
    [
        ("g['again'] = g; f['results/loop'] = f['/']", "H5Oopen point"),
        ("f['results/a'] = h5py.SoftLink('/results/b'); f['results/b'] = h5py.SoftLink('/results/a')", "links"),
        ("f['results/a'] = h5py.SoftLink('/nowhere')", "H5Oopen a"),
        ("f['results/a'] = h5py.ExternalLink('/etc/passwd', '/')", "H5Oopen a"),
        ("for i in range(10000): f['provenance'].attrs[f'k{i}'] = 'v' * 50", ""),
        ("f.create_group('results/' + '/'.join('d' * 1000))", "H5Oopen"),
        ("f.create_group('results/' + 'n' * 60000)", "a name of 60000 bytes"),
        ("for i in range(10001): f.create_group(f'results/{i}')", "more than 10000"),
        ("del f['provenance/suite_yaml']; f['provenance/suite_yaml'] = 'x' * 20000000", ""),
        ("big(g, (2, 30000, 30000))", "more than the limit"),
        ("big(g, (2, 4000, 4000))", ""),
        ("f.attrs['created_utc'] = '0001-01-01T00:00:00+14:00'", "falls outside"),
        ("f.attrs['created_utc'] = 'yesterday'", "yesterday"),
        ("g['repeats'][0] = 0", ""),
        ("g['repeats'][0] = -1", "repeats holds -1"),
        ("g['nodes'][0] = -1", "nodes holds -1"),
        ("g['footprint'][0] = -5", "footprint holds -5"),
        ("g['counters/flops'][0] = -5", "flops holds -5"),
        ("g['counters/bytes'][:] = 2**63 - 1", ""),
        ("g['time_ns'][:] = 2**63 - 1", ""),
        ("g['time_ns'][:] = -2**63 + 1", ""),
        ("g['time_ns'][:] = 0", ""),
        ("g['valid'][:] = 77", ""),
        ("g['error_rel_max'][:] = numpy.nan; g['c2c_probe_ns'][:] = -numpy.inf", ""),
        ("g['error_rel_max'][:] = numpy.inf; g['slowest_rank'][:] = 2**31 - 1", ""),
        ("g['order'][:] = -2**31", ""),
        ("f['machine/rank_node'][:] = 2**31 - 1; f['machine/cores'][:] = -2**31", ""),
        ("g['rate'].attrs['metric'] = 'beauty'", "beauty"),
    ];

    private readonly FileReader _reader = new();
    private string _folder = "";

    [OneTimeSetUp]
    public void Make_the_files()
    {
        _folder = Examples.NewFolder();
        string good = Examples.Seal(
            _folder, Examples.Run(), Examples.Point(0, ranks: 3, samples: 20), Examples.Point(1));
        for (int i = 0; i < Cases.Length; i++)
            File.Copy(good, FileOf(i));
        string changes = string.Join("\n", Cases.Select((c, i) => $"edit({i}, {Quoted(c.Change)})"));
        Child.Python("h5py, numpy", _folder, $"""
            def big(g, shape):
                for name, kind, size in (("time_ns", "i8", shape), ("valid", "i1", (2, shape[2])),
                                         ("gc_count", "i4", (2, shape[1])), ("mem_peak", "i8", (2, shape[1]))):
                    del g[name]
                    g.create_dataset(name, size, kind, fillvalue=1, chunks=True)
                for name, n in (("rank", shape[1]), ("sample", shape[2])):
                    del g[name]
                    g[name] = numpy.arange(n, dtype="i4")
                g["ranks"][0], g["samples"][0] = shape[1:]
            def edit(number, change):
                f = h5py.File(path + "/" + str(number) + ".h5", "r+")
                f.attrs["run_id"] = "launch " + str(number)
                exec(change, dict(globals(), f=f, g=f["results/allreduce.ring"]))
                f.close()
            {changes}
            """);
    }

    [OneTimeTearDown]
    public void Remove_the_files()
    {
        _reader.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void End_in_a_launch_or_in_one_clear_line([Range(0, 27)] int number)
    {
        (string change, string reason) = Cases[number];
        if (reason.Length == 0)
        {
            Assert.That(_reader.Read(FileOf(number)).Points, Has.Count.EqualTo(2), change);
            return;
        }

        BadInputException refused = Assert.Throws<BadInputException>(() => _reader.Read(FileOf(number)), change)!;
        Verbs.IsOneClearLine(refused.Message, FileOf(number));
        Assert.That(refused.Message, Does.Contain(reason), change);
    }

    [Test]
    public void Those_that_can_be_read_pass_every_verb() => Verbs.Try(
        [
            .. Cases.Index().Where(c => c.Item.Reason.Length == 0)
                // A second each in libhdf5, and all that arrives of them is more of the same.
                .Where(c => !c.Item.Change.Contains("range(10000)", StringComparison.Ordinal))
                .Select(c => FileOf(c.Index)),
        ], _folder);

    [Test]
    public void Names_that_would_be_code_somewhere_are_only_text_everywhere()
    {
        string[] names = [.. Names.Where(n => n is not ("" or "\0"))];
        PointRecord[] points = [.. names.Select((n, i) => Examples.Point(i) with
        {
            Case = new($"b{n}", 1, n, "busbw", n, n, n, n, n, [n]),
            Parameters = [new(n, "", Role.Problem, n)],
            Message = n,
            Scaling = n,
            PhaseNs = RankTable.Empty,
        })];
        RunRecord run = Examples.Run() with
        {
            RunId = Names[0],
            Campaign = Names[1],
            SuiteName = Names[2],
            SuiteYaml = Names[3],
            Site = Names[3],
            SiteYaml = Names[4],
            System = Names[6],
            Partition = Names[8],
            CommandLine = string.Join(' ', Names),
            Provenance = names.ToDictionary(n => n.Replace('/', '|'), n => n),
            Nodes = [.. Names.Select(n => new NodeRecord(n, n, 1, 1, 1, 1, n, n))],
            Log = [.. Names.Select(n => new LogLine(0, n, 0, n))],
        };
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "names")).FullName;
        string path = Examples.Seal(folder, run, points);
        Launch read = _reader.Read(path);
        Assert.That(read.Points, Has.Count.EqualTo(names.Length));
        Assert.That(read.Points.Select(p => p.Case.Realisation.Length), Has.All.AtMost(200));
        Verbs.Try([path], folder);
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private string FileOf(int number) => Path.Combine(_folder, $"{number}.h5");
}
