using HaiEnd.Mpi.Jobs;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Jobs;

/// <summary>Numbers as people write them.</summary>
public sealed class QuantityTests
{
    [TestCase("512", 512)]
    [TestCase("64Mi", 64L << 20)]
    [TestCase("3k", 3000)]
    [TestCase("2Ti", 2L << 40)]
    [TestCase("0", 0)]
    public void A_whole_number_may_have_a_prefix(string text, long value) =>
        Assert.That(Quantity.Whole(text), Is.EqualTo(value));

    [TestCase("ten")]
    [TestCase("-1")]
    [TestCase("1.5")]
    [TestCase("")]
    [TestCase("Mi")]
    [TestCase("64MiB")]
    [TestCase("64Mk")]
    [TestCase("9223372036854775808")]
    [TestCase("9000000000Gi")]
    public void What_is_no_whole_number_is_refused(string text) =>
        Assert.That(() => Quantity.Whole(text), Throws.TypeOf<FormatException>());

    [TestCase("8..64*2", new long[] { 8, 16, 32, 64 })]
    [TestCase("8..63*2", new long[] { 8, 16, 32 })]
    [TestCase("64..256+64", new long[] { 64, 128, 192, 256 })]
    [TestCase("5..5*2", new long[] { 5 })]
    [TestCase("1, 2 ,4", new long[] { 1, 2, 4 })]
    [TestCase("1Ki..4Ki*2,7", new long[] { 1024, 2048, 4096, 7 })]
    [TestCase("4000000000000000000..9223372036854775807*2",
        new long[] { 4_000_000_000_000_000_000, 8_000_000_000_000_000_000 })]
    public void A_range_holds_both_ends(string text, long[] values) =>
        Assert.That(Quantity.Range(text), Is.EqualTo(values));

    [TestCase("8..64")]
    [TestCase("8..64*1")]
    [TestCase("0..64*2")]
    [TestCase("8..64+0")]
    [TestCase("64..8*2")]
    [TestCase("1..1000000+1")]
    [TestCase("1,,2")]
    public void A_range_that_would_not_end_or_says_no_step_is_refused(string text) =>
        Assert.That(() => Quantity.Range(text), Throws.TypeOf<FormatException>());

    [TestCase("2%", 0.02)]
    [TestCase("0.02", 0.02)]
    [TestCase("1e-3", 0.001)]
    public void A_fraction_may_be_a_percentage(string text, double value) =>
        Assert.That(Quantity.Fraction(text), Is.EqualTo(value));

    [TestCase("0%")]
    [TestCase("-1%")]
    [TestCase("NaN")]
    [TestCase("two")]
    public void What_is_no_positive_fraction_is_refused(string text) =>
        Assert.That(() => Quantity.Fraction(text), Throws.TypeOf<FormatException>());

    [TestCase("500ms", 0.5)]
    [TestCase("90s", 90)]
    [TestCase("1.5m", 90)]
    [TestCase("2h", 7200)]
    [TestCase("00:40:00", 2400)]
    public void A_time_has_a_unit(string text, double seconds) =>
        Assert.That(Quantity.Seconds(text), Is.EqualTo(seconds));

    [TestCase("90")]
    [TestCase("0s")]
    [TestCase("-1s")]
    [TestCase("s")]
    [TestCase("infs")]
    public void A_time_without_a_unit_is_refused(string text) =>
        Assert.That(() => Quantity.Seconds(text), Throws.TypeOf<FormatException>());
}
