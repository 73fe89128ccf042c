using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

public sealed unsafe class DatatypeTests
{
    [Test]
    public void Sizes_are_those_of_the_elements()
    {
        Assert.That(Datatype.Of<double>().SizeBytes, Is.EqualTo(8));
        Assert.That(Datatype.Of<ushort>().SizeBytes, Is.EqualTo(2));
        Assert.That(Datatype.Of<Guid>().SizeBytes, Is.EqualTo(1));
        Assert.That(Datatype.Of<DoubleInt>().SizeBytes, Is.EqualTo(12));
        Assert.That(Datatype.Of<DoubleInt>().ExtentBytes, Is.EqualTo(sizeof(DoubleInt)));
    }

    [Test]
    public void A_column_is_sent_as_one_element()
    {
        using Datatype column = Datatype.Vector(3, 1, 4, Datatype.Of<int>());
        Assert.That(column.SizeBytes, Is.EqualTo(12));
        Assert.That(Exchange(column, 3), Is.EqualTo(new[] { Place(0), Place(4), Place(8) }));
    }

    [Test]
    public void A_box_is_sent_as_one_element()
    {
        using Datatype box = Datatype.Subarray([3, 4], [2, 2], [1, 1], Datatype.Of<int>());
        Assert.That(Exchange(box, 4), Is.EqualTo(new[] { Place(5), Place(6), Place(9), Place(10) }));
    }

    [Test]
    public void Scattered_blocks_are_sent_as_one_element()
    {
        using Datatype blocks = Datatype.Indexed([1, 2], [11, 2], Datatype.Of<int>());
        Assert.That(Exchange(blocks, 3), Is.EqualTo(new[] { Place(11), Place(2), Place(3) }));
    }

    [Test]
    public void A_structure_mixes_types()
    {
        using Datatype mixed = Datatype.Structure([1, 2], [0, 8], [Datatype.Of<double>(), Datatype.Of<int>()]);
        Assert.That(mixed.SizeBytes, Is.EqualTo(16));
        byte* source = stackalloc byte[16], target = stackalloc byte[16];
        *(double*)source = Rank + 0.5;
        *(int*)(source + 12) = Rank;
        World.SendReceive(source, 1, Next, target, 1, Previous, mixed, 0);
        Assert.That(*(double*)target, Is.EqualTo(Previous + 0.5));
        Assert.That(*(int*)(target + 12), Is.EqualTo(Previous));
    }

    [Test]
    public void A_resized_type_steps_as_told()
    {
        using Datatype wide = Datatype.Resized(0, 8, Datatype.Of<int>());
        Assert.That(wide.ExtentBytes, Is.EqualTo(8));
        Assert.That(wide.SizeBytes, Is.EqualTo(4));
    }

    private static int Place(int i) => (100 * Previous) + i;

    /// <summary>Sends one element of the type out of a 3 x 4 array, receives it as plain integers.</summary>
    private static int[] Exchange(Datatype type, int count)
    {
        int[] array = Mine(12, Rank), got = new int[count];
        fixed (int* a = array, g = got)
        {
            Request receive = World.IReceive(g, count, Datatype.Of<int>(), Previous, 0);
            World.Send(a, 1, type, Next, 0);
            receive.Wait();
        }
        return got;
    }
}
