using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using HaiEnd.Mpi.Suites.Memory;
using HaiEnd.Mpi.Tests.Bench;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>A validator that can't fail proves nothing: each is shown the defects that it is there to catch.</summary>
public sealed class ValidatorTests
{
    private const int N = 160;

    private static readonly Grid Grid = new(2, 2);

    public static IEnumerable<TestCaseData> Defects =>
    [
        new TestCaseData((Action<double[,]>)(c => c[17, 31] *= 1.01)).SetArgDisplayNames("an entry 1 % off"),
        new TestCaseData((Action<double[,]>)(c => c[N - 1, N - 1] = double.NaN)).SetArgDisplayNames("not a number"),
        new TestCaseData((Action<double[,]>)(c => (c[3, 4], c[3, 5]) = (c[3, 5], c[3, 4])))
            .SetArgDisplayNames("two entries swapped"),
        new TestCaseData((Action<double[,]>)(c => AddTerms(c, 64, 128, 0, -1))).SetArgDisplayNames("a panel left out"),
        new TestCaseData((Action<double[,]>)SwapPanels).SetArgDisplayNames("panels of B swapped"),
        new TestCaseData((Action<double[,]>)Array.Clear).SetArgDisplayNames("never written"),
    ];

    [Test]
    public void A_right_product_passes([Values("fp64", "fp32")] string precision)
    {
        ProductCase c = Case(precision);
        Verdict verdict = new ProductCheck(c, Rigour.Sample, null).Judge(new Held(Product(c), new(0, N, 0, N)));
        Assert.That(verdict.Passed, verdict.ToString());
    }

    [TestCaseSource(nameof(Defects))]
    public void A_wrong_product_fails(Action<double[,]> plant)
    {
        foreach (string precision in new[] { "fp64", "fp32" })
        {
            ProductCase c = Case(precision);
            double[,] wrong = Product(c);
            plant(wrong);
            Verdict verdict = new ProductCheck(c, Rigour.Sample, null).Judge(new Held(wrong, new(0, N, 0, N)));
            Assert.That(verdict.Passed, Is.False, $"{precision}: {verdict}");
        }
    }

    [Test]
    public void A_product_of_whole_numbers_is_right_to_the_last_bit([Values("fp64", "fp32", "int8")] string precision)
    {
        ProductCase c = Case(precision).Whole!;
        double[,] product = Product(c);
        Assert.That(Judge(product).Passed, Judge(product).ToString());
        product[5, 7] += 1;
        Assert.That(Judge(product).Passed, Is.False);

        Verdict Judge(double[,] of) => new ProductCheck(c, Rigour.Sample, null).Judge(new Held(of, new(0, N, 0, N)));
    }

    [Test]
    public void Factors_that_matrix_units_cut_pass_as_tf32_alone()
    {
        ProductCase c = Case("fp32");
        var cut = new double[N, N];
        for (int i = 0; i < N; i++)
            for (int l = 0; l < N; l++)
                for (int j = 0; j < N; j++)
                    cut[i, j] += Cut(c.A[i, l]) * Cut(c.B[l, j]);
        Assert.That(Judge(cut, "tf32").Passed, Judge(cut, "tf32").ToString());
        Assert.That(Judge(cut, "fp32").Passed, Is.False);
        AddTerms(cut, N - 1, N, 0, -1);
        Assert.That(Judge(cut, "tf32").Passed, Is.False, "a term left out");

        static double Cut(double x) =>
            BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits((float)x) & ~0x1FFF);

        static Verdict Judge(double[,] of, string precision) =>
            new ProductCheck(Case(precision), Rigour.Full, null).Judge(new Held(of, new(0, N, 0, N)));
    }

    [Test]
    public void Sums_that_matrix_units_cut_pass_as_fp8([Values("fp8-e4m3", "fp8-e5m2")] string precision)
    {
        ProductCase c = Case(precision);
        var cut = new double[N, N];
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                for (int l = 0; l < N; l += 32)
                    cut[i, j] = CutSum(cut[i, j], [.. Enumerable.Range(l, 32).Select(t =>
                        c.Rounding(c.A[i, t]) * c.Rounding(c.B[t, j]))]);
        Assert.That(Judge().Passed, Judge().ToString());
        AddTerms(cut, N - 1, N, 0, -1, c);
        Assert.That(Judge().Passed, Is.False, "a term left out");

        Verdict Judge() => new ProductCheck(c, Rigour.Full, null).Judge(new Held(cut, new(0, N, 0, N)));

        // Of the greatest 14 bits are kept, of the others those that stand beside them.
        static double CutSum(double sum, double[] terms)
        {
            double greatest = terms.Append(sum).Max(Math.Abs);
            double last = greatest == 0 ? 1 : Math.ScaleB(1, Math.ILogB(greatest) - 13);
            return terms.Append(sum).Sum(t => Math.Truncate(t / last) * last);
        }
    }

    [TestCase("fp8-e4m3", 910, true)]
    [TestCase("fp8-e4m3", 911, false)]
    [TestCase("fp32", 1 << 20, true)]
    [TestCase("fp32", 1 << 21, false)]
    [TestCase("fp64", 1 << 21, true)]
    public void Sums_that_might_round_are_not_called_exact(string precision, int terms, bool isExact)
    {
        var c = new ProductCase(1, 1, terms, Alone.Catalog.Precision(precision));
        Assert.That(c.Whole is not null, Is.EqualTo(isExact));
    }

    [Test]
    public void Ranks_that_share_the_check_agree([Values(-1, 0, 3)] int wrongRank)
    {
        ProductCase c = Case("fp64");
        Verdict[] verdicts = FakeRanks.Run(4, ranks =>
        {
            Block block = Grid.BlockOf(N, N, ranks.Rank);
            double[,] product = Product(c);
            if (ranks.Rank == wrongRank)
                product[block.Row + 1, block.Column + 2] += 1e-3;
            Verdict verdict = Verdict.Of(double.NaN, 0, "not judged");
            string? fault = ranks.Together(
                1, harness => verdict = new ProductCheck(c, Rigour.Sample, harness).Judge(new Held(product, block)));
            Assert.That(fault, Is.Null);
            return verdict;
        });
        Assert.That(verdicts.Select(v => v.Passed), Is.All.EqualTo(wrongRank < 0));
    }

    [Test]
    public void A_block_that_two_ranks_hold_fails()
    {
        ProductCase c = Case("fp64");
        Verdict[] verdicts = FakeRanks.Run(2, ranks =>
        {
            Verdict verdict = Verdict.Of(double.NaN, 0, "not judged");
            ranks.Together(1, harness => verdict =
                new ProductCheck(c, Rigour.Sample, harness).Judge(new Held(Product(c), new(0, N, 0, N))));
            return verdict;
        });
        Assert.That(verdicts.Select(v => v.Passed), Is.All.False);
    }

    [TestCase("simd", "fp64")]
    [TestCase("simd", "fp32")]
    [TestCase("reference", "fp64")]
    [TestCase("reference", "fp32")]
    [TestCase("native", "int8")]
    [TestCase("native", "bf16")]
    public void Chains_with_a_step_too_many_or_too_few_fail(string way, string precision)
    {
        string spec = $"peakflops.{way} precision={precision}";
        if (Alone.Catalog.Bind(PointSpec.Parse(spec), 1).Check(Alone.Place) is { IsYes: false } no)
            Assert.Ignore(no.Reason);
        Assert.Multiple(() =>
        {
            Assert.That(Alone.Judge(spec, repeats: 2).Passed);
            Assert.That(Alone.Judge(spec, repeats: 2, said: 3).Passed, Is.False);
            Assert.That(Alone.Judge(spec, repeats: 2, said: 1).Passed, Is.False);
        });
    }

    [TestCase(-1, true)]
    [TestCase(0, false)]
    [TestCase(999, false)]
    public void A_wrong_element_of_a_stream_fails(int wrong, bool passes)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Passed(new Copy(), c => c), Is.EqualTo(passes));
            Assert.That(Passed(new Scale(), c => 3 * c), Is.EqualTo(passes));
            Assert.That(Passed(new Add(), c => c, 1), Is.EqualTo(passes));
            Assert.That(Passed(new Triad(), c => 3 * c, 1), Is.EqualTo(passes));
            Assert.That(Passed(new Triad(), c => c, 1), Is.False, "an add is no triad");
            Assert.That(Passed(new Scale(), c => 3 * c, 1), Is.False, "a triad is no scale");
        });

        bool Passed<TKind>(Stream<TKind> stream, Func<double, double> of, int b = 0)
            where TKind : struct, IStreamKind
        {
            var c = new StreamCase<TKind>(1000, Alone.Catalog.Precision("fp32"));
            var elements = new Elements<TKind>(
                i => (float)(b * StreamData.B(i) + of(StreamData.C(i))) + (i == wrong ? 1e-3 : 0));
            return stream.Verify(c, elements, Rigour.Sample, new Alone(1)).Passed;
        }
    }

    private static ProductCase Case(string precision) => new(N, N, N, Alone.Catalog.Precision(precision));

    private static double[,] Product(ProductCase c)
    {
        var product = new double[c.M, c.N];
        AddTerms(product, 0, c.K, 0, 1, c);
        return product;
    }

    /// <summary>Adds the terms l of A times the terms l + shift of B.</summary>
    private static void AddTerms(
        double[,] product, int from, int to, int shift, double factor, ProductCase? of = null)
    {
        ProductCase c = of ?? Case("fp64");
        for (int i = 0; i < N; i++)
            for (int l = from; l < to; l++)
                for (int j = 0; j < N; j++)
                    product[i, j] += factor * c.A[i, l] * c.B[l + shift, j];
    }

    private static void SwapPanels(double[,] product)
    {
        AddTerms(product, 0, 128, 0, -1);
        AddTerms(product, 0, 64, 64, 1);
        AddTerms(product, 64, 128, -64, 1);
    }

    /// <summary>A product that was made elsewhere.</summary>
    private sealed class Held(double[,] product, Block held) : IProduct
    {
        public int MaxBatch => 1;

        Block IProduct.Held => held;

        public void Reset()
        {
        }

        public void Run(int repeats, Span<long> phaseTicks)
        {
        }

        public void ReadRow(int row, Span<double> values)
        {
            for (int j = 0; j < held.Columns; j++)
                values[j] = product[held.Row + row, held.Column + j];
        }

        public void Dispose()
        {
        }
    }

    private sealed class Elements<TKind>(Func<long, double> element) : IStream<TKind>
        where TKind : struct, IStreamKind
    {
        public int MaxBatch => 1;

        public double Read(long i) => element(i);

        public void Reset()
        {
        }

        public void Run(int repeats, Span<long> phaseTicks)
        {
        }

        public void Dispose()
        {
        }
    }
}
