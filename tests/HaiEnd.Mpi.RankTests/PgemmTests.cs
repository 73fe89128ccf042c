using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

public sealed class PgemmTests
{
    private static readonly Catalog Catalog = new(typeof(Pgemm).Assembly);

    // An order below the number of ranks leaves some without a block.
    private static readonly int[] Orders = [1, 2, 3, 17, 101];

    [Test]
    public void Every_grid_gives_the_right_product([Values("fp64", "fp32", "fp16")] string precision)
    {
        for (int rows = 1; rows <= Size; rows++)
            if (Size % rows == 0)
                foreach (int n in Orders)
                    foreach (string how in new[] { "panel=512 local=simd", "panel=7 local=reference" })
                        Judge($"pgemm.summa precision={precision} n={n} grid={rows}x{Size / rows} {how}");
    }

    [Test]
    public void The_memory_that_was_announced_is_what_is_taken()
    {
        Job job = Catalog.Bind(PointSpec.Parse("pgemm.summa n=101 local=simd panel=20"), Size);
        var place = new Place(World, 1, new(), Catalog);
        using IDisposable? link = job.Connect(place);
        using IKernel kernel = job.Prepare(place, link);
        Assert.That(job.FootprintBytes(place), Is.EqualTo(place.Memory.UsedBytes));
    }

    private static void Judge(string spec)
    {
        Job job = Catalog.Bind(PointSpec.Parse(spec), Size);
        var place = new Place(World, 1, Memory, Catalog);
        Assert.That(job.Check(place).Reason, Is.Empty, spec);
        using IDisposable? link = job.Connect(place);
        using IKernel kernel = job.Prepare(place, link);
        kernel.Run(2, new long[job.Phases.Count]);
        Verdict verdict = job.Verify(kernel, Rigour.Full, new Harness());
        Assert.That(verdict.Passed, $"{spec}: {verdict}");
    }

    private sealed class Harness : IHarness
    {
        int IHarness.Rank => Launch.Rank;

        int IHarness.Size => Launch.Size;

        public long Repeats => 2;

        public void Sum(Span<double> values) => World.AllReduceInPlace(values, ReduceOp.Sum);

        public double Max(double value) => World.AllReduce(value, ReduceOp.Max);
    }
}
