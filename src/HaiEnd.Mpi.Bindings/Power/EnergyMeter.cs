namespace HaiEnd.Mpi.Bindings.Power;

/// <summary>Of what the energy is.</summary>
public enum EnergyPart
{
    /// <summary>the packages of the processors and, where it is metered, their memory</summary>
    Cpu,

    /// <summary>boards of devices</summary>
    Device,

    /// <summary>the whole node</summary>
    Node,
}

/// <summary>Counts energy since some moment.</summary>
/// <param name="Part">of what</param>
/// <param name="Name">for a person, once per node</param>
/// <param name="WrapJoules">where the count begins again at zero [J]; NaN where it does not</param>
/// <param name="StepSeconds">the time between two of its steps [s]</param>
/// <param name="Joules">the count now [J]; NaN where it can't be read</param>
public sealed record EnergyMeter(
    EnergyPart Part, string Name, double WrapJoules, double StepSeconds, Func<double> Joules)
{
    /// <summary>From one count to the next [J], which is less than a whole round later.</summary>
    public double Between(double before, double after) =>
        after >= before ? after - before : after - before + WrapJoules;
}

/// <summary>Meters, and why others are not there.</summary>
/// <param name="All">those that count</param>
/// <param name="Missing">a reason for each part that has none</param>
public sealed record EnergyMeters(IReadOnlyList<EnergyMeter> All, IReadOnlyList<string> Missing)
{
    /// <summary>None at all.</summary>
    public static EnergyMeters None { get; } = new([], []);

    /// <summary>Boards of devices whose energy this rank tells.</summary>
    public int Boards { get; init; }

    /// <summary>For people.</summary>
    public override string ToString() => string.Join("; ", All.Select(m => m.Name).Concat(Missing));
}
