using HaiEnd.Mpi.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Results;

/// <summary>Files open, with the right values, in the programs that others use.</summary>
public sealed class OtherReadersTests
{
    private string _folder = "";
    private string _path = "";

    [OneTimeSetUp]
    public void KeepALaunch()
    {
        _folder = Examples.NewFolder();
        PointRecord[] points =
        [
            Examples.Point(0, ranks: 2, samples: 3, size: "1024"), Examples.Point(1, ranks: 1, samples: 2, size: "64"),
            Examples.Oom(2),
        ];
        _path = Examples.Seal(_folder, Examples.Run(), points);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void H5py_reads_values_attributes_and_dimension_names()
    {
        string[] lines = Child.Python("h5py, json", _path, """
            f = h5py.File(path)
            g = f["results/allreduce.ring"]
            print(f.attrs["schema_version"], f.attrs["status"], f.attrs["n_ranks"], f.attrs["anonymised"])
            print(f["machine/hostname"].asstr()[0], f["provenance"].attrs["git commit"])
            print(g.attrs["signal"], list(g.attrs["axes"]), g.attrs["roof"])
            print(g["message_size"][:].tolist(), g["message_size"].attrs["units"], g["message_size"].attrs["role"])
            print(g["param_ranks"][:].tolist(), g["ranks"][:].tolist(), g["algorithm"].asstr()[1])
            print(g["time_ns"].shape, g["time_ns"][0].tolist(), g["time_ns"][1, 1, 2])
            print([d[0].name.split("/")[-1] for d in g["time_ns"].dims], [d.label for d in g["time_ns"].dims])
            print(g["time_ns"].compression, g["time_ns"].shuffle, g["time_ns"].fletcher32, g["time_ns"].fillvalue)
            print(g["rate"].attrs["metric"], g["rate"].attrs["units"], g["counters/wire_bytes"][0])
            print([p["name"] for p in json.loads(g.attrs["params_json"])])
            """);
        Assert.That(lines, Is.EqualTo(new[]
        {
            "1.3.0 complete 2 1",
            "n1 abc",
            "time_median ['message_size'] triad",
            "[64, 1024] byte problem",
            "[8, 8] [1, 2] ring",
            "(2, 2, 3) [[1001, 1002, -1], [-1, -1, -1]] 1005",
            "['point', 'rank', 'sample'] ['', '', '']",
            "gzip True True -1",
            "busbw byte/s 30",
            "['message_size', 'algorithm', 'threads', 'ranks']",
        }));
    }

    [TestCase("h5netcdf")]
    [TestCase("netcdf4")]
    public void Xarray_reads_a_case_as_a_data_set(string engine)
    {
        string[] lines = Child.Python($"xarray, h5netcdf, netCDF4", _path, $"""
            d = xarray.open_dataset(path, group="results/allreduce.ring", engine="{engine}")
            print(sorted(d.sizes.items()))
            print(d.time_ns.max("rank").median("sample").values.tolist())
            print(d.time_ns.isnull().sum().item(), d.time_ns.attrs["units"], d.time_median.attrs["units"])
            print(d.phase_ns.sel(phase="wire").isel(point=1, rank=0).values.tolist())
            print(d.c2c_probe_ns.sel(moment="after").values.tolist(), d.algorithm.values.tolist())
            print(d.status.attrs["flag_meanings"], d.status.values.tolist(), d.message.values[0])
            oom = xarray.open_dataset(path, group="results/gemm.blas", engine="{engine}")
            print(sorted(oom.sizes.items()), oom.time_ns.shape)
            print(oom.message.values[0])
            print(xarray.open_dataset(path, engine="{engine}").attrs["suite_name"])
            m = xarray.open_dataset(path, group="machine", engine="{engine}")
            print(m.cpuset.values.tolist(), m.clock_offset_ns.values.tolist())
            """);
        Assert.That(lines, Is.EqualTo(new[]
        {
            "[('moment', 2), ('phase', 2), ('point', 2), ('rank', 2), ('sample', 3), ('warmup', 2)]",
            "[1001.5, 1004.0]",
            "4 ns s",
            "[101.0, 103.0, 105.0]",
            "[52.25, 52.25] ['ring', 'ring']",
            "ok oom timeout skipped failed wrong unstable [6, 6] point 1: naïve",
            "[('moment', 2), ('point', 1), ('rank', 2), ('sample', 0), ('warmup', 0)] (1, 2, 0)",
            "needs 96 GiB, the limit is 64 GiB",
            "Grüße ∑ 测试",
            "['0-3,8', '0'] [0, -1234]",
        }));
    }

    [Test]
    public void NetCDF4_reads_all_groups()
    {
        string[] lines = Child.Python("netCDF4", _path, """
            d = netCDF4.Dataset(path)
            def walk(g):
                for v in g.variables.values(): v[...]
                for c in g.groups.values(): walk(c)
            walk(d)
            g = d["results/allreduce.ring"]
            print(g["time_ns"].dimensions, g["counters/flops"].dimensions, int(g["time_ns"][0, 0, 0]))
            print(d["provenance"]["modules"][0], d["log"]["text"][0])
            """);
        Assert.That(lines, Is.EqualTo(new[]
        {
            "('point', 'rank', 'sample') ('point',) 1001",
            "openmpi/5.0.3 late by 3 µs",
        }));
    }

    [Test]
    public void The_tools_of_hdf5_read_it()
    {
        if (!File.Exists("/usr/bin/h5dump"))
        {
            Assert.Ignore("hdf5-tools are not installed");
        }
        (int dumped, string dump, string error) = Child.Run("h5dump", _path);
        (int listed, string list, _) = Child.Run("h5ls", "-r", _path);
        Assert.Multiple(() =>
        {
            Assert.That(dumped, Is.Zero, error);
            Assert.That(dump, Does.Contain("Conventions").And.Contain("DIMENSION_LIST"));
            Assert.That(listed, Is.Zero);
            Assert.That(list, Does.Contain("/results/allreduce.ring/time_ns Dataset {2, 2, 3}"));
        });
    }
}
