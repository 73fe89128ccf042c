using System.Globalization;
using System.Text.RegularExpressions;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;
using HaiEnd.Mpi.Tests.Results;
using HaiEnd.Mpi.Tests.Tidy;
using NUnit.Framework;
using Kept = HaiEnd.Mpi.Tests.Results.Examples;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>The programs in docs/examples print what the export to CSV has.</summary>
public sealed partial class ReadingExamplesTests
{
    private string _folder = "", _path = "";

    [OneTimeSetUp]
    public void KeepALaunch()
    {
        _folder = Kept.NewFolder();
        PointRecord[] points =
        [
            Kept.Point(0, ranks: 2, samples: 4, size: "1024"), Kept.Point(1, ranks: 1, samples: 3, size: "64"),
            Kept.Point(2, ranks: 2, samples: 5, size: "8"),
        ];
        _path = Kept.Seal(_folder, Kept.Run(), points.Select(p => p with { Figures = Figures.Of(p) }));
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Xarray()
    {
        Child.NeedPython("xarray, h5netcdf");
        PrintsWhatCsvHas(Child.Interpreter, "-W", "error", Example("read_xarray.py"));
    }

    [Test]
    public void H5py()
    {
        Child.NeedPython("h5py");
        PrintsWhatCsvHas(Child.Interpreter, "-W", "error", Example("read_h5py.py"));
    }

    [Test]
    public void R()
    {
        const string Interpreter = "/usr/bin/Rscript";
        if (!File.Exists(Interpreter) || Child.Run(Interpreter, "-e", "library(hdf5r)").ExitCode != 0)
            Assert.Ignore("Rscript or its package hdf5r is not installed");
        PrintsWhatCsvHas(Interpreter, Example("read.R"));
    }

    [Test]
    public void Each_has_less_than_15_lines([Values("read_xarray.py", "read_h5py.py", "read.R")] string name) =>
        Assert.That(File.ReadAllLines(Example(name)), Has.Length.LessThan(15));

    private static string Example(string name) => Path.Combine(Source.Root, "docs", "examples", name);

    private void PrintsWhatCsvHas(string program, params string[] arguments)
    {
        (int code, string output, string error) = Child.Run(program, [.. arguments, _path, "allreduce.ring"]);
        Assert.That(code, Is.Zero, error);
        (RunRecord run, IReadOnlyList<PointRecord> points) = ResultFile.Read(_path);
        var csv = new StringWriter();
        CsvExport.Write([new(_path, run, points)], csv);
        Dictionary<string, string>[] printed = Rows(output), exported = Rows(csv.ToString());
        Assert.That(printed, Has.Length.EqualTo(3));
        foreach (Dictionary<string, string> row in printed)
        {
            Dictionary<string, string> same = exported.Single(e => e["message_size"] == row["message_size"]);
            Assert.Multiple(() =>
            {
                Assert.That(row["algorithm"], Is.EqualTo(same["algorithm"]));
                Assert.That(Number(row["param_ranks"]), Is.EqualTo(Number(same["param_ranks"])));
                Assert.That(Number(row["ranks"]), Is.EqualTo(Number(same["ranks"])));
                Assert.That(Number(row["seconds"]), Is.EqualTo(Number(same["time_median_s"])).Within(1e-12).Percent);
                Assert.That(Number(row["rate"]), Is.EqualTo(Number(same["rate"])).Within(1e-12).Percent);
            });
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static Dictionary<string, string>[] Rows(string csv)
    {
        string[][] lines = [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => Cell().Matches(l.TrimEnd('\r')).Select(m => m.Value).ToArray())];
        return [.. lines.Skip(1).Select(l => lines[0].Zip(l).ToDictionary(c => c.First, c => c.Second))];
    }

    [GeneratedRegex("""(?<=^|,)("([^"]|"")*"|[^,]*)""")]
    private static partial Regex Cell();
}
