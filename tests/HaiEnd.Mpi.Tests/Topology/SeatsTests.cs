using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bindings.Topology;
using HaiEnd.Mpi.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Topology;

/// <summary>Where two ranks are to each other, from binding and topology.</summary>
public sealed class SeatsTests
{
    /// <summary>Two sockets of two core complexes of two cores of two threads, as hwloc writes it.</summary>
    private const string Xml = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE topology SYSTEM "hwloc2.dtd">
        <topology version="2.0">
          <object type="Machine" os_index="0" cpuset="0x0000ffff">
            <object type="Package" os_index="0" cpuset="0x000000ff">
              <object type="L3Cache" cpuset="0x0000000f">
                <object type="L2Cache" cpuset="0x00000003"><object type="Core" cpuset="0x00000003"/></object>
                <object type="L2Cache" cpuset="0x0000000c"><object type="Core" cpuset="0x0000000c"/></object>
              </object>
              <object type="L3Cache" cpuset="0x000000f0">
                <object type="L2Cache" cpuset="0x00000030"><object type="Core" cpuset="0x00000030"/></object>
              </object>
            </object>
            <object type="Package" os_index="1" cpuset="0x0000ff00">
              <object type="L3Cache" cpuset="0x0000ff00"/>
            </object>
          </object>
        </topology>
        """;

    private const string Lines = """
        cpu Toy
        cores 8
        Package 0-7
        Package 8-15
        L3Cache 0-3
        L3Cache 4-7
        L3Cache 8-15
        Core 0-1
        Core 2-3
        """;

    [TestCase("0", "1", Nearness.Core)]
    [TestCase("0", "2", Nearness.Cache)]
    [TestCase("0-1", "2-3", Nearness.Cache)]
    [TestCase("0", "4", Nearness.Socket)]
    [TestCase("0-7", "0-7", Nearness.Socket)]
    [TestCase("3", "8", Nearness.Sockets)]
    [TestCase("0-15", "0-15", Nearness.Node)]
    [TestCase("", "8", Nearness.Node)]
    public void Ranks_of_a_node_are_told_apart_by_what_they_share(string left, string right, Nearness expected)
    {
        foreach (string text in new[] { Xml, Lines, NodeMap.Parse(Xml).ToString() })
        {
            var seats = new Seats(Run(text, (0, left), (0, right)));
            Assert.That(seats.Between(0, 1, pinned: false), Is.EqualTo(expected), text[..20]);
            Assert.That(seats.Between(1, 0, pinned: false), Is.EqualTo(expected), text[..20]);
        }
    }

    [Test]
    public void Pinned_ranks_take_a_processor_each()
    {
        var seats = new Seats(Run(Xml, (0, "0-15"), (0, "0-15"), (1, "0-15"), (1, "4,9")));
        Assert.Multiple(() =>
        {
            Assert.That(seats.Between(0, 1, pinned: true), Is.EqualTo(Nearness.Core));
            Assert.That(seats.Between(2, 3, pinned: true), Is.EqualTo(Nearness.Socket));
            Assert.That(seats.Between(1, 2, pinned: true), Is.EqualTo(Nearness.Nodes));
            Assert.That(seats.Processor(1, pinned: true), Is.EqualTo(1));
            Assert.That(seats.Processor(1, pinned: false), Is.EqualTo(-1));
            Assert.That(Seats.Own([(0, "3"), (0, "3"), (0, "1-2"), (0, "1-2"), (0, "1-2"), (1, "3"), (1, "")]),
                Is.EqualTo(new[] { 3, 3, 1, 2, 1, 3, -1 }));
        });
    }

    [TestCase("<topology><object type='Package' cpuset='0x3'>")]
    [TestCase("<!DOCTYPE t [<!ENTITY a 'b'>]><topology>&a;</topology>")]
    [TestCase("<object type='Package' cpuset='0xf...f'/>")]
    [TestCase("Package 0-999999999\nPackage x\nL3Cache\n")]
    [TestCase("")]
    public void A_text_that_is_none_tells_nothing(string text) => Assert.That(
        new Seats(Run(text, (0, "0"), (0, "1"))).Between(0, 1, pinned: false), Is.EqualTo(Nearness.Node));

    [Test]
    public void What_processors_share_survives_in_lines_of_our_own() => Assert.That(
        NodeMap.Parse(Xml).ToString(), Is.EqualTo(
            "Package 0-7\nPackage 8-15\nL3Cache 0-3\nL3Cache 4-7\nL3Cache 8-15\nCore 0-1\nCore 2-3\nCore 4-5\n"));

    [TestCase("L1 Data 49152 shared by 2\nL1 Instruction 32768 shared by 2\n"
        + "L2 Unified 1048576 shared by 2\nL3 Unified x\n")]
    [TestCase("<t><object type='L2Cache' cache_size='1048576'/><object type='L1Cache' cache_size='49152'/>"
        + "<object type='L1iCache' cache_size='32768'/><object type='L3Cache' cache_size='-1'/></t>")]
    [TestCase("L1 Data 49152\nL2 Data 1048576\n")]
    public void Sizes_of_caches_are_read_and_survive(string text)
    {
        var map = NodeMap.Parse(text);
        Assert.That(map.CacheBytes, Is.EqualTo(new[] { 49152, 1048576 }));
        Assert.That(NodeMap.Parse(map.ToString()).CacheBytes, Is.EqualTo(map.CacheBytes));
    }

    [Test]
    public void This_node_knows_what_its_processors_share()
    {
        NodeTopology here = NodeTopology.Read();
        IReadOnlyList<int> one = [CpuSet.Of(here.CpuSet)[0]];
        var map = NodeMap.Parse(here.Text);
        Assert.That(map.UnitOf(Shared.Socket, one), Is.GreaterThanOrEqualTo(0));
        Assert.That(map.UnitOf(Shared.Core, one), Is.GreaterThanOrEqualTo(0));
    }

    [TestCase("0-1,0-1", ExpectedResult = "")]
    [TestCase("0-1,0-1,0-1", ExpectedResult = "host n0 (ranks 0 to 2) has 2 processors for these 3 ranks")]
    [TestCase("0,0,2-3", ExpectedResult = "host n0 (ranks 0 to 1) has 1 processor for these 2 ranks")]
    [TestCase("0-1,2,2-3,2", ExpectedResult = "host n0 (ranks 1, 3) has 1 processor for these 2 ranks")]
    [TestCase("0-1,1-2,0-1,1-2", ExpectedResult = "host n0 (ranks 0 to 3) has 3 processors for these 4 ranks")]
    [TestCase(",", ExpectedResult = "")]
    public string Ranks_that_take_turns_are_told(string sets) => Seats.Crowd(
        Run("", [.. sets.Split(',').Select(s => (0, s))])).Split(':')[0];

    [Test]
    public void Ranks_of_other_nodes_have_processors_of_their_own() =>
        Assert.That(Seats.Crowd(Run("", (0, "0"), (1, "0"))), Is.Empty);

    private static RunRecord Run(string text, params (int Node, string CpuSet)[] ranks) =>
        Results.Examples.Run() with
        {
            Nodes = [.. ranks.Select(r => r.Node).Distinct().Select(n =>
                new NodeRecord($"n{n}", "", 2, 8, 2, 1, "", "key"))],
            Ranks = [.. ranks.Select(r => new RankRecord(r.Node, 0, r.CpuSet, -1, 1, 1))],
            Topologies = new Dictionary<string, string> { ["key"] = text },
        };
}
