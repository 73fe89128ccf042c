using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Cli;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>Which rank gets which device.</summary>
public sealed class DeviceSeatsTests
{
    [Test]
    public void Ranks_of_a_node_take_the_closest_that_no_other_has()
    {
        // Two ranks on the second socket, where the devices 2 and 3 are.
        Assert.That(
            Given("cuda", [0, 0, 0], r => [Cuda(0, 1 - Far(r)), Cuda(1, 1 - Far(r)), Cuda(2, Far(r)),
                Cuda(3, Far(r))]),
            Is.EqualTo(new[] { "0x1", "2x1", "3x1" }));
        static double Far(int rank) => rank == 0 ? 0 : 1;
    }

    [Test]
    public void Ranks_of_different_nodes_have_the_same_numbers()
    {
        Assert.That(Given("cuda", [0, 1], _ => [Cuda(0)]), Is.EqualTo(new[] { "0x1", "0x1" }));
    }

    [Test]
    public void A_launcher_that_shows_each_rank_its_own_device_as_the_first_is_no_sharing()
    {
        Assert.That(
            Given("cuda", [0, 0], r => [Cuda(0) with { Facts = Facts("cuda", 0, r) }]),
            Is.EqualTo(new[] { "0x1", "0x1" }));
    }

    [Test]
    public void A_rank_that_is_shown_fewer_devices_chooses_first()
    {
        Assert.That(
            Given("cuda", [0, 0, 0], r => [.. new[] { Cuda(0), Cuda(1), Cuda(2) }.Take(3 - r)]),
            Is.EqualTo(new[] { "2x1", "1x1", "0x1" }));
    }

    [Test]
    public void Devices_are_given_in_the_launchers_order_where_it_has_one()
    {
        int[] nodes = [0, 0, 1, 1];
        string[] Order(params int[] launchers) => Given("cuda", nodes, _ => [Cuda(0), Cuda(1)], null, launchers);
        Assert.That(Order(1, 0, 0, 1), Is.EqualTo(new[] { "1x1", "0x1", "0x1", "1x1" }));
        Assert.That(Order(1, 1, 3, 2), Is.EqualTo(new[] { "0x1", "1x1", "1x1", "0x1" }), "1 and 1 is no order");
        Assert.That(Order(1, -1, -1, -1), Is.EqualTo(new[] { "0x1", "1x1", "0x1", "1x1" }));
    }

    [TestCase("0 1 0 1", "")]
    [TestCase("-1 -1 -1 -1", "")]
    [TestCase("1 0 0 1", "rank 0 at 0, not 1, rank 1 at 1, not 0")]
    [TestCase("0 1 0 0", "rank 3 at 1, not 0")]
    public void A_launcher_that_places_ranks_elsewhere_is_told(string launchers, string told)
    {
        DeviceSeats.Places([0, 0, 1, 1], [.. launchers.Split(' ').Select(int.Parse)], out string differences);
        Assert.That(differences, told.Length == 0 ? Is.Empty : Is.EqualTo(
            $"ranks are not where the launcher says on their nodes: {told}"));
    }

    [Test]
    public void Few_of_many_such_ranks_are_told()
    {
        DeviceSeats.Places([.. new int[10]], [.. Enumerable.Range(1, 10)], out string differences);
        Assert.That(differences, Does.EndWith("rank 7 at 7, not 8, and of 2 more"));
    }

    [Test]
    public void The_driver_tells_devices_apart_that_are_all_number_0([Values] bool isOwn)
    {
        IReadOnlyList<SeenRuntime> Seen(int first)
        {
            FakeCuda.First = first;
            using RankDevices devices = FakeCuda.Devices();
            return devices.Seen(["cuda"], _ => 0);
        }

        try
        {
            IReadOnlyList<SeenRuntime>[] seen = [Seen(0), Seen(isOwn ? 1 : 0)];
            IReadOnlyList<IReadOnlyList<DeviceSeat>> seats =
                DeviceSeats.Give(seen, [0, 0], DeviceChoice.Auto, [0, 1]);
            Assert.That(seats[0].Single(), Is.EqualTo(new DeviceSeat("cuda", 0, 1, "")));
            Assert.That(seats[1].Single().Index, Is.EqualTo(isOwn ? 0 : -1));
            Assert.That(DeviceSeating.Of(seen, seats, [0, 0]).Devices, Has.Count.EqualTo(isOwn ? 2 : 1));
        }
        finally
        {
            FakeCuda.First = 0;
        }
    }

    [TestCase(false, "0x1", "all devices of cuda that this rank sees (1) are other ranks'; --device shared lets")]
    [TestCase(true, "0x2", "0x2")]
    public void A_device_is_shared_only_where_it_is_asked_for(bool mayShare, string first, string second)
    {
        string[] given = Given("cuda", [0, 0], _ => [Cuda(0)], new DeviceChoice([], mayShare));
        Assert.That(given[0], Is.EqualTo(first));
        Assert.That(given[1], Does.StartWith(second));
    }

    [Test]
    public void Slices_of_a_device_are_devices_of_their_own()
    {
        SeenDevice Slice(int i) => new(Facts("cuda", i, 0) with { Mig = "1g.10gb", Uuid = $"MIG-{i}" }, 0);
        Assert.That(Given("cuda", [0, 0], _ => [Slice(0), Slice(1)]), Is.EqualTo(new[] { "0x1", "1x1" }));
    }

    [Test]
    public void A_rank_has_one_device_by_all_runtimes_and_another_rank_has_it_by_none()
    {
        IReadOnlyList<SeenRuntime> all =
        [
            new("cuda", "", [Cuda(0), Cuda(1)]),
            new("opencl", "", [new(Facts("opencl", 0, 1), 0), new(Facts("opencl", 1, 0), 0)]),
        ];
        IReadOnlyList<IReadOnlyList<DeviceSeat>> seats = DeviceSeats.Give(
            [all, all], [0, 0], DeviceChoice.Auto, [0, 1]);
        Assert.That(seats.Select(s => string.Join(' ', s.Select(d => d.Index))), Is.EqualTo(new[] { "0 1", "1 0" }));
        var seating = DeviceSeating.Of([all, all], seats, [0, 0]);
        Assert.That(seating.Devices.Select(d => d.Runtime), Is.EqualTo(new[] { "cuda opencl", "cuda opencl" }));
        Assert.That(seating.OfRank, Is.EqualTo(new[] { 0, 1 }));
        Assert.That(seating.Sharing, Is.Empty);
    }

    [Test]
    public void Processors_are_shared_without_asking_and_an_accelerator_goes_first()
    {
        SeenDevice processors = new(Facts("opencl", 0, 9) with { Kind = DeviceKind.Processor, Pci = "", Uuid = "" }, 0);
        SeenDevice accelerator = new(Facts("opencl", 1, 0), 0);
        Assert.That(
            Given("opencl", [0, 0, 0], _ => [processors, accelerator]),
            Is.EqualTo(new[] { "1x1", "0x2", "0x2" }));
    }

    [Test]
    public void Shared_accelerators_are_told()
    {
        IReadOnlyList<SeenRuntime> all = [new("cuda", "", [Cuda(0)])];
        var shared = new DeviceChoice([], true);
        var seating = DeviceSeating.Of(
            [all, all], DeviceSeats.Give([all, all], [0, 0], shared, [0, 1]), [0, 0]);
        Assert.That(seating.Sharing, Is.EqualTo("ranks 0, 1 share Fake 0000:00:00.0"));
        Assert.That(seating.OfRank, Is.EqualTo(new[] { 0, 0 }));
    }

    [TestCase("cuda:1", "1x1")]
    [TestCase("GPU-1", "1x1")]
    [TestCase("gpu-1", "1x1")]
    [TestCase("0000:01:00.0", "1x1")]
    [TestCase("opencl,cuda", "0x1")]
    [TestCase("auto", "0x1")]
    [TestCase("opencl", "--device leaves none of the 2 devices of cuda")]
    public void A_device_is_named(string choice, string given) => Assert.That(
        Given("cuda", [0], _ => [Cuda(0), Cuda(1)], DeviceChoice.Parse(choice)).Single(), Is.EqualTo(given));

    [TestCase("")]
    [TestCase("gpu1")]
    [TestCase("cuda:x")]
    [TestCase("cuda:1:2")]
    public void What_is_no_name_is_refused(string choice) =>
        Assert.That(() => DeviceChoice.Parse(choice), Throws.InstanceOf<FormatException>());

    [Test]
    public void A_shared_device_gives_each_rank_its_part_of_the_memory()
    {
        using RankDevices devices = FakeCuda.Devices(7);
        devices.Sit([new("cuda", 0, 4, "")]);
        Assert.That(devices.Find("cuda", out _)!.Memory.LimitBytes, Is.EqualTo((64 << 20) / 4));
        using RankDevices none = FakeCuda.Devices();
        none.Sit([new("cuda", -1, 0, "for a reason")]);
        Assert.That(none.Find("cuda", out string reason), Is.Null);
        Assert.That(reason, Is.EqualTo("for a reason"));
    }

    /// <summary>Number and ranks of what each rank is given, or why it is given nothing.</summary>
    private static string[] Given(
        string runtime, int[] nodes, Func<int, SeenDevice[]> seen, DeviceChoice? choice = null, int[]? launchers = null)
    {
        IReadOnlyList<SeenRuntime>[] all =
            [.. nodes.Select((_, r) => (IReadOnlyList<SeenRuntime>)[new SeenRuntime(runtime, "", seen(r))])];
        IReadOnlyList<int> places = DeviceSeats.Places(nodes, launchers ?? [.. nodes.Select(_ => -1)], out string _);
        return [.. DeviceSeats.Give(all, nodes, choice ?? DeviceChoice.Auto, places).Select(s => s.Single())
            .Select(s => s.Index < 0 ? s.Reason : $"{s.Index}x{s.Ranks}")];
    }

    private static SeenDevice Cuda(int index, double nearness = 0) => new(Facts("cuda", index, index), nearness);

    /// <summary>A device under some number, in some place.</summary>
    private static DeviceFacts Facts(string runtime, int index, int place) =>
        new(runtime, index, DeviceKind.Accelerator, "Fake", "1", 1 << 20)
        {
            Uuid = $"GPU-{place}",
            Pci = $"0000:{place:x2}:00.0",
        };
}
