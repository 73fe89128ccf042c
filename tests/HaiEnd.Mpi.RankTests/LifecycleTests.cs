using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

public sealed class LifecycleTests
{
    [Test]
    public void The_session_knows_its_library()
    {
        Assert.That(Session.Library, Is.EqualTo("openmpi").Or.EqualTo("mpich").Or.EqualTo("mpi"));
        Assert.That(Session.LibraryVersion, Is.Not.Empty);
        Assert.That(Session.Standard, Is.GreaterThanOrEqualTo(new Version(3, 0)));
        Assert.That(Session.ThreadLevel, Is.GreaterThanOrEqualTo(MpiThreads.Funneled));
        Assert.That(Session.ProcessorName, Is.Not.Empty);
    }

    [Test]
    public void The_launcher_and_MPI_agree()
    {
        Assert.That(Session.Launch.Size ?? 1, Is.EqualTo(Size));
        Assert.That(Session.Launch.Rank ?? 0, Is.EqualTo(Rank));
        Assert.That(MpiSession.IsLaunched, Is.EqualTo(Session.Launch.IsLaunched));
    }

    [Test]
    public void Self_is_one_rank() => Assert.That(Session.Self.Size, Is.EqualTo(1));

    [Test]
    public void A_second_start_is_refused() =>
        Assert.That(() => MpiSession.Start(), Throws.InvalidOperationException);

    [Test]
    public void The_clock_runs_forward()
    {
        double before = MpiSession.WallTimeSeconds;
        Assert.That(MpiSession.WallTickSeconds, Is.InRange(1e-12, 0.1));
        Assert.That(MpiSession.WallTimeSeconds, Is.GreaterThanOrEqualTo(before));
    }

    [Test]
    public void Asking_for_device_memory_always_gets_an_answer()
    {
        foreach (MpiDeviceMemory kind in Enum.GetValues<MpiDeviceMemory>())
        {
            Assert.That(() => MpiSession.Accepts(kind), Throws.Nothing);
        }
    }

    // UCX and other libraries take the signals from which .NET makes these exceptions; the rank would die here.
    [Test]
    public void A_null_reference_can_still_be_caught()
    {
        string? nothing = Rank < 0 ? "" : null;
        Assert.That(() => Length(nothing!), Throws.TypeOf<NullReferenceException>());
        World.Barrier();
    }

    [Test]
    public void A_division_by_zero_can_still_be_caught()
    {
        Assert.That(() => Divide(1, Rank - Rank), Throws.TypeOf<DivideByZeroException>());
        World.Barrier();
    }

    [Test]
    public void A_collection_amid_communication_does_no_harm()
    {
        for (int i = 0; i < 20; i++)
        {
            int[] garbage = new int[10_000];
            garbage[i] = Rank;
            GC.Collect();
            Assert.That(World.AllReduce(garbage[i], ReduceOp.Sum), Is.EqualTo(Size * Last / 2));
        }
    }

    [Test, Explicit("Planted: shows that a failure on one rank ends the others, which wait.")]
    public void Planted_failure()
    {
        Assert.That(Rank, Is.Not.EqualTo(Last));
        World.Barrier();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Length(string text) => text.Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int a, int b) => a / b;
}
