using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

public sealed unsafe class YardstickTests
{
    [Test]
    public void The_reduction_in_C_gives_what_ours_gives()
    {
        using NativeBuffer<double> mine = Native<double>(Rank, 1), sum = Memory.Allocate<double>(2);
        double seconds = new MpiYardstick(Session).AllReduceSeconds(mine, sum, 3);
        Assert.That(seconds, Is.GreaterThan(0));
        Assert.That(sum.Span.ToArray(), Is.EqualTo(new double[] { Size * Last / 2, Size }));
    }

    [Test]
    public void The_message_in_C_comes_back()
    {
        if (Size < 2)
        {
            return;
        }
        using NativeBuffer<byte> sent = Native<byte>((byte)(Rank + 1)), received = Native<byte>(99);
        Assert.That(new MpiYardstick(Session).PingPongSeconds(sent, received, 3), Is.GreaterThanOrEqualTo(0));
        Assert.That(received[0], Is.EqualTo(Rank == 0 || Rank == 1 ? 1 : 99));
    }

    [Test]
    public void The_star_in_C_adds_two_at_every_iteration([Values(1, 2, 3)] int radius)
    {
        const int N = 37, Iterations = 5;
        nint room = (N + 2 * radius) * (N + 2 * radius);
        using NativeBuffer<double> input = Memory.Allocate<double>(room), output = Memory.Allocate<double>(room);
        double norm = new MpiYardstick(Session).StarSeconds(input, output, N, radius, Iterations, World).Norm;
        double inside = (N - 2 * radius) * (N - 2 * radius);
        Assert.That(World.AllReduce(norm, ReduceOp.Sum) / inside, Is.EqualTo(2 * (Iterations + 1)).Within(1e-10));
        norm = Yardstick.StarSeconds(input, output, N, radius, Iterations).Norm;
        Assert.That(norm / inside, Is.EqualTo(2 * (Iterations + 1)).Within(1e-10));
    }
}
