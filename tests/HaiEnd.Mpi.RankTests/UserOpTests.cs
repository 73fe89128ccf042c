using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

public sealed unsafe class UserOpTests
{
    [Test]
    public void An_operation_of_ones_own_is_applied()
    {
        using ReduceOp largest = ReduceOp.Create(&AbsoluteMaximum, commutes: true);
        double[] result = new double[2];
        World.AllReduce<double>([-Rank, Rank + 1], result, largest);
        Assert.That(result, Is.EqualTo(new double[] { Last, Size }));
    }

    [Test]
    public void An_operation_that_does_not_commute_keeps_the_order_of_ranks()
    {
        // Composition of x -> a x + b, as pairs: it is associative and depends on the order.
        using ReduceOp compose = ReduceOp.Create(&Compose, commutes: false);
        using Datatype pair = Datatype.Contiguous(2, Datatype.Of<long>());
        long* mine = stackalloc long[] { 2, Rank };
        long* result = stackalloc long[] { 0, 0 };
        World.AllReduce(mine, result, 1, pair, compose);
        long a = 1, b = 0;
        for (int r = 0; r < Size; r++)
        {
            (a, b) = (2 * a, (2 * b) + r);
        }
        Assert.That((result[0], result[1]), Is.EqualTo((a, b)));
    }

    [UnmanagedCallersOnly]
    private static void AbsoluteMaximum(void* source, void* target, int* length, void* type)
    {
        double* s = (double*)source, t = (double*)target;
        for (int i = 0; i < *length; i++)
        {
            t[i] = Math.Max(Math.Abs(s[i]), Math.Abs(t[i]));
        }
    }

    [UnmanagedCallersOnly]
    private static void Compose(void* source, void* target, int* length, void* type)
    {
        long* s = (long*)source, t = (long*)target;
        for (int i = 0; i < 2 * *length; i += 2)
        {
            // t is applied after s: a_t (a_s x + b_s) + b_t
            (t[i], t[i + 1]) = (t[i] * s[i], (t[i] * s[i + 1]) + t[i + 1]);
        }
    }
}
