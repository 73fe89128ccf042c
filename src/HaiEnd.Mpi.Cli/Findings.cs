namespace HaiEnd.Mpi.Cli;

/// <summary>How a check ended.</summary>
internal enum Level
{
    /// <summary>Fit.</summary>
    Pass,

    /// <summary>Measuring works, but the numbers may not be what is hoped for.</summary>
    Warn,

    /// <summary>Measuring does not work, or the numbers would mislead.</summary>
    Fail,
}

/// <summary>What a check found.</summary>
/// <param name="Level">how it ended</param>
/// <param name="What">what was looked at, one or two words</param>
/// <param name="Found">what is there</param>
/// <param name="Fix">one thing to do; empty where nothing needs doing</param>
internal sealed record Finding(Level Level, string What, string Found, string Fix = "")
{
    /// <summary>Fit.</summary>
    public static Finding Pass(string what, string found) => new(Level.Pass, what, found);

    /// <summary>Fit with a doubt.</summary>
    public static Finding Warn(string what, string found, string fix) => new(Level.Warn, what, found, fix);

    /// <summary>Unfit.</summary>
    public static Finding Fail(string what, string found, string fix) => new(Level.Fail, what, found, fix);

    /// <summary>One or two lines.</summary>
    public override string ToString() =>
        $"{Level.ToString().ToUpperInvariant(),-4}  {What,-14} {Found}" + (Fix.Length > 0 ? $"\n{"",21}-> {Fix}" : "");
}
