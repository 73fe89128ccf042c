using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Power;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>Energy by AMD's two libraries, over one of ours that has the functions of both.</summary>
[NonParallelizable]
public sealed class AmdEnergyTests
{
    private const string Second = "0000:c2:00.0";

    private static readonly string[] Variables = ["HAIEND_AMD_SMI", "HAIEND_ROCM_SMI"];

    private FakeLibrary _library = null!;

    [OneTimeSetUp]
    public void Build() => _library = new("fake_amdsmi", Variables);

    [SetUp]
    public void Reset()
    {
        _library["absent"] = 0;
        _library["steps"] = 1_000_000;
        _library.Fail("", 0, 0);
    }

    [OneTimeTearDown]
    public void Forget() => Array.ForEach(Variables, v => Environment.SetEnvironmentVariable(v, null));

    [Test]
    public void A_board_is_found_by_its_place_whichever_part_of_it_a_rank_has([Values] bool isNew)
    {
        foreach (string pci in new[] { Second, "0000:c2:00.1" })
        {
            EnergyMeter meter = Meter(isNew, pci, out string reason)!;
            Assert.That(reason, Is.Empty);
            Assert.That(meter.Name, Is.EqualTo($"{(isNew ? "AMD" : "ROCm")} SMI {pci}"));
            Assert.That(meter.Joules(), Is.EqualTo(15.5).Within(1e-9), "a million steps of 15.5 uJ");
            Assert.That(meter.UnitJoules, Is.EqualTo(15.5e-6).Within(1e-12));
        }

        Assert.That(Meter(isNew, "0000:c1:00.0", out _)!.Joules(), Is.EqualTo(15.5e-6).Within(1e-12));
    }

    [TestCase(true, "amdsmi_init", 0)]
    [TestCase(true, "amdsmi_get_socket_handles", 0)]
    [TestCase(true, "amdsmi_get_socket_handles", 1)]
    [TestCase(true, "amdsmi_get_processor_handles", 0)]
    [TestCase(true, "amdsmi_get_processor_handles", 3)]
    [TestCase(true, "amdsmi_get_gpu_bdf_id", 1)]
    [TestCase(true, "amdsmi_get_energy_count", 0)]
    [TestCase(false, "rsmi_init", 0)]
    [TestCase(false, "rsmi_num_monitor_devices", 0)]
    [TestCase(false, "rsmi_dev_pci_id_get", 1)]
    [TestCase(false, "rsmi_dev_energy_count_get", 0)]
    public void A_call_that_fails_is_named(bool isNew, string call, int after)
    {
        _library.Fail(call, after, 3);
        Assert.That(Meter(isNew, Second, out string reason), Is.Null);
        Assert.That(reason, Is.EqualTo($"{call} failed: a fault of the fake (3)"));
    }

    [Test]
    public void A_count_that_is_not_there_is_no_energy([Values] bool isNew, [Values] bool isZero)
    {
        _library["absent"] = isZero ? 0 : 1;
        _library["steps"] = 0;
        Assert.That(Meter(isNew, Second, out string reason), Is.Null);
        Assert.That(reason, Does.EndWith($"SMI has no counter for {Second}"));
    }

    [Test]
    public void A_meter_that_fails_later_is_no_number_any_more([Values] bool isNew)
    {
        EnergyMeter meter = Meter(isNew, Second, out _)!;
        _library["absent"] = 1;
        Assert.That(meter.Joules(), Is.NaN);
    }

    [TestCase("0000:c3:00.0", "AMD SMI knows no board at 0000:c3:00.0")]
    [TestCase("0001:c2:00.0", "AMD SMI knows no board at 0001:c2:00.0")]
    [TestCase("", "AMD SMI knows no board at ")]
    public void Another_board_is_not_taken_for_it(string pci, string why)
    {
        Assert.That(Meter(true, pci, out string reason), Is.Null);
        Assert.That(reason, Is.EqualTo(why));
    }

    [Test]
    public void A_library_or_a_function_that_is_missing_is_a_reason()
    {
        Assert.That(AmdBoards.Of(new Lacking("rsmi_init"), Board(Second), out string reason), Is.Null);
        Assert.That(reason, Is.EqualTo("no rsmi_init"));
        Assert.That(AmdBoards.Of(new Lacking("librocm_smi64.so"), Board(Second), out reason), Is.Null);
        Assert.That(reason, Is.EqualTo("no librocm_smi64.so"));
        Assert.That(AmdBoards.Of(new Lacking("rsmi_dev_energy_count_get"), Board(Second), out reason), Is.Null);
        Assert.That(reason, Is.EqualTo("no rsmi_dev_energy_count_get"));
    }

    [Test]
    public void The_older_library_is_asked_where_the_newer_has_no_answer()
    {
        DeviceFacts board = Board(Second);
        _library.Fail("amdsmi_get_energy_count", 0, 2);
        Assert.That(AmdBoards.MeterOf(board, out _)!.Name, Is.EqualTo($"ROCm SMI {Second}"));
        Assert.That(AmdBoards.MeterOf(board, out _)!.Name, Is.EqualTo($"AMD SMI {Second}"));
        EnergyMeters both = new NodePower("/none").OfBoards([board, Board("0000:c9:00.0")]);
        Assert.That(both.All.Single().Name, Is.EqualTo($"AMD SMI {Second}"));
        Assert.That(both.Missing.Single(), Does.Contain("AMD SMI knows no board").And.Contain("; ROCm SMI knows no"));
    }

    private static EnergyMeter? Meter(bool isNew, string pci, out string reason) =>
        AmdBoards.Of(isNew ? new AmdSmiLibrary() : new RocmSmiLibrary(), Board(pci), out reason);

    private static DeviceFacts Board(string pci) =>
        new("hip", 0, DeviceKind.Accelerator, "Fake", "1", 1) { Pci = pci };

    /// <summary>A library without something.</summary>
    private sealed unsafe class Lacking(string what) : AmdLibrary("a fake")
    {
        public override string Read(nint board, out ulong count, out float microJoules) =>
            throw new EntryPointNotFoundException($"no {what}");

        protected override void Load()
        {
            if (what.Contains(".so", StringComparison.Ordinal))
                throw new DllNotFoundException($"no {what}");
        }

        protected override string Find()
        {
            if (what == "rsmi_init")
                throw new EntryPointNotFoundException($"no {what}");
            Add(AmdBoards.PlaceOf(Second)!.Value, 0);
            return "";
        }

        protected override byte* TextOf(int code) => null;
    }
}
