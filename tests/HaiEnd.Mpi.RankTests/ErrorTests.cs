using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

public sealed class ErrorTests
{
    [Test]
    public void An_invalid_root_is_told_with_the_call_and_the_librarys_words()
    {
        MpiException? e = Assert.Throws<MpiException>(() => World.Broadcast<int>(new int[1], Size));
        Assert.That(e!.Call, Is.EqualTo("MPI_Bcast"));
        Assert.That(e.Kind, Is.EqualTo(MpiErrorClass.Root));
        Assert.That(e.Message, Does.Contain("MPI_Bcast").And.Contain("root"));
    }

    [Test]
    public void An_invalid_rank_is_told()
    {
        MpiException? e = Assert.Throws<MpiException>(() => World.Send<int>(new int[1], Size));
        Assert.That(e!.Kind, Is.EqualTo(MpiErrorClass.Rank));
        e = Assert.Throws<MpiException>(() => World.Send<int>(new int[1], -7));
        Assert.That(e!.Kind, Is.EqualTo(MpiErrorClass.Rank));
    }

    [Test]
    public void A_message_that_is_too_long_is_told()
    {
        using var sent = Native(1, 2, 3);
        Request send = World.ISend<int>(sent, Next, 4);
        MpiException? e = Assert.Throws<MpiException>(() => World.Receive<int>(new int[1], Previous, 4));
        Assert.That(e!.Kind, Is.EqualTo(MpiErrorClass.Truncate));
        send.Wait();
    }

    [Test]
    public void Errors_of_a_made_communicator_come_back_too()
    {
        using Communicator copy = World.Dup();
        Assert.That(() => copy.Reduce<int>(new int[1], new int[1], ReduceOp.Sum, -5), Throws.TypeOf<MpiException>());
    }

    [Test]
    public void A_disposed_communicator_is_refused()
    {
        Communicator copy = World.Dup();
        copy.Dispose();
        copy.Dispose();
        MpiException? e = Assert.Throws<MpiException>(copy.Barrier);
        Assert.That(e!.Kind, Is.EqualTo(MpiErrorClass.Comm));
    }
}
