using HaiEnd.Mpi.Analysis.Fits;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>The formulas of all-reduce against their closed forms, and what follows from them.</summary>
public sealed class AllreduceModelTests
{
    private const double Alpha = 50e-6, Beta = 80e-9, Gamma = 1e-9;

    private static readonly double[] Sizes = [8, 64, 512, 4096, 32768];

    /// <summary>An exchange around the ring takes twice, one between two three times as long as a message.</summary>
    private static readonly AllreduceModel Model = new(Curve(1), Curve(2), Curve(3), Gamma);

    // Thakur, Rabenseifner and Gropp 2005, section 4.5, with p = 8: lg p = 3, (p - 1) / p = 7 / 8.
    [TestCase("ring", 2, 14, 14.0 / 8, 7.0 / 8)]
    [TestCase("pipelined-ring", 2, 14, 14.0 / 8, 7.0 / 8)]
    [TestCase("recursive-doubling", 3, 3, 3, 3)]
    [TestCase("rabenseifner", 3, 6, 14.0 / 8, 7.0 / 8)]
    [TestCase("reduce-bcast", 1, 6, 6, 3)]
    // p = 6: folded to 4, which adds two messages one way and an addition; trees of three levels.
    [TestCase("ring", 2, 10, 10.0 / 6, 5.0 / 6, 6)]
    [TestCase("recursive-doubling", 3, 2, 2, 3, 6, 2)]
    [TestCase("rabenseifner", 3, 4, 1.5, 1.75, 6, 2)]
    [TestCase("reduce-bcast", 1, 6, 6, 3, 6)]
    public void Time_is_messages_bytes_and_additions(
        string algorithm, double times, double alphas, double betas, double gammas, int ranks = 8, int folded = 0)
    {
        const double Bytes = 24 << 10;
        double messages = times * (alphas * Alpha + betas * Bytes * Beta) + folded * (Alpha + Bytes * Beta);
        Assert.That(
            Model.Seconds(algorithm, ranks, Bytes), Is.EqualTo(messages + gammas * Bytes * Gamma).Within(1e-6).Percent);
    }

    [Test]
    public void Every_known_algorithm_has_a_formula_and_another_has_none()
    {
        foreach (string algorithm in AllreduceModel.Known)
            Assert.That(Model.Seconds(algorithm, 2, 8), Is.Positive, algorithm);
        Assert.That(Model.Seconds("library", 2, 8), Is.NaN);
        Assert.That(Model.Seconds("ring", 1, 8), Is.Zero);
    }

    // Short buffers want few messages, long ones few bytes; Rabenseifner's needs no more of either than the ring.
    [TestCase(8, "recursive-doubling")]
    [TestCase(1 << 20, "ring")]
    public void The_fastest_follows_from_the_size(double bytes, string algorithm)
    {
        var even = new AllreduceModel(Curve(1), Curve(1), Curve(1), Gamma);
        Assert.That(even.Fastest(["reduce-bcast", "recursive-doubling", "ring"], 8, bytes), Is.EqualTo(algorithm));
    }

    // Over TCP, two that exchange long messages wait for each other, and the ring does not.
    [TestCase(1, 1, "recursive-doubling")]
    [TestCase(1, 3, "ring")]
    [TestCase(7, 1.9, "recursive-doubling")]
    [TestCase(7, 10, "reduce-bcast")]
    public void What_an_exchange_takes_decides(double around, double between, string algorithm)
    {
        var model = new AllreduceModel(Curve(1), Curve(around), Curve(between), Gamma);
        Assert.That(model.Fastest(AllreduceModel.Known, 4, 512), Is.EqualTo(algorithm));
    }

    private static AlphaBeta Curve(double times) =>
        AlphaBeta.Fit(Sizes, [.. Sizes.Select(m => times * (Alpha + m * Beta))]);
}
