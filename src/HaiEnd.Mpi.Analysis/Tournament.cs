namespace HaiEnd.Mpi.Analysis;

/// <summary>Who meets whom when each player meets every other once: in round k the players whose numbers add up to k,
/// modulo the number of rounds (the circle method, Kirkman 1847). With an odd number of players one rests in each
/// round.</summary>
public static class Tournament
{
    /// <summary>A round costs the time of a point: with more players only so many rounds are played, spread evenly, in
    /// which each player still meets as many different ones.</summary>
    private const int MostRounds = 64;

    /// <summary>Rounds until each has met all.</summary>
    public static int Rounds(int players) => players < 2 ? 0 : players - 1 + players % 2;

    /// <summary>The rounds that are played where nobody says which: all, or a sample of them; round 1 where there is
    /// none, so that somebody says why.</summary>
    public static IEnumerable<long> Played(int players)
    {
        int rounds = Math.Max(1, Rounds(players)), played = Math.Min(rounds, MostRounds);
        return Enumerable.Range(0, played).Select(i => 1 + (long)i * rounds / played);
    }

    /// <summary>The round in which each meets the one who is half of all players away, so that everything goes through
    /// the middle of the network at once. It is none of those in which each meets every other.</summary>
    public const int Farthest = 0;

    /// <summary>Whom a player meets; -1 where it rests.</summary>
    /// <param name="players">at least 2</param>
    /// <param name="round">1 to <see cref="Rounds"/>, or <see cref="Farthest"/></param>
    /// <param name="player">from 0</param>
    public static int Opponent(int players, int round, int player)
    {
        int half = players / 2;
        if (round == Farthest)
            return player < half ? player + half : player < 2 * half ? player - half : -1;
        int modulus = Rounds(players), last = modulus;
        // Who would meet itself meets the last one, who has no number in the sum.
        int opponent = player == last ? Half(round, modulus) : (round - player + modulus) % modulus;
        if (opponent == player)
            opponent = last;
        return opponent < players ? opponent : -1;
    }

    /// <summary>The x below the modulus, which is odd, for which 2 x is the round.</summary>
    private static int Half(int round, int modulus) => (int)((long)round * (modulus + 1) / 2 % modulus);
}
