using HaiEnd.Mpi.Suites.Stencil;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;
using static HaiEnd.Mpi.RankTests.Suites.SuitesTests;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Devices of several ranks. Ranks may share the processors of their node, which PoCL shows as one.</summary>
public sealed class DeviceTests
{
    [SetUp]
    public void Needs_a_device() => Ranked.Needs("opencl");

    [Test]
    public void A_stencil_is_right_however_the_cube_is_cut(
        [Values(1, 2, 3)] int dims, [Values(7, 16, 67)] int n, [Values("fp64", "fp32")] string precision)
    {
        n = Math.Max(n, Size);
        int steps = Math.Min(9, new Wave(n).MaxSteps);
        Passes($"stencil.opencl n={n} dims={dims} precision={precision}", steps);
        Passes($"stencil.opencl n={n} dims={dims} precision={precision} steps=4", 2);
    }

    [Test]
    public void A_reduction_is_exact_at_sizes_of_one_group_and_of_many(
        [Values(64, 1984, 2048, 2112, 1 << 20, 16 << 20)] int bytes) =>
        Passes($"read-bandwidth.opencl bytes={bytes}", 2);
}
