using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Cuda;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Power;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>Meters of energy, over files and a library that are ours.</summary>
[NonParallelizable]
public sealed class EnergyTests
{
    private const string Rapl = "sys/class/powercap/intel-rapl:0";
    private const string Hwmon = "sys/bus/pci/devices/0000:c1:00.0/hwmon/hwmon3";

    private readonly string _root = Directory.CreateTempSubdirectory("power").FullName;

    [TearDown]
    public void Empty()
    {
        Directory.Delete(_root, recursive: true);
        Directory.CreateDirectory(_root);
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Packages_and_their_memory_are_metered_and_cores_are_not_counted_twice()
    {
        Put($"{Rapl}/name", "package-0\n");
        Put($"{Rapl}/energy_uj", "2500000\n");
        Put($"{Rapl}/max_energy_range_uj", "10000000\n");
        Put($"{Rapl[..^1]}0:0/name", "core");
        Put($"{Rapl[..^1]}0:0/energy_uj", "1");
        Put($"{Rapl[..^1]}0:1/name", "dram");
        Put($"{Rapl[..^1]}0:1/energy_uj", "500000");
        EnergyMeters meters = new NodePower(_root).OfNode();
        Assert.That(meters.All.Select(m => m.Part), Is.EqualTo(new[] { EnergyPart.Cpu, EnergyPart.Cpu }));
        Assert.That(meters.All.Select(m => m.Joules()), Is.EqualTo(new[] { 2.5, 0.5 }));
        Assert.That(meters.All[0].Between(9, 2.5), Is.EqualTo(3.5), "it begins again at 10 J");
        Assert.That(meters.All[0].Between(1, 2.5), Is.EqualTo(1.5));
        Assert.That(meters.Missing.Single(), Does.StartWith("node unavailable"));
    }

    [Test]
    public void What_cannot_be_read_is_unavailable_and_not_zero()
    {
        Put($"{Rapl}/name", "package-0\n");
        EnergyMeters meters = new NodePower(_root).OfNode();
        Assert.That(meters.All, Is.Empty);
        Assert.That(meters.Missing[0], Is.EqualTo("cpu unavailable: RAPL intel-rapl:0 package-0 can't be read"));
        Assert.That(new NodePower(Path.Combine(_root, "none")).OfNode().Missing[0], Does.Contain("no zones"));
    }

    [Test]
    public void Crays_counter_is_of_the_node()
    {
        Put("sys/cray/pm_counters/energy", "123456 J 1700000000000 us\n");
        EnergyMeter meter = new NodePower(_root).OfNode().All.Single();
        Assert.That((meter.Part, meter.Joules()), Is.EqualTo((EnergyPart.Node, 123456)));
    }

    [Test]
    public void A_boards_own_files_tell_its_energy_and_its_limit()
    {
        Put($"{Hwmon}/energy1_input", "7000000\n");
        Put($"{Hwmon}/power1_cap", "550000000\n");
        var power = new NodePower(_root);
        DeviceFacts board = Board("0000:c1:00.0");
        Assert.That(power.OfBoards([board]).All.Single().Joules(), Is.EqualTo(7));
        Assert.That(power.Described(board).PowerLimitW, Is.EqualTo(550));
    }

    [TestCase("power1_average")]
    [TestCase("power1_input")]
    public void A_board_that_tells_its_power_alone_is_sampled(string file)
    {
        Put($"{Hwmon}/{file}", "300000000\n");
        EnergyMeter meter = new NodePower(_root).OfBoards([Board("0000:c1:00.0")]).All.Single();
        Assert.That(meter.Name, Is.EqualTo("hwmon power of 0000:c1:00.0, sampled"));
        Assert.That(meter.StepSeconds, Is.EqualTo(0.1));
        double first = meter.Joules();
        Assert.That(meter.Joules(), Is.GreaterThan(first));
        Put($"{Hwmon}/{file}", "none\n");
        Assert.That(meter.Joules(), Is.NaN);
        Assert.That(meter.Joules(), Is.NaN, "a gap is not filled");
        Assert.That(new NodePower(_root).OfBoards([Board("0000:c1:00.0")]).All, Is.Empty);
    }

    [Test]
    public void Energy_is_the_area_under_the_power()
    {
        double watts = 100, seconds = 1;
        var power = new SampledPower(() => watts, () => seconds);
        Assert.That(power.Joules(), Is.Zero);
        (watts, seconds) = (200, 3);
        Assert.That(power.Joules(), Is.EqualTo(300));
        seconds = 4;
        Assert.That(power.Joules(), Is.EqualTo(500));
    }

    [Test]
    public void Nvidias_library_tells_the_facts_and_the_energy_of_a_board()
    {
        DeviceFacts board = new CudaRuntime().Find().Devices[0];
        Assert.That((board.PowerLimitW, board.ClockHz, board.Ecc), Is.EqualTo((700, 1.98e9, true)));
        FakeCuda.Nvml["energy_mj"] = 4500;
        Assert.That(new NodePower(_root).OfBoards([board]).All.Single().Joules(), Is.EqualTo(4.5));
        Assert.That(FakeCuda.Nvml["inits"], Is.EqualTo(1));
    }

    [TestCase("0000:ff:00.0", "", "nvmlDeviceGetHandleByPciBusId_v2 of 0000:ff:00.0 failed: Not Found")]
    [TestCase("0000:a0:00.0", "nvmlDeviceGetTotalEnergyConsumption", "TotalEnergyConsumption failed: a fault")]
    public void A_board_without_a_meter_says_why(string pci, string failing, string why)
    {
        FakeCuda.Nvml.Fail(failing, 0, 3);
        EnergyMeters meters = new NodePower(_root).OfBoards([Board(pci)]);
        Assert.That((meters.All.Count, meters.Boards), Is.EqualTo((0, 1)));
        Assert.That(meters.Missing.Single(), Does.StartWith("device unavailable: Fake: ").And.Contain(why));
    }

    [Test]
    public void A_slice_is_not_given_the_energy_of_its_board()
    {
        EnergyMeters meters = new NodePower(_root).OfBoards([Board("0000:a0:00.0") with { Mig = "1g.10gb" }]);
        Assert.That(meters.All, Is.Empty);
        Assert.That(meters.Missing.Single(), Does.Contain("a slice of a board"));
    }

    [TestCase(0.02, 0.02)]
    [TestCase(0.1, 0.1)]
    [TestCase(1, 0.1)]
    public void A_meters_steps_are_timed_and_one_that_hardly_moves_is_believed_to_be_as_documented(
        double every, double found)
    {
        double now = 0;
        EnergyMeter meter = new EnergyMeter(
            EnergyPart.Device, "a", double.NaN, 0.1, () => Math.Floor((now += 0.001) / every)).Paced(() => now);
        Assert.That(meter.StepSeconds, Is.EqualTo(found).Within(0.003));
        Assert.That(now, Is.LessThan(0.6), "it does not wait for long");
    }

    [Test]
    public void Power_is_energy_over_time()
    {
        double cpu = 100;
        var use = new EnergyUse(
            new([new(EnergyPart.Cpu, "a", 110, 0, () => cpu)], []) { Boards = 1 }, new OneRank());
        use.Begin();
        cpu = 5; // past 110
        (double[] watts, string missing) = use.End();
        Assert.That(watts[(int)EnergyPart.Cpu], Is.Positive.And.LessThan(15 / 1e-7));
        Assert.That(watts[(int)EnergyPart.Device], Is.NaN, "a board without a meter");
        Assert.That(watts[(int)EnergyPart.Node], Is.NaN);
        Assert.That(missing, Is.Empty);
        Assert.That(new EnergyUse(EnergyMeters.None, new OneRank()).End().Watts, Is.All.NaN);
    }

    [TestCase(1, 1e9, 0, 0, "node: sampled for * s, which takes 2e+10 s")]
    [TestCase(5, 0, 1, 0, "node: sampled for * s, which takes *")]
    [TestCase(0, 0, 0, 0, "node: a meter did not move")]
    [TestCase(double.NaN, 0, 0, 0, "node: a meter could not be read")]
    [TestCase(100, 0, 1, 2, "node: the meter is of more ranks than these")]
    public void What_a_meter_cannot_tell_is_no_number_and_has_a_reason(
        double joules, double step, double unit, int ranks, string why)
    {
        double count = 7;
        var use = new EnergyUse(
            new([new(EnergyPart.Node, "a", double.NaN, step, () => count) { UnitJoules = unit, Ranks = ranks }], []),
            new OneRank());
        use.Begin();
        count += joules;
        (double[] watts, string missing) = use.End();
        Assert.That(watts, Is.All.NaN);
        Assert.That(missing, Does.Match($"^{System.Text.RegularExpressions.Regex.Escape(why).Replace(@"\*", ".*")}$"));
        Assert.That(
            EnergyUse.Facts((watts, missing), 2, 400).Select(f => (f.Name, f.Value)),
            Is.EqualTo(new[] { ("energy_unavailable", missing) }));
    }

    [Test]
    public void A_point_says_power_energy_and_work_for_each_joule()
    {
        Assert.That(
            EnergyUse.Facts(([100, double.NaN, 0], ""), 2, 400).Select(f => $"{f.Name} {f.Value} {f.Unit}"),
            Is.EqualTo(new[] { "power_cpu 100 W", "energy_cpu 200 J", "flops_per_watt_cpu 2 1/J" }));
        Assert.That(EnergyUse.Facts(([100, 50, 300], ""), 2, 0).Select(f => f.Name), Has.None.StartsWith("flops"));
    }

    private static DeviceFacts Board(string pci) =>
        new("cuda", 0, DeviceKind.Accelerator, "Fake", "1", 1) { Pci = pci };

    private void Put(string file, string text)
    {
        string path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
