namespace HaiEnd.Mpi.Bench;

/// <summary>What the process returns; the same on all ranks. Explained by <c>haiend explain exit-codes</c>.</summary>
public static class ExitCode
{
    /// <summary>Done; nothing asked for was missed.</summary>
    public const int Done = 0;

    /// <summary>A fault of ours.</summary>
    public const int Fault = 1;

    /// <summary>Usage, or a bad file.</summary>
    public const int Usage = 2;

    /// <summary>Measured well, target missed.</summary>
    public const int TargetMissed = 3;

    /// <summary>A wrong answer.</summary>
    public const int Wrong = 4;

    /// <summary>A regression.</summary>
    public const int Regression = 5;

    /// <summary>Incomplete; what was measured is saved.</summary>
    public const int Incomplete = 6;

    /// <summary>The environment is unfit.</summary>
    public const int Unfit = 7;

    /// <summary>Too few launches or samples, or nothing matched.</summary>
    public const int Inconclusive = 8;

    /// <summary>The one that counts when several hold: 1 &gt; 4 &gt; 7 &gt; 6 &gt; 3 &gt; 5 &gt; 8 &gt; 0.</summary>
    public static int Worst(int a, int b) =>
        Array.IndexOf(ByWeight, a) <= Array.IndexOf(ByWeight, b) ? a : b;

    private static readonly int[] ByWeight =
        [Fault, Usage, Wrong, Unfit, Incomplete, TargetMissed, Regression, Inconclusive, Done];
}
