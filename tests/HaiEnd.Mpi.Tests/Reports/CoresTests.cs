using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Reports.Figures;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Acceptance;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>The map of a node's cores: two sockets of eight, each of two core complexes of four.</summary>
public sealed class CoresTests
{
    /// <summary>Not the name of a figure of <see cref="Site"/>.</summary>
    internal const string Golden16 = "cores-16.svg";

    private const int Cores = 16;

    [Test]
    public void A_rank_on_every_core_shows_what_cores_share()
    {
        Figure figure = Drawn(Cores, r => $"{r}", "no");
        Golden.Check(Golden16, Svg.Of(figure) + "\n");
        Assert.Multiple(() =>
        {
            Assert.That(figure.Headline, Does.StartWith(
                "A cache line takes 40.0 ns inside a core complex, 110 ns inside a socket, 210 ns between sockets"));
            Assert.That(figure.HowToRead, Does.EndWith("Measured: cpu 0-15 on gn017, which has 16 cores."));
        });
    }

    [TestCase(4, "no", "Measured: cpu 0-3 on gn017, which has 16 cores. "
        + "With a rank on every core it shows all: mpirun -n 16 --bind-to core.")]
    [TestCase(-4, "yes", "Measured: cpu 0-3 on gn017, which has 16 cores. "
        + "With a rank on every core it shows all: mpirun -n 16 --bind-to core.")]
    [TestCase(-4, "no", "Ranks that are not bound to a core of their own may have moved from one to another. "
        + "With a rank on every core it shows all: mpirun -n 16 --bind-to core.")]
    public void Fewer_ranks_or_ranks_that_move_are_said(int ranks, string pinned, string said) => Assert.That(
        Drawn(Math.Abs(ranks), r => ranks < 0 ? "0-15" : $"{r}", pinned).HowToRead, Does.EndWith(said));

    private static Figure Drawn(int ranks, Func<int, string> cpuSet, string pinned)
    {
        PointRecord[] rounds = [.. Enumerable.Range(1, Tournament.Rounds(ranks)).Select(r => Round(ranks, r, pinned))];
        Launch launch = Given.Launch("cores", ranks, rounds);
        launch = launch with
        {
            Run = launch.Run with
            {
                Nodes = [launch.Run.Nodes[0] with { Cores = Cores, Topology = "two" }],
                Ranks = [.. launch.Run.Ranks.Select((rank, r) => rank with { Node = 0, CpuSet = cpuSet(r) })],
                Topologies = new Dictionary<string, string>
                {
                    ["two"] = "Package 0-7\nPackage 8-15\nL3Cache 0-3\nL3Cache 4-7\nL3Cache 8-11\nL3Cache 12-15\n",
                },
            },
        };
        return Report.Of(ReportData.Of([launch])).Figures.Single(f => f.Id == "cores");
    }

    private static PointRecord Round(int ranks, int round, string pinned)
    {
        PointRecord point = Examples.Point(
            "corelatency", "flag", "messages", "", 1, new(0, 0, 0, 2),
            new Parameter("round", "1", Role.Problem, $"{round}"), new Parameter("pinned", "", Role.Method, pinned));
        long[] times = [.. Enumerable.Range(0, ranks).SelectMany(rank =>
        {
            int other = Tournament.Opponent(ranks, round, rank);
            long ns = rank / 8 != other / 8 ? 210 : rank / 4 != other / 4 ? 110 : 40;
            return Enumerable.Range(-4, 9).Select(i => 2 * ns * (1000 + i));
        })];
        point = point with { Ranks = ranks, Repeats = 1000, TimeNs = new(ranks, 9, times) };
        return point with { Figures = Figures.Of(point) };
    }
}
