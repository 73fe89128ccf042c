using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Suites;
using HaiEnd.Mpi.Suites.Collectives;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>What is lost of a block on the wire.</summary>
public sealed class WireTests
{
    private static readonly int[] Lengths = [1, 2, 31, 32, 33, 63, 64, 255, 256, 300];

    [TestCaseSource(nameof(Lengths))]
    public void A_byte_errs_by_half_a_step_at_most_and_by_no_less(int length)
    {
        float[] block = Block(length), back = There(new Int8Wire(), block);
        double step = block.Max(Math.Abs) / 127.0, worst = 0;
        for (int i = 0; i < length; i++)
            worst = Math.Max(worst, Math.Abs((double)back[i] - block[i]) / step);
        Assert.That(worst, Is.LessThanOrEqualTo(0.5 * (1 + Math.ScaleB(1, -13))));
        if (length > 200)
            Assert.That(worst, Is.GreaterThan(0.45));
    }

    [TestCaseSource(nameof(Lengths))]
    public void Bfloat16_errs_by_its_roundoff_at_most(int length)
    {
        float[] block = Block(length), back = There(new Bf16Wire(), block);
        for (int i = 0; i < length; i++)
            Assert.That(Math.Abs(back[i] - block[i]), Is.LessThanOrEqualTo(Math.ScaleB(Math.Abs(block[i]), -8)));
    }

    [Test]
    public void Ties_go_to_the_even_step_in_vectors_and_beside_them([Values(0, 32, 64)] int before)
    {
        float[] numbers = [127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -127, 126.5f, 125.5f];
        float[] back = There(new Int8Wire(), [.. new float[before], .. numbers, .. new float[before]]);
        Assert.That(back[before..(before + 9)], Is.EqualTo(new float[] { 127, 0, 2, 2, 0, -2, -127, 126, 126 }));
    }

    [Test]
    public void What_no_byte_can_stand_for_is_not_hidden(
        [Values(float.NaN, float.PositiveInfinity, float.NegativeInfinity)] float odd, [Values(0, 40, 64)] int place)
    {
        float[] block = Block(65);
        block[place] = odd;
        Assert.That(There(new Int8Wire(), block), Is.All.NaN);
    }

    [Test]
    public void Zero_and_what_is_next_to_it_are_sent_as_zero([Values(0, 1e-45f, 1e-38f, -1e-31f)] float small) =>
        Assert.That(There(new Int8Wire(), [.. Enumerable.Repeat(small, 70)]), Is.All.Zero);

    [TestCase("bf16", 256, 1000, 2000)]
    [TestCase("int8", 256, 1000, 1016)]
    [TestCase("int8", 256, 1024, 1040)]
    [TestCase("int8", 3, 1000, 2336)]
    [TestCase("int8", 256, 0, 0)]
    public void Bytes_are_those_of_the_numbers_and_of_their_scales(string wire, int block, long elements, long bytes) =>
        Assert.That(new Rounding(wire, block, false).Bytes(elements), Is.EqualTo(bytes));

    [Test]
    public void Segments_are_whole_blocks_and_cover_all(
        [Values(1, 2, 3, 7)] int ranks, [Values(0, 1, 255, 256, 257, 5000)] int elements)
    {
        var rounding = new Rounding(Rounding.Int8, 256, false);
        long end = 0;
        for (int r = 0; r < ranks; r++)
        {
            Partition segment = rounding.Segment(elements, ranks, r);
            Assert.That(segment.Offset, Is.EqualTo(end));
            Assert.That(segment.Offset % 256 == 0 || segment.Offset == elements);
            end = segment.End;
        }

        Assert.That(end, Is.EqualTo(elements));
    }

    private static float[] Block(int length) =>
        [.. Enumerable.Range(0, length).Select(i => (float)Math.ScaleB(Counter.Uniform(5, (ulong)i), i % 7))];

    private static unsafe float[] There(IWire wire, float[] block)
    {
        byte[] sent = new byte[4 + 4 * block.Length];
        float[] back = new float[block.Length];
        fixed (float* from = block, to = back)
        fixed (byte* bytes = sent)
        {
            wire.Encode(from, block.Length, bytes);
            wire.Decode(bytes, block.Length, to);
        }

        return back;
    }
}
