using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Bindings.OpenCl;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.RankTests.Suites;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using HaiEnd.Mpi.Suites.Precisions;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

/// <summary>Every way of spreading a product, on as many ranks as there are: the product, what was sent for it, and the
/// memory that it took.</summary>
public sealed class PgemmTests
{
    // An order below the number of ranks leaves some without a block.
    private static readonly (int M, int N, int K)[] Orders =
        [(1, 1, 1), (2, 3, 1), (1, 2, 5), (3, 1, 2), (17, 17, 17), (40, 9, 101), (101, 57, 23)];

    private static readonly RankDevices Devices = new([new OpenClRuntime()], 0);

    [Test]
    public void Every_grid_gives_the_right_product(
        [Values("summa", "summa-overlap", "shared")] string way, [Values("fp64", "fp32", "fp16")] string precision)
    {
        string slices = way == "summa" ? "" : "slices=3";
        for (int rows = 1; rows <= Size; rows++)
            if (Size % rows == 0)
                foreach ((int m, int n, int k) in Orders)
                    foreach (string how in new[] { "panel=512 local=simd", $"panel=7 local=reference {slices}" })
                        Judge($"pgemm.{way} precision={precision} grid={rows}x{Size / rows} {how}", m, n, k);
    }

    /// <summary>Ranks share the node's processors, which OpenCL may have as a device.</summary>
    [Test]
    public void A_device_multiplies_panels_that_come_from_other_ranks(
        [Values("summa", "summa-overlap")] string way,
        [Values("fp64", "fp32", "bf16", "fp8-e4m3", "int8")] string precision)
    {
        foreach ((int m, int n, int k) in Orders[^3..])
            Judge($"pgemm.{way} precision={precision} panel=7 local=opencl", m, n, k);
    }

    /// <summary>Emulation adds whole numbers: C has the bits that one rank would give it, on every grid.</summary>
    [Test]
    public void An_emulated_product_has_the_same_bits_on_every_grid([Values(1, 7, 64)] int panel)
    {
        foreach ((int m, int n, int k) in Orders)
        {
            ProductCase product = new(m, n, k, new Fp64()) { Input = ProductInput.Parse("spread-2") };
            double[] alone = Alone(product);
            for (int rows = 1; rows <= Size; rows++)
            {
                if (Size % rows > 0)
                    continue;
                Point p = Bind($"pgemm.ozaki2 local=simd panel={panel} grid={rows}x{Size / rows}", null).Point;
                PgemmOzakiTwo way = new();
                PgemmCase c = new(product, Size);
                Assert.That(way.Check(c, p, Place()), Is.EqualTo(Availability.Yes));
                using IDisposable? link = way.Connect(c, p, Place());
                using IDistributedProduct kernel = way.Prepare(c, p, Place(), link);
                kernel.Run(2, new long[3]);
                Verdict verdict = new Pgemm().Verify(c, kernel, Rigour.Full, new MpiRanks(World).Harness(2));
                Assert.That(verdict.Passed, $"{m} x {n} x {k}: {verdict}");
                kernel.Fill(product.A, product.B);
                World.Barrier();
                kernel.Multiply();
                var row = new double[kernel.Held.Columns];
                for (int i = 0; i < kernel.Held.Rows; i++)
                {
                    kernel.ReadRow(i, row);
                    Assert.That(row, Is.EqualTo(alone.AsSpan(
                        kernel.Held.RowAt(i) * n + kernel.Held.ColumnAt(0), row.Length).ToArray()));
                }
            }
        }
    }

    /// <summary>The whole product on this rank.</summary>
    private static double[] Alone(ProductCase product)
    {
        Point p = Ranked.Catalog.Bind(
            PointSpec.Parse("gemm.ozaki2 local=reference scaling=exponent"), Size, null).Point;
        using IProduct kernel = new GemmOzakiTwo().Prepare(new(product), p, Place(), null);
        kernel.Run(1, new long[5]);
        var all = new double[product.M * product.N];
        for (int i = 0; i < product.M; i++)
            kernel.ReadRow(i, all.AsSpan(i * product.N, product.N));
        return all;
    }

    [Test]
    public void Blocks_that_go_round_give_the_right_product([Values("fp64", "fp32", "fp16")] string precision)
    {
        foreach ((int m, int n, int k) in Orders)
            Judge($"pgemm.cannon precision={precision} local=simd slices=2", m, n, k);
    }

    [Test]
    public void Every_number_of_layers_gives_the_right_product([Values("fp64", "fp32", "fp16")] string precision)
    {
        for (int copies = 1; copies <= Size; copies++)
            if (Size % copies == 0)
                foreach ((int m, int n, int k) in Orders)
                    Judge($"pgemm.2.5d precision={precision} copies={copies} panel=5 local=simd", m, n, k);
    }

    /// <summary>A tile of 3 leaves most ranks several tiles, and some a last one that is smaller.</summary>
    [Test]
    public void The_library_gives_the_right_product([Values("fp64", "fp32")] string precision)
    {
        for (int rows = 1; rows <= Size; rows++)
            if (Size % rows == 0)
                foreach ((int m, int n, int k) in Orders)
                    foreach (int tile in new[] { 3, 64, int.MaxValue })
                        Judge(
                            $"pgemm.scalapack precision={precision} grid={rows}x{Size / rows} panel={tile}", m, n, k);
    }

    [Test]
    public void A_library_multiplies_by_no_other_than_its_own() => Assert.That(
        Bind("pgemm.scalapack local=simd", null).Check(Place()).Reason, Does.Contain("local is blas, not simd"));

    /// <summary>For a launch of its own: a process loads one library.</summary>
    [Test, Explicit("HAIEND_SCALAPACK must name the ScaLAPACK of another MPI")]
    public void A_library_of_another_MPI_is_refused()
    {
        string reason = Bind("pgemm.scalapack", null).Check(Place()).Reason;
        if (reason.StartsWith("no ", StringComparison.Ordinal))
            Assert.Ignore(reason);
        Assert.That(reason, Does.Contain($"belongs to another MPI than {Session.Library}"));
    }

    [Test]
    public void Tiles_that_are_dealt_otherwise_than_the_library_thinks_are_found()
    {
        string spec = $"pgemm.planted-tile n={64 * Size} panel=16 grid={Size}x1";
        IgnoreUnlessAvailable(spec);
        if (Size == 1)
            Assert.Ignore("one rank has all tiles");
        foreach (Rigour rigour in new[] { Rigour.Full, Rigour.Sample })
            Assert.That(Ranked.Run(spec, 1, rigour).Verdict!.Passed, Is.False);
    }

    [Test]
    public void Nothing_is_said_of_what_a_library_sends()
    {
        IgnoreUnlessAvailable("pgemm.scalapack n=8");
        Assert.That(Ranked.Observe("pgemm.scalapack n=8"), Is.Empty);
    }

    [Test]
    public void Shared_memory_and_messages_between_nodes_give_the_right_product([Values(2, 3)] int nodes)
    {
        int[] nodeOf = [.. Enumerable.Range(0, Size).Select(r => r % nodes)];
        foreach ((int m, int n, int k) in Orders)
            for (int rows = 1; rows <= Size; rows++)
                if (Size % rows == 0)
                    Judge($"pgemm.shared grid={rows}x{Size / rows} panel=7 local=simd", m, n, k, nodeOf);
    }

    [Test]
    public void Nothing_is_sent_inside_a_node()
    {
        Job job = Bind("pgemm.shared", null);
        Assert.That(Enumerable.Range(0, Size).Sum(r => job.WorkOf(r).Messages), Is.Zero);
    }

    [Test]
    public void The_engines_own_way_of_running_passes(
        [Values("summa local=simd", "summa-overlap local=simd", "shared local=simd", "2.5d local=simd", "scalapack")]
        string way, [Values(Rigour.Sample, Rigour.Full)] Rigour rigour)
    {
        string spec = $"pgemm.{way} n=96 panel=16";
        IgnoreUnlessAvailable(spec);
        (Verdict? verdict, string? fault) = Ranked.Run(spec, 3, rigour);
        Assert.That((verdict?.Passed, fault), Is.EqualTo(((bool?)true, (string?)null)), $"{spec}: {verdict}");
    }

    [TestCase("planted-swap")]
    [TestCase("planted-tag")]
    [TestCase("planted-owner")]
    [TestCase("planted-edge")]
    public void A_planted_defect_is_found(string plant)
    {
        if (Size == 1)
            Assert.Ignore("one rank gets no panels");
        foreach (Rigour rigour in new[] { Rigour.Full, Rigour.Sample })
        {
            // Not a multiple of the panel: the last step is narrower.
            (Verdict? verdict, string? fault) =
                Ranked.Run($"pgemm.{plant} n={64 * Size + 7} panel=16 local=simd grid={Size}x1", 1, rigour);
            Assert.That(fault, Is.Null);
            Assert.That(verdict!.Passed, Is.False, verdict.ToString());
        }
    }

    [Test]
    public void What_was_sent_stands_beside_the_least_there_can_be()
    {
        string spec = $"pgemm.summa-overlap n=64 local=simd grid={Size}x1";
        var ranks = new MpiRanks(World);
        Job job = Bind(spec, null);
        Place place = Place();
        using IDisposable? link = job.Connect(place);
        using IKernel kernel = job.Prepare(place, link);
        ranks.Barrier();
        kernel.Run(2, new long[2]);
        IReadOnlyList<PointFact> facts = job.Observe(kernel, ranks.Harness(2));
        double bytes = 8.0 * 64 * 64 * (Size - 1), least = 8.0 * Size * LeastTraffic.Words(64, 64, 64, Size);
        Assert.Multiple(() =>
        {
            Assert.That(facts.Single(f => f.Name == "sent_bytes").Number, Is.EqualTo(bytes));
            Assert.That(facts.SingleOrDefault(f => f.Name == "communication_optimality")?.Number,
                Size == 1 ? Is.Null : Is.EqualTo(bytes / least).Within(1e-12));
        });
    }

    private static Place Place() => new(World, 1, new MemoryBudget(), Ranked.Catalog) { Devices = Devices };

    private static Job Bind(string spec, IReadOnlyList<int>? nodeOf) =>
        Ranked.Catalog.Bind(PointSpec.Parse(spec), Size, nodeOf);

    private static void IgnoreUnlessAvailable(string spec)
    {
        Availability available = Bind(spec, null).Check(Place());
        if (!available.IsYes)
            Assert.Ignore(available.Reason);
    }

    /// <summary>Runs a product of any shape twice and judges it in full. All ranks come to the same end.</summary>
    private static void Judge(string spec, int m, int n, int k, IReadOnlyList<int>? nodeOf = null)
    {
        var ranks = new MpiRanks(World);
        Point p = Bind(spec, nodeOf).Point;
        var benchmark = (Pgemm)Ranked.Catalog.Benchmark("pgemm");
        var way = (Realisation<PgemmCase, IDistributedProduct>)Ranked.Catalog.Realisation(
            benchmark, PointSpec.Parse(spec).Realisation);
        var c = new PgemmCase(new(m, n, k, p.ProductPrecision), Size);
        string what = $"{spec} of {m} x {n} x {k}";
        Place place = Place();
        Availability available = way.Check(c, p, place);
        if (!available.IsYes)
            Assert.Ignore(available.Reason);
        using IDisposable? link = way.Connect(c, p, place);
        using IDistributedProduct kernel = way.Prepare(c, p, place, link);
        ranks.Barrier();
        kernel.Run(2, new long[way.Phases.Count]);
        Work planned = way.TrafficOf(c, p, Launch.Rank), sent = kernel.Sent ?? planned;
        bool asPlanned = sent == planned && place.Memory.UsedBytes == way.FootprintBytes(c, p, place);
        Verdict? verdict = null;
        string? fault = ranks.Together(2, h => verdict = benchmark.Verify(c, kernel, Rigour.Full, h));
        string told = $"{sent} was sent, {planned} planned; {place.Memory.UsedBytes} bytes taken, "
            + $"{way.FootprintBytes(c, p, place)} announced";
        Assert.That(fault, Is.Null, what);
        Assert.That(verdict!.Passed, $"{what}: {verdict}");
        Assert.That(World.AllReduce(asPlanned ? 0 : 1, ReduceOp.Max), Is.Zero, $"{what}: on some rank; here {told}");
    }
}
