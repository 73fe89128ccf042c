using HaiEnd.Mpi.Bindings.Devices;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>Kernels that were compiled before, over the fake driver.</summary>
[NonParallelizable, Platform("Unix")]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class KernelCacheTests
{
    private static string Folder => FakeCuda.KernelFolders.Single();

    [SetUp]
    public void Forget() => FakeCuda.ForgetKernels();

    [Test]
    public void A_kernel_is_compiled_once_for_each_text_and_definition()
    {
        Assert.That(CompilationsOf("1", "1", "2", "1"), Is.EqualTo(new[] { 1, 0, 1, 0 }));
        Assert.That(Directory.GetFiles(Folder), Has.Length.EqualTo(2), "no temporary file is left");
    }

    [TestCase(0, TestName = "A_damaged_hash_is_compiled_anew")]
    [TestCase(5000, TestName = "A_damaged_image_is_compiled_anew")]
    public void Damaged(int at)
    {
        CompilationsOf("1");
        string entry = Directory.GetFiles(Folder).Single();
        byte[] all = File.ReadAllBytes(entry);
        all[at] ^= 1;
        File.WriteAllBytes(entry, all);
        Assert.That(CompilationsOf("1", "1"), Is.EqualTo(new[] { 1, 0 }));
        File.WriteAllBytes(entry, []);
        Assert.That(CompilationsOf("1"), Is.EqualTo(new[] { 1 }), "an empty one");
    }

    [Test]
    public void A_folder_that_others_may_write_is_not_used()
    {
        CompilationsOf("1");
        Assert.That(
            File.GetUnixFileMode(Folder),
            Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        File.SetUnixFileMode(Folder, File.GetUnixFileMode(Folder) | UnixFileMode.OtherWrite);
        Assert.That(CompilationsOf("1", "1"), Is.EqualTo(new[] { 1, 1 }));
    }

    [Test]
    public void Without_a_place_to_write_nothing_is_kept()
    {
        string? temporary = Environment.GetEnvironmentVariable("TMPDIR");
        try
        {
            Environment.SetEnvironmentVariable("TMPDIR", "/proc");
            Assert.That(CompilationsOf("1", "1"), Is.EqualTo(new[] { 1, 1 }));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", temporary);
        }
    }

    /// <summary>How often a kernel was compiled when it was asked for with each value of a definition.</summary>
    private static int[] CompilationsOf(params string[] values)
    {
        using RankDevices devices = FakeCuda.Devices();
        Device device = devices.Find("cuda", out _)!;
        return [.. values.Select(value =>
        {
            int before = FakeCuda.Compilations;
            using DeviceProgram program = device.Compile(
                "\nKERNEL(1, 1, 1) set(GLOBAL double *a) { a[0] = V; }\n",
                new Dictionary<string, string> { ["V"] = value });
            using DeviceKernel kernel = program.Kernel("set", new(1));
            using DeviceBuffer a = device.Allocate(sizeof(double));
            kernel.Launch(new(1), [a]);
            Assert.That(ValueOf(device, a), Is.EqualTo(double.Parse(value)));
            return FakeCuda.Compilations - before;
        })];
    }

    private static unsafe double ValueOf(Device device, DeviceBuffer a)
    {
        double value;
        device.Read(a, 0, &value, sizeof(double));
        return value;
    }
}
