namespace HaiEnd.Mpi.Analysis;

/// <summary>The ranks that play a tournament.</summary>
public sealed class Players
{
    /// <summary>Name of the axis that says who plays.</summary>
    public const string Axis = "players";

    /// <summary>Every rank plays.</summary>
    public const string Ranks = "ranks";

    /// <summary>The first rank of each node plays; on a single node every rank.</summary>
    public const string Nodes = "nodes";

    private readonly int[] _rankOf, _playerOf;

    /// <summary>Picks them.</summary>
    /// <param name="kind">a value of the axis; null for all ranks</param>
    /// <param name="ranks">of the launch or of its part that measures</param>
    /// <param name="nodeOf">the node of a rank</param>
    public Players(string? kind, int ranks, Func<int, int> nodeOf)
    {
        int[] all = [.. Enumerable.Range(0, ranks)], first = [.. all.DistinctBy(nodeOf)];
        AreNodes = kind == Nodes && first.Length > 1;
        _rankOf = AreNodes ? first : all;
        _playerOf = new int[ranks];
        Array.Fill(_playerOf, -1);
        foreach ((int player, int rank) in _rankOf.Index())
            _playerOf[rank] = player;
    }

    /// <summary>Whether each stands for its node.</summary>
    public bool AreNodes { get; }

    /// <summary>How many they are.</summary>
    public int Count => _rankOf.Length;

    /// <summary>How many they are on so many nodes.</summary>
    public static int CountOf(string? kind, int ranks, int nodes) => kind == Nodes && nodes > 1 ? nodes : ranks;

    /// <summary>The rank that a rank meets; -1 where it rests or does not play.</summary>
    /// <param name="round">as for <see cref="Tournament.Opponent"/></param>
    /// <param name="rank">any</param>
    public int OpponentOf(int round, int rank) =>
        Count > 1 && _playerOf[rank] >= 0 && Tournament.Opponent(Count, round, _playerOf[rank]) is >= 0 and var player
            ? _rankOf[player]
            : -1;
}
