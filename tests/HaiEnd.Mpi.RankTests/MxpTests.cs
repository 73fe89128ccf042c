using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.RankTests.Suites;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

/// <summary>HPL-MxP on as many ranks as there are: the solution, the factors, and what was sent for them.</summary>
public sealed class MxpTests
{
    private static IEnumerable<string> Grids =>
        Enumerable.Range(1, Size).Where(rows => Size % rows == 0).Select(rows => $"grid={rows}x{Size / rows}");

    /// <summary>Orders that are no multiple of a tile, and too small for all ranks to have one.</summary>
    [Test]
    public void Every_grid_solves_it(
        [Values("fp64", "fp32", "bf16", "fp16")] string precision, [Values("gmres", "classic")] string refine)
    {
        foreach (string grid in Grids)
            foreach ((int n, int tile) in new[] { (3, 8), (67, 7), (130, 16), (96, 32) })
                foreach (string matrix in new[] { "fasi-higham-1e3", "mild", "dominant" })
                {
                    string spec = $"mxp.lookahead n={n} tile={tile} {grid} precision={precision} matrix={matrix} "
                        + $"refine={refine}";
                    (Verdict? verdict, string? fault) = Ranked.Run(spec, 2);
                    Assert.That((verdict?.Passed, fault), Is.EqualTo(((bool?)true, (string?)null)),
                        $"{spec}: {verdict}");
                }
    }

    /// <summary>Bytes and messages are counted where they are sent; the plan adds them up from the sizes of panels, and
    /// a closed form over all ranks from n alone.</summary>
    [Test]
    public void What_is_sent_is_what_the_plan_says([Values("fp64", "fp32", "bf16")] string precision)
    {
        foreach (string grid in Grids)
            foreach ((int n, int tile) in new[] { (67, 7), (128, 16) })
            {
                var ranks = new MpiRanks(World);
                string spec = $"mxp.lookahead n={n} tile={tile} precision={precision} {grid}";
                Job job = Ranked.Catalog.Bind(PointSpec.Parse(spec), Size);
                using IDisposable? link = job.Connect(Ranked.Place);
                using var kernel = (IMixedSolver)job.Prepare(Ranked.Place, link);
                kernel.Run(1, new long[job.Phases.Count]);
                Work mine = job.WorkOf(Rank);
                double[] sent = [kernel.Sent.WireBytes, kernel.Sent.Messages];
                double[] planned = [mine.WireBytes, mine.Messages];
                Assert.That(sent, Is.EqualTo(planned), spec);
                ranks.Sum(sent);
                Assert.That(sent[0], Is.EqualTo(Bytes(n, tile, job.Point)), spec);
            }
    }

    [Test]
    public void Facts_say_what_the_checks_found()
    {
        var ranks = new MpiRanks(World);
        Job job = Ranked.Catalog.Bind(PointSpec.Parse("mxp.lookahead n=96 tile=16 precision=bf16"), Size);
        using IDisposable? link = job.Connect(Ranked.Place);
        using IKernel kernel = job.Prepare(Ranked.Place, link);
        kernel.Run(1, new long[job.Phases.Count]);
        Dictionary<string, PointFact> facts = job.Observe(kernel, ranks.Harness(1)).ToDictionary(f => f.Name);
        Assert.Multiple(() =>
        {
            Assert.That(facts["hpl_residual"].Number, Is.LessThan(Mxp.Criterion));
            Assert.That(facts["lu_error"].Number, Is.LessThan(facts["lu_error_bound"].Number));
            Assert.That(facts["gmres_iterations"].Number, Is.EqualTo(3).Within(1));
            Assert.That(facts["classic_iterations"].Number, Is.InRange(4, 10));
            Assert.That(facts["jacobi_steps"].Value, Is.EqualTo("fails"));
            Assert.That(facts["condition"].Number, Is.EqualTo(1e3).Within(1e-6));
            Assert.That(facts["growth"].Number, Is.InRange(0.5, 1.1));
            Assert.That(facts["known_factor_error"].Number, Is.InRange(1e-3, 0.5));
            Assert.That(facts["lu_rate_not_the_score"].Number, Is.GreaterThan(0));
        });
    }

    /// <summary>Each entry of a panel of L goes to Q - 1 ranks, each of one of U to P - 1, and each tile of the
    /// diagonal to P + Q - 2, but the last.</summary>
    private static double Bytes(int n, int tile, Point p)
    {
        Grid grid = Grid.Parse(p["grid"], Size);
        Formats f = p.Precision.Formats;
        double bytes = 0;
        for (int end = tile; end < n; end += tile)
            bytes += (double)(grid.Rows + grid.Columns - 2) * tile
                * (f.Store.Bytes() * (n - end) + f.Accumulate.Bytes() * tile);
        return bytes;
    }
}
