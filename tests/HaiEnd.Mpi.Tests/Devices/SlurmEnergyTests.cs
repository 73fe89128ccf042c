using HaiEnd.Mpi.Bindings.Power;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>What Slurm counts, as scripts of ours tell it in place of its programs.</summary>
[NonParallelizable, Platform("Unix")]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SlurmEnergyTests
{
    private const string Counting =
        "n=$(cat $0.n 2>/dev/null || echo 100); echo $((n + 7)) > $0.n; echo $n; echo \"$*\" > $0.asked";

    private static readonly string[] Variables = ["PATH", "SLURM_JOB_ID", "SLURM_STEP_ID"];

    private readonly string?[] _kept = [.. Variables.Select(Environment.GetEnvironmentVariable)];
    private string _folder = "";

    [SetUp]
    public void Enter()
    {
        _folder = Directory.CreateTempSubdirectory("slurm").FullName;
        Environment.SetEnvironmentVariable("PATH", $"{_folder}:{_kept[0]}");
        Environment.SetEnvironmentVariable("SLURM_JOB_ID", "12");
        Environment.SetEnvironmentVariable("SLURM_STEP_ID", "3");
    }

    [TearDown]
    public void Leave()
    {
        foreach ((string variable, string? value) in Variables.Zip(_kept))
            Environment.SetEnvironmentVariable(variable, value);
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase("acct_gather_energy/ipmi", EnergyPart.Node)]
    [TestCase("acct_gather_energy/rapl", EnergyPart.Cpu)]
    [TestCase("acct_gather_energy/pm_counters", EnergyPart.Node)]
    public void A_step_is_metered_as_its_plugin_meters(string plugin, EnergyPart part)
    {
        Slurm(plugin, Counting);
        EnergyMeter meter = Meter(out string reason)!;
        Assert.That(reason, Is.Empty);
        Assert.That((meter.Part, meter.UnitJoules, meter.Ranks), Is.EqualTo((part, 1, 4)));
        Assert.That(meter.StepSeconds, Is.LessThan(30), "it moved whenever it was asked");
        double first = meter.Joules();
        Assert.That(first, Is.GreaterThan(100));
        Assert.That(meter.Joules(), Is.EqualTo(first + 7));
        Assert.That(File.ReadAllText($"{_folder}/sstat.asked").Trim(), Is.EqualTo(
            "--noheader --parsable2 --jobs=12.3 --format=ConsumedEnergyRaw"));
    }

    [TestCase("acct_gather_energy/none", "AcctGatherEnergyType is none")]
    [TestCase("(null)", "AcctGatherEnergyType is (null)")]
    [TestCase("acct_gather_energy/ipmi,gpu", "AcctGatherEnergyType is ipmi,gpu")]
    public void A_plugin_that_counts_nothing_or_several_things_is_the_reason(string plugin, string why)
    {
        Slurm(plugin, Counting);
        Assert.That(Meter(out string reason), Is.Null);
        Assert.That(reason, Is.EqualTo($"Slurm's account unavailable: {why}"));
        Assert.That(File.Exists($"{_folder}/sstat.asked"), Is.False);
    }

    [TestCase("echo 0", "tells no energy of step 12.3 ('0')")]
    [TestCase("echo", "tells no energy of step 12.3 ('')")]
    [TestCase("echo 18446744073709551614", "('18446744073709551614')")]
    [TestCase("echo 4294967294", "('4294967294')")]
    [TestCase("echo 12.5K", "('12.5K')")]
    [TestCase("echo 'sstat: error: no such step' >&2", ": sstat: error: no such step")]
    [TestCase("echo no such step >&2; exit 1", "sstat ended with 1: no such step")]
    public void What_is_no_energy_is_unavailable_and_never_zero(string sstat, string why)
    {
        Slurm("acct_gather_energy/ipmi", sstat);
        Assert.That(Meter(out string reason), Is.Null);
        Assert.That(reason, Does.StartWith("Slurm's account unavailable: ").And.EndWith(why));
    }

    [Test]
    public void A_program_that_does_not_end_is_ended()
    {
        Slurm("acct_gather_energy/ipmi", "exec sleep 60");
        Assert.That(SlurmEnergy.Output("sstat", [], 0.3, out string reason), Is.Empty);
        Assert.That(reason, Is.EqualTo("sstat took longer than 0.3 s"));
    }

    [Test]
    public void A_count_that_fails_once_is_not_asked_for_again()
    {
        Slurm("acct_gather_energy/ipmi", Counting);
        EnergyMeter meter = Meter(out _)!;
        Script("sstat", "exit 1");
        Assert.That(meter.Joules(), Is.NaN);
        Script("sstat", Counting);
        Assert.That(meter.Joules(), Is.NaN);
    }

    [Test]
    public void Without_Slurm_a_job_or_a_step_the_reason_says_so()
    {
        Environment.SetEnvironmentVariable("PATH", _folder);
        Assert.That(Reason(), Does.EndWith("unavailable: there is no scontrol"));
        Environment.SetEnvironmentVariable("SLURM_STEP_ID", null);
        Assert.That(Reason(nodes: 2), Does.EndWith("these ranks are no step of it: start them with srun"));
        Environment.SetEnvironmentVariable("SLURM_JOB_ID", null);
        Assert.That(Reason(), Does.EndWith("this is no job of it"));
    }

    [Test]
    public void Ranks_of_one_node_that_another_launcher_started_are_in_the_jobs_script()
    {
        Slurm("acct_gather_energy/ipmi", Counting);
        Environment.SetEnvironmentVariable("SLURM_STEP_ID", null);
        Assert.That(Meter(out _)!.Name, Is.EqualTo("Slurm ipmi of step 12.batch"));
    }

    [Test]
    public void What_another_meter_tells_is_not_counted_twice()
    {
        Slurm("acct_gather_energy/rapl", Counting);
        Assert.That(SlurmEnergy.MeterOf(1, 4, [EnergyPart.Cpu], out string reason), Is.Null);
        Assert.That(reason, Is.Empty);
    }

    private static EnergyMeter? Meter(out string reason) => SlurmEnergy.MeterOf(1, 4, [], out reason);

    private static string Reason(int nodes = 1)
    {
        Assert.That(SlurmEnergy.MeterOf(nodes, 4, [], out string reason), Is.Null);
        return reason;
    }

    private void Slurm(string plugin, string sstat)
    {
        Script("scontrol", $"[ \"$*\" = 'show config' ] && echo 'AcctGatherEnergyType    = {plugin}'");
        Script("sstat", sstat);
    }

    private void Script(string name, string text)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
