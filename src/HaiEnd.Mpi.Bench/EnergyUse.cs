using System.Diagnostics;
using System.Globalization;
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
    private static readonly Fault[] Faults = Enum.GetValues<Fault>();

    private readonly double[] _before = new double[meters.All.Count];
    private readonly long[] _began = new long[meters.All.Count];

    /// <summary>Why a meter told nothing.</summary>
    private enum Fault
    {
        /// <summary>it did</summary>
        None,

        /// <summary>it could not be read</summary>
        Unread,

        /// <summary>it showed the same again</summary>
        Still,

        /// <summary>it is of more ranks than measured</summary>
        Wider,

        /// <summary>it made too few steps</summary>
        Short,
    }

    /// <summary>Counts from now on.</summary>
    public void Begin()
    {
        for (int i = _before.Length - 1; i >= 0; i--)
            (_before[i], _began[i]) = Read(i);
    }

    /// <summary>The mean power since then by part, over all ranks [W], NaN where nothing or not all of it was metered;
    /// and why, for a person, of parts that have meters. Collective.</summary>
    public (double[] Watts, string Missing) End()
    {
        var sums = new double[Parts.Length * Sums.Length];
        // Meters that take time stand last: they are the first to be read at the beginning, and here the last.
        for (int i = 0; i < _before.Length; i++)
        {
            EnergyMeter meter = meters.All[i];
            (double after, long at) = Read(i);
            double joules = meter.Between(_before[i], after);
            double seconds = Stopwatch.GetElapsedTime(_began[i], at).TotalSeconds;
            double least = FewestSteps * Math.Max(meter.StepSeconds, meter.UnitJoules * seconds / joules);
            Fault fault = !double.IsFinite(joules) ? Fault.Unread
                : joules <= 0 ? Fault.Still
                : ranks.Size < meter.Ranks ? Fault.Wider
                : seconds < least ? Fault.Short
                : Fault.None;
            new Sums(sums, meter.Part).Add(fault, joules, seconds, least);
        }

        if (meters.All.Count(m => m.Part == EnergyPart.Device) < meters.Boards)
            new Sums(sums, EnergyPart.Device).Watts = double.NaN;
        ranks.Sum(sums);
        return (
            [.. Parts.Select(p => new Sums(sums, p).Mean)],
            string.Join("; ", Parts.Select(p => new Sums(sums, p).Reason(p)).Where(r => r.Length > 0)));
    }

    /// <summary>A meter's count, and the middle of the time that it took to read it: some ask another
    /// program.</summary>
    private (double Joules, long At) Read(int i)
    {
        long before = Stopwatch.GetTimestamp();
        double joules = meters.All[i].Joules();
        return (joules, before + ((Stopwatch.GetTimestamp() - before) / 2));
    }

    /// <summary>What a point says of it: mean power, energy of a repeat, and work for each joule.</summary>
    /// <param name="use">what <see cref="End"/> gave</param>
    /// <param name="seconds">median time of a repeat</param>
    /// <param name="flops">of a repeat</param>
    public static IEnumerable<PointFact> Facts((double[] Watts, string Missing) use, double seconds, double flops)
    {
        if (use.Missing.Length > 0)
            yield return new("energy_unavailable", "", use.Missing);
        foreach (EnergyPart part in Parts)
        {
            double power = use.Watts[(int)part];
            if (!double.IsFinite(power) || power <= 0)
                continue;
            string name = part.ToString().ToLowerInvariant();
            yield return PointFact.Of($"power_{name}", "W", power);
            yield return PointFact.Of($"energy_{name}", "J", power * seconds);
            if (flops > 0)
                yield return PointFact.Of($"flops_per_watt_{name}", "1/J", flops / (power * seconds));
        }
    }

    /// <summary>What is summed over the meters of a part.</summary>
    /// <param name="all">of all parts</param>
    /// <param name="part">whose</param>
    private readonly ref struct Sums(double[] all, EnergyPart part)
    {
        private const int Power = 0, Seconds = 1, Least = 2, Counts = 3;

        private readonly Span<double> _own = all.AsSpan((int)part * Length, Length);

        /// <summary>Of a part.</summary>
        public static int Length => Counts + Faults.Length;

        /// <summary>Their mean power [W].</summary>
        public double Watts
        {
            set => _own[Power] = value;
        }

        /// <summary>The same; NaN where there is no meter, or where one told nothing.</summary>
        public double Mean => _own[Counts] > 0 ? _own[Power] : double.NaN;

        /// <summary>Takes a meter.</summary>
        public void Add(Fault fault, double joules, double seconds, double least)
        {
            _own[Power] += fault == Fault.None ? joules / seconds : double.NaN;
            _own[Counts + (int)fault]++;
            if (fault != Fault.Short)
                return;
            _own[Seconds] += seconds;
            _own[Least] += least;
        }

        /// <summary>Why meters told nothing; empty where they did.</summary>
        public string Reason(EnergyPart part)
        {
            double tooShort = _own[Counts + (int)Fault.Short];
            string why = _own[Counts + (int)Fault.Unread] > 0 ? "a meter could not be read"
                : _own[Counts + (int)Fault.Still] > 0 ? "a meter did not move"
                : _own[Counts + (int)Fault.Wider] > 0 ? "the meter is of more ranks than these"
                : tooShort > 0 ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"sampled for {_own[Seconds] / tooShort:g2} s, which takes {_own[Least] / tooShort:g2} s")
                : "";
            return why.Length > 0 ? $"{part.ToString().ToLowerInvariant()}: {why}" : "";
        }
    }
}
