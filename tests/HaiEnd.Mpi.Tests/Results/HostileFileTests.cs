using HaiEnd.Mpi.Bindings.Hdf5;
using HaiEnd.Mpi.Results.Storage;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Results;

/// <summary>A file from elsewhere may state anything.</summary>
public sealed class HostileFileTests
{
    private string _folder = "";
    private string _path = "";

    [SetUp]
    public void KeepALaunch()
    {
        _folder = Examples.NewFolder();
        _path = Examples.Seal(_folder, Examples.Run(), Examples.Point(0), Examples.Point(1));
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("f.attrs['schema_version'] = '2.0.0'", "schema 2.0.0; this program reads 1.x. Use a newer haiend")]
    [TestCase("f.attrs['schema_version'] = 'x'", "is not a version")]
    [TestCase("del f.attrs['Conventions']", "not a result of haiend")]
    [TestCase("f.attrs['status'] = 7", "status is not one value of type Text")]
    [TestCase("del g['status']", "status")]
    [TestCase("g['status'][0] = 99", "status holds 99, not 0..6")]
    [TestCase("g['ranks'][0] = 1000000", "ranks holds 1000000, not 0..2")]
    [TestCase("g['samples'][0] = -1", "samples holds -1")]
    [TestCase("g.attrs['params_json'] = '[{}]'", "params_json")]
    [TestCase("g.attrs['params_json'] = '{'", "JSON")]
    [TestCase("del g['time_ns']; g['time_ns'] = [1.0]", "time_ns is 1, not 2 x 2 x 3")]
    [TestCase("del g['time_ns']; g['time_ns'] = numpy.zeros((2, 2, 3))", "its elements are Float64, not Int64")]
    [TestCase("del g['time_ns']; g.create_dataset('time_ns', (2,2,3,1,1), 'i8')", "5 dimensions")]
    [TestCase("big(g, 'point', (2**40,), 'i4')", "point has 1099511627776 places")]
    [TestCase("big(g, 'point', (2**30,), 'i4')", "not 1073741824")]
    [TestCase("big(g, 'phase', (2**30,), h5py.string_dtype())", "phase asks for 1073741824 values of 64 bytes")]
    [TestCase("big(f['log'], 'event', (2**29,), 'i4'); big(f['log'], 't_ns', (2**29,), 'i8')", "more than the limit")]
    [TestCase("big(g, 'time_ns', (2, 2, 3), 'i8', (1, 2**14, 2**14))", "huge chunks")]
    [TestCase("del g['order']; g.create_dataset('order', (2,), 'i4', external=[('/etc/passwd', 0, 8)])",
        "outside the file")]
    [TestCase("del f['results']; f['results'] = h5py.ExternalLink('/etc/passwd', '/results')", "H5Oopen results")]
    [TestCase("g['again'] = g", "")]
    public void Is_refused_with_the_reason(string change, string reason)
    {
        Change(change);
        if (reason.Length == 0)
        {
            Assert.That(() => ResultFile.Read(_path), Throws.Nothing);
            return;
        }
        Assert.That(() => ResultFile.Read(_path), Throws.TypeOf<ResultFileException>()
            .With.Message.Contains(reason).And.Message.StartsWith(_path));
    }

    [Test]
    public void A_newer_minor_version_is_read()
    {
        Change("f.attrs['schema_version'] = '1.7.0'; f.attrs['new'] = 1; g['new'] = [1, 2]; f.create_group('new')");
        Assert.That(ResultFile.Read(_path).Points, Has.Count.EqualTo(2));
    }

    [Test]
    public void What_is_not_HDF5_is_refused_with_the_reason_of_the_library()
    {
        string text = Path.Combine(_folder, "text.h5");
        File.WriteAllText(text, "hello");
        Assert.Multiple(() =>
        {
            Assert.That(() => ResultFile.Read(text), Throws.TypeOf<ResultFileException>()
                .With.Message.Contains("H5Fopen failed: ").And.Message.Contains("file signature not found"));
            Assert.That(() => ResultFile.Read(_folder + "/none.h5"), Throws.TypeOf<ResultFileException>()
                .With.Message.Contains("No such file or directory"));
        });
    }

    [Test]
    public void A_flipped_bit_in_the_samples_is_noticed()
    {
        byte[] bytes = File.ReadAllBytes(_path);
        int chunk = IndexOfTimes();
        bytes[chunk] ^= 1;
        File.WriteAllBytes(_path, bytes);
        Assert.That(() => ResultFile.Read(_path), Throws.TypeOf<ResultFileException>());
    }

    [Test]
    public void A_small_limit_holds()
    {
        Assert.That(() => ResultFile.Read(_path, maxBytes: 1000), Throws.TypeOf<ResultFileException>()
            .With.Message.Contains("more than the limit allows"));
    }

    [Test]
    public void A_missing_library_is_one_message_that_says_what_to_install()
    {
        Assert.That(() => Hdf5Library.LoadFirst(["libnothing.so.1"]), Throws.TypeOf<DllNotFoundException>()
            .With.Message.Contains("libnothing.so.1").And.Message.Contains("HAIEND_HDF5")
            .And.Message.Contains("module load"));
    }

    private int IndexOfTimes() => int.Parse(Child.Python("h5py", _path,
        "print(h5py.File(path)['results/allreduce.ring/time_ns'].id.get_chunk_info(0).byte_offset + 3)")[0]);

    private void Change(string line) => Child.Python("h5py, numpy", _path, $"""
        def big(group, name, shape, kind, chunks=(1024,)):
            del group[name]
            group.create_dataset(name, shape, kind, chunks=chunks, maxshape=(None,) * len(shape))
        f = h5py.File(path, "r+")
        g = f["results/allreduce.ring"]
        {line}
        f.close()
        """);
}
