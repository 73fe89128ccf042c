using System.Diagnostics;
using HaiEnd.Mpi.Bindings.Power;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>The energy that the ranks' nodes and boards take while they are sampled.</summary>
/// <param name="meters">those of this rank, which no other rank reads</param>
/// <param name="ranks">that measure</param>
internal sealed class EnergyUse(EnergyMeters meters, IRanks ranks)
{
    /// <summary>A count is late by a step at either end: within 10 %.</summary>
    private const int FewestSteps = 20;

    private static readonly EnergyPart[] Parts = Enum.GetValues<EnergyPart>();

    private readonly double[] _before = new double[meters.All.Count];
    private long _began;

    /// <summary>Counts from now on.</summary>
    public void Begin()
    {
        for (int i = 0; i < _before.Length; i++)
            _before[i] = meters.All[i].Joules();
        _began = Stopwatch.GetTimestamp();
    }

    /// <summary>The mean power since then by part, over all ranks [W]: NaN where nothing or not all of it was metered,
    /// or for too short a time. Collective.</summary>
    public double[] End()
    {
        double seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        // Of each part its power, and of boards how many have no meter.
        double[] sums = new double[2 * Parts.Length];
        for (int i = 0; i < _before.Length; i++)
        {
            EnergyMeter meter = meters.All[i];
            double joules = meter.Between(_before[i], meter.Joules());
            int part = (int)meter.Part;
            sums[part] += seconds >= FewestSteps * meter.StepSeconds ? joules / seconds : double.NaN;
            sums[Parts.Length + part]++;
        }

        int metered = meters.All.Count(m => m.Part == EnergyPart.Device);
        if (metered < meters.Boards)
            sums[(int)EnergyPart.Device] = double.NaN;
        ranks.Sum(sums);
        return [.. Parts.Select((_, i) => sums[Parts.Length + i] > 0 ? sums[i] : double.NaN)];
    }

    /// <summary>What a point says of it: mean power, energy of a repeat, and work for each joule.</summary>
    /// <param name="watts">by part</param>
    /// <param name="seconds">median time of a repeat</param>
    /// <param name="flops">of a repeat</param>
    public static IEnumerable<PointFact> Facts(double[] watts, double seconds, double flops)
    {
        foreach (EnergyPart part in Parts)
        {
            double power = watts[(int)part];
            if (!double.IsFinite(power) || power <= 0)
                continue;
            string name = part.ToString().ToLowerInvariant();
            yield return PointFact.Of($"power_{name}", "W", power);
            yield return PointFact.Of($"energy_{name}", "J", power * seconds);
            if (flops > 0)
                yield return PointFact.Of($"flops_per_watt_{name}", "1/J", flops / (power * seconds));
        }
    }
}
