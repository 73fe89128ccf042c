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
