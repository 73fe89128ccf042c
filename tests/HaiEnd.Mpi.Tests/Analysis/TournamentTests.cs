using HaiEnd.Mpi.Analysis;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Each meets every other once.</summary>
public sealed class TournamentTests
{
    [Test]
    public void Each_meets_every_other_once([Values(2, 3, 4, 5, 6, 7, 16, 33, 64)] int players)
    {
        var met = new HashSet<(int, int)>();
        for (int round = 1; round <= Tournament.Rounds(players); round++)
        {
            int resting = 0;
            for (int player = 0; player < players; player++)
            {
                int opponent = Tournament.Opponent(players, round, player);
                resting += opponent < 0 ? 1 : 0;
                if (opponent < 0)
                    continue;
                Assert.That(opponent, Is.InRange(0, players - 1).And.Not.EqualTo(player));
                Assert.That(Tournament.Opponent(players, round, opponent), Is.EqualTo(player));
                Assert.That(met.Add((player, opponent)), $"{player} meets {opponent} again in round {round}");
            }

            Assert.That(resting, Is.EqualTo(players % 2));
        }

        Assert.That(met, Has.Count.EqualTo(players * (players - 1)));
    }

    [TestCase(2, "1 0")]
    [TestCase(5, "2 3 0 1 -1")]
    [TestCase(6, "3 4 5 0 1 2")]
    [TestCase(1, "-1")]
    public void The_farthest_are_half_of_all_away(int players, string opponents) => Assert.That(
        string.Join(' ', Enumerable.Range(0, players).Select(
            p => Tournament.Opponent(players, Tournament.Farthest, p))),
        Is.EqualTo(opponents));

    // The node of each rank, and whom each meets in which round.
    [TestCase("nodes", "0 0 0 1 1 1 2 2 2", 2, "6 -1 -1 -1 -1 -1 0 -1 -1")]
    [TestCase("nodes", "0 1 2 0 1 2", 1, "1 0 -1 -1 -1 -1")]
    [TestCase("nodes", "0 0 0 1", 1, "3 -1 -1 0")]
    [TestCase("nodes", "0 0 1 1 2 2 3 3", 0, "4 -1 6 -1 0 -1 2 -1")]
    [TestCase("nodes", "0 0 0 0", 1, "1 0 3 2")]
    [TestCase("ranks", "0 0 1 1", 2, "2 3 0 1")]
    [TestCase(null, "0 0 1 1", 2, "2 3 0 1")]
    [TestCase("nodes", "0", 1, "-1")]
    public void A_rank_of_each_node_plays_or_every_rank(string? kind, string nodes, int round, string opponents)
    {
        int[] nodeOf = [.. nodes.Split(' ').Select(int.Parse)];
        var players = new Players(kind, nodeOf.Length, r => nodeOf[r]);
        Assert.That(
            string.Join(' ', nodeOf.Select((_, r) => players.OpponentOf(round, r))), Is.EqualTo(opponents));
        Assert.That(players.Count, Is.EqualTo(Players.CountOf(kind, nodeOf.Length, nodeOf.Max() + 1)));
    }

    [Test]
    public void Every_two_nodes_meet_once_and_only_by_their_first_ranks([Values(2, 3, 5, 8)] int nodes)
    {
        var players = new Players("nodes", 4 * nodes, r => r / 4);
        var met = new HashSet<(int, int)>();
        for (int round = 1; round <= Tournament.Rounds(players.Count); round++)
            for (int rank = 0; rank < 4 * nodes; rank++)
                if (players.OpponentOf(round, rank) is >= 0 and var other)
                    Assert.That(met.Add((rank, other)));
        Assert.That(met, Has.Count.EqualTo(nodes * (nodes - 1)));
        Assert.That(met.SelectMany(m => new[] { m.Item1, m.Item2 }), Has.All.Matches<int>(r => r % 4 == 0));
    }

    [TestCase(1, 1, 1)]
    [TestCase(2, 1, 1)]
    [TestCase(5, 5, 5)]
    [TestCase(65, 64, 65)]
    [TestCase(66, 64, 64)]
    [TestCase(4000, 64, 3937)]
    public void So_many_rounds_are_played_and_each_only_once(int players, int played, int last)
    {
        long[] rounds = [.. Tournament.Played(players)];
        Assert.That(rounds, Has.Length.EqualTo(played).And.Unique.And.Ordered);
        Assert.That(rounds[0], Is.EqualTo(1));
        Assert.That(rounds[^1], Is.EqualTo(last).Within(1));
    }
}
