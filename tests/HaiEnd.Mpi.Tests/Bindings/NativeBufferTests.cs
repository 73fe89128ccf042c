using HaiEnd.Mpi.Bindings;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.BindingTests;

public sealed unsafe class NativeBufferTests
{
    [TestCase(Pages.Ordinary, 64)]
    [TestCase(Pages.Aligned, 4096)]
    [TestCase(Pages.Huge, 2 << 20)]
    [TestCase(Pages.Small, 2 << 20)]
    public void Memory_is_aligned_and_zeroed(Pages pages, int alignment)
    {
        var budget = new MemoryBudget();
        using NativeBuffer<double> buffer = budget.Allocate<double>(1001, pages);
        Assert.That((long)buffer.Pointer % alignment, Is.Zero);
        Assert.That(buffer.Span.ContainsAnyExcept(0.0), Is.False);
        buffer[1000] = 1;
        Assert.That(buffer.Span[1000], Is.EqualTo(1));
        Assert.That(buffer.Bytes, Is.EqualTo(8008));
    }

    [Test]
    public void The_budget_counts_what_is_live()
    {
        var budget = new MemoryBudget(1000);
        using (budget.Allocate<byte>(600))
        {
            MemoryLimitException? e = Assert.Throws<MemoryLimitException>(() => budget.Allocate<byte>(401));
            Assert.That((e!.RequestedBytes, e.UsedBytes, e.LimitBytes), Is.EqualTo((401L, 600L, 1000L)));
            budget.Allocate<byte>(400).Dispose();
            Assert.That(budget.UsedBytes, Is.EqualTo(600));
        }
        Assert.That(budget.UsedBytes, Is.Zero);
        Assert.That(budget.PeakBytes, Is.EqualTo(1000));
    }

    [Test]
    public void Disposing_twice_gives_back_once()
    {
        var budget = new MemoryBudget();
        NativeBuffer<int> buffer = budget.Allocate<int>(4);
        buffer.Dispose();
        buffer.Dispose();
        Assert.That(budget.UsedBytes, Is.Zero);
        Assert.That(buffer.Pointer is null, Is.True);
    }

    [TestCase(Pages.Ordinary)]
    [TestCase(Pages.Huge)]
    [TestCase(Pages.Reserved)]
    public void What_the_system_does_not_have_is_told_and_not_counted(Pages pages)
    {
        var budget = new MemoryBudget();
        Assert.That(() => budget.Allocate<byte>((nint)1 << 60, pages), Throws.InstanceOf<OutOfMemoryException>());
        Assert.That(budget.UsedBytes, Is.Zero);
    }

    [Test]
    public void A_size_that_no_number_holds_is_refused()
    {
        var budget = new MemoryBudget();
        Assert.That(() => budget.Allocate<double>(nint.MaxValue), Throws.TypeOf<OverflowException>());
        Assert.That(() => budget.Allocate<double>(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new MemoryBudget(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_slice_stays_inside_its_buffer()
    {
        using NativeBuffer<int> buffer = new MemoryBudget().Allocate<int>(10);
        NativeSlice<int> part = buffer.Slice(2, 5);
        part.Span[0] = 7;
        Assert.That(buffer[2], Is.EqualTo(7));
        Assert.That((long)part.Slice(5, 0).Length, Is.Zero);
        Assert.That(() => buffer.Slice(6, 5), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => part.Slice(-1, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => buffer[10], Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
