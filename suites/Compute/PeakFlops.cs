using System.Numerics;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Compute;

/// <summary>Independent chains x = x r + s, all steps of which are done in registers. Where numbers are narrower than
/// sums, chains x = x + 1 1 + 2 2 + ..., of as many terms as an instruction takes: whole numbers, so that sums are
/// exact.</summary>
/// <param name="Precision">number formats</param>
public sealed record PeakCase(Precision Precision)
{
    /// <summary>Multiply-adds in one repeat, whatever the width of a register: about 0.2 ms of a fast core.</summary>
    public const long MultiplyAdds = 24 * 16 * 32768;

    /// <summary>r, just above 1, so that a chain neither dies out nor overflows and each step changes it.</summary>
    public const double Factor = 1 + 0.7e-6;

    /// <summary>s, so that chains below and above 1.9 part.</summary>
    public const double Shift = -1.33e-6;

    /// <summary>Terms of a dot product; null where a step is a single multiply-add.</summary>
    public int? Terms => NativeDots.Terms(Precision);

    /// <summary>Where a chain begins.</summary>
    public static double Start(int chain) => 1 + chain / 512.0;
}

/// <summary>Chains that are timed.</summary>
public interface IPeakKernel : IKernel
{
    /// <summary>How many there are; <see cref="PeakCase.MultiplyAdds"/> is divided among them.</summary>
    int Chains { get; }

    /// <summary>Where a chain has come to.</summary>
    double Read(int chain);
}

/// <summary>PURPOSE the most multiply-adds a core can do, the roof of every other rate. CHECK every chain is followed
/// again, one number at a time: each step changes the bits, so a step too many or too few is seen.</summary>
public sealed class PeakFlops : Benchmark<PeakCase, IPeakKernel>
{
    /// <inheritdoc/>
    public override string Name => "peakflops";

    /// <inheritdoc/>
    public override string Summary => "fused multiply-adds in registers, on every rank";

    /// <inheritdoc/>
    public override string Source => "roofline ceilings: Williams, Waterman, Patterson, CACM 52 (2009)";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Axis.Precisions("fp64", "fp32")];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Flops;

    /// <inheritdoc/>
    public override string FlopModel => $"2 x {PeakCase.MultiplyAdds} multiply-adds";

    /// <inheritdoc/>
    public override string ByteModel => "none: all operands stay in registers";

    /// <inheritdoc/>
    public override PeakCase Bind(Point p, int ranks) =>
        new(NativeDots.Terms(p.ProductPrecision) is null ? p.FloatingPoint : p.ProductPrecision);

    /// <inheritdoc/>
    public override Work WorkOf(PeakCase c, int rank) => new(2 * PeakCase.MultiplyAdds, 0, 0, 0);

    /// <inheritdoc/>
    public override Verdict Verify(PeakCase c, IPeakKernel k, Rigour r, IHarness h)
    {
        int terms = c.Terms ?? 1;
        long steps = PeakCase.MultiplyAdds / (k.Chains * terms) * h.Repeats;
        double sum = Enumerable.Range(1, terms).Sum(t => t * t);
        Func<double, long, double> follow = c.Precision.Apply(new Follow());
        double worst = 0;
        for (int chain = 0; chain < k.Chains; chain += r == Rigour.Full ? 1 : 13)
        {
            double expected = c.Terms is null ? follow(PeakCase.Start(chain), steps) : chain + steps * sum;
            worst = Math.Max(worst, Math.Abs(k.Read(chain) - expected) / Math.Abs(expected));
        }

        return Verdict.Of(worst, 0, $"chains of {steps} steps");
    }

    private sealed class Follow : IGeneric<Func<double, long, double>>
    {
        public Func<double, long, double> For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => (start, steps) =>
        {
            TAccumulate x = TAccumulate.CreateTruncating(start);
            TAccumulate factor = TAccumulate.CreateTruncating(PeakCase.Factor);
            TAccumulate shift = TAccumulate.CreateTruncating(PeakCase.Shift);
            for (long i = 0; i < steps; i++)
                x = TAccumulate.MultiplyAddEstimate(x, factor, shift);
            return double.CreateTruncating(x);
        };
    }
}
