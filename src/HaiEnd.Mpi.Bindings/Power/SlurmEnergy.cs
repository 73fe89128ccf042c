using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace HaiEnd.Mpi.Bindings.Power;

/// <summary>What Slurm counts for a step: the nodes of a launch together, whoever else is on them. Read by one rank,
/// between measurements, from sstat.</summary>
public sealed class SlurmEnergy
{
    // Slurm's own intervals are 30 s where none is set (slurm.conf, JobAcctGatherFrequency; acct_gather.conf,
    // EnergyIPMIFrequency); plug-ins that read their meter when they are asked are timed.
    private const double StepSeconds = 30, LimitSeconds = 10;

    /// <summary>What sstat prints of a number that it does not have (slurm.h, NO_VAL, INFINITE and their 64-bit
    /// sisters).</summary>
    private static readonly ulong[] Absent = [0, 0xFFFFFFFE, 0xFFFFFFFF, ulong.MaxValue - 1, ulong.MaxValue];

    private readonly string _step;
    private bool _isLost;

    private SlurmEnergy(string step) => _step = step;

    /// <summary>The meter of a launch; null where there is none.</summary>
    /// <param name="nodes">of the launch</param>
    /// <param name="ranks">of the launch</param>
    /// <param name="known">parts that have other meters</param>
    /// <param name="reason">why there is none; empty where it is not missed</param>
    public static EnergyMeter? MeterOf(
        int nodes, int ranks, IReadOnlyCollection<EnergyPart> known, out string reason)
    {
        EnergyMeter? meter = null;
        string? job = Environment.GetEnvironmentVariable("SLURM_JOB_ID");
        // A launcher other than srun leaves the ranks of a single node in the step of the job's script.
        string? step = Environment.GetEnvironmentVariable("SLURM_STEP_ID") ?? (nodes == 1 ? "batch" : null);
        if (string.IsNullOrEmpty(job))
            reason = "this is no job of it";
        else if (step is null)
            reason = "these ranks are no step of it: start them with srun";
        else
            meter = OfStep($"{job}.{step}", ranks, known, out reason);
        if (reason.Length > 0)
            reason = $"Slurm's account unavailable: {reason}";
        return meter;
    }

    private static EnergyMeter? OfStep(
        string step, int ranks, IReadOnlyCollection<EnergyPart> known, out string reason)
    {
        string plugin = Plugin(out reason);
        EnergyPart? part = PartOf(plugin);
        if (reason.Length == 0 && part is null)
            reason = $"AcctGatherEnergyType is {plugin}";
        if (part is null || known.Contains(part.Value))
            return null;
        var account = new SlurmEnergy(step);
        account.Joules(out reason);
        return reason.Length > 0 ? null : new EnergyMeter(
            part.Value, $"Slurm {plugin} of step {step}", double.NaN, StepSeconds, () => account.Joules(out _))
        {
            UnitJoules = 1,
            Ranks = ranks,
        }.Paced(() => (double)Stopwatch.GetTimestamp() / Stopwatch.Frequency);
    }

    /// <summary>Of what a plug-in tells the energy: slurm.conf, AcctGatherEnergyType. Null for none, for one of boards,
    /// which have better meters, and for several.</summary>
    private static EnergyPart? PartOf(string plugin) => plugin switch
    {
        "rapl" => EnergyPart.Cpu,
        "ipmi" or "xcc" or "pm_counters" or "ibmaem" => EnergyPart.Node,
        _ => null,
    };

    private static string Plugin(out string reason)
    {
        const string Key = "AcctGatherEnergyType", Family = "acct_gather_energy/";
        string config = Output("scontrol", ["show", "config"], LimitSeconds, out reason);
        string line = config.Split('\n').FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal)) ?? "";
        string value = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();
        return value.Replace(Family, "", StringComparison.Ordinal) is { Length: > 0 } name ? name : "not set";
    }

    /// <summary>What the step has taken so far [J]; NaN where Slurm does not say. Once it fails it is not asked
    /// again: each try may take its whole limit.</summary>
    private double Joules(out string reason)
    {
        reason = "";
        if (_isLost)
            return double.NaN;
        string text = Output(
            "sstat", ["--noheader", "--parsable2", $"--jobs={_step}", "--format=ConsumedEnergyRaw"], LimitSeconds,
            out reason).Trim();
        _isLost = reason.Length > 0;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong joules)
            && !Absent.Contains(joules))
            return joules;
        if (!_isLost)
            reason = $"sstat tells no energy of step {_step} ('{text}')";
        return double.NaN;
    }

    /// <summary>What a program prints.</summary>
    /// <param name="program">its name</param>
    /// <param name="arguments">of it</param>
    /// <param name="limitSeconds">how long it may take [s]</param>
    /// <param name="reason">why it printed nothing; empty where it did</param>
    internal static string Output(string program, string[] arguments, double limitSeconds, out string reason)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> said = process.StandardOutput.ReadToEndAsync();
            Task<string> complained = process.StandardError.ReadToEndAsync();
            if (!Task.WaitAll([said, complained], TimeSpan.FromSeconds(limitSeconds))
                || !process.WaitForExit(TimeSpan.FromSeconds(limitSeconds)))
            {
                process.Kill(entireProcessTree: true);
                reason = string.Create(CultureInfo.InvariantCulture, $"{program} took longer than {limitSeconds} s");
                return "";
            }

            // sstat of Slurm 22.05 ends well where there is no such step, and complains.
            string complaint = complained.Result.Trim().Split('\n')[0];
            reason = process.ExitCode != 0 ? $"{program} ended with {process.ExitCode}: {complaint}"
                : string.IsNullOrWhiteSpace(said.Result) ? complaint
                : "";
            return said.Result;
        }
        catch (Win32Exception)
        {
            reason = $"there is no {program}";
            return "";
        }
    }
}
