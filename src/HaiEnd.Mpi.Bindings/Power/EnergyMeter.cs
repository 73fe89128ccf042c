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
    private const int Changes = 6;
    private const double MostSteps = 5, MostSeconds = 3;

    /// <summary>The least by which it moves [J].</summary>
    public double UnitJoules { get; init; }

    /// <summary>Of how many ranks' nodes it is: of those of a whole launch, or 0 for that of the rank that reads
    /// it.</summary>
    public int Ranks { get; init; }

    /// <summary>The same with the longest time that was seen between two of its steps, or, where hardly any was seen
    /// within a few of the assumed ones, with the assumed one.</summary>
    /// <param name="seconds">a clock [s]</param>
    public EnergyMeter Paced(Func<double> seconds)
    {
        double began = seconds(), moved = began, longest = 0, last = Joules();
        int changes = 0;
        while (changes < Changes && seconds() - began < Math.Min(MostSteps * StepSeconds, MostSeconds))
        {
            double now = Joules(), at = seconds();
            if (!(now > last))
                continue;
            // The first change ends a step that began unseen.
            if (changes++ > 0)
                longest = Math.Max(longest, at - moved);
            (last, moved) = (now, at);
        }

        return changes > 2 ? this with { StepSeconds = longest } : this;
    }

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
