using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Suites;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>Every local product on small whole numbers, where each format is exact and any order of summation gives the
/// same bits.</summary>
public sealed class LocalGemmTests
{
    /// <summary>The lanes that a child process must find, see <see cref="NarrowVectorTests"/>.</summary>
    public const string LanesVariable = "HAIEND_TEST_LANES";

    private static readonly int[] Sizes = [1, 2, 3, 7, 17, 33, 65, 129];

    public static IEnumerable<TestCaseData> PartsAndPrecisions =>
        from part in Alone.Catalog.Parts<ILocalGemm>()
        where part is not DeviceGemmPart
        from precision in Alone.Catalog.Precisions
        select new TestCaseData(part.Name, precision.Name);

    [TestCaseSource(nameof(PartsAndPrecisions))]
    public void Odd_sizes_are_exact(string part, string precision)
    {
        foreach (int m in Sizes)
            foreach (int n in Sizes)
                foreach (int k in Sizes)
                    Check(part, precision, new(m, n, k));
    }

    [TestCaseSource(nameof(PartsAndPrecisions))]
    public void Transposed_matrices_are_read_as_what_they_stand_for(string part, string precision)
    {
        foreach (Shape shape in new Shape[]
            { new(17, 33, 7), new(65, 5, 129), new(GemmBlocks.Rows + 3, 70, GemmBlocks.Depth + 7), new(1, 1, 3) })
        {
            Check(part, precision, shape with { IsATransposed = true });
            Check(part, precision, shape with { IsBTransposed = true });
            Check(part, precision, shape with { IsATransposed = true, IsBTransposed = true });
        }
    }

    [TestCaseSource(nameof(PartsAndPrecisions))]
    public void Threads_do_the_whole_product(string part, string precision)
    {
        foreach (Shape shape in new Shape[]
            {
                new(33, 7, 5), new(7, 33, 5), new(2, 2, 2), new(0, 3, 2), new(40, 41, 9, true), new(9, 8, 3, true, true)
            })
            Check(part, precision, shape, threads: 3);
    }

    [TestCaseSource(nameof(PartsAndPrecisions))]
    public void Sizes_beyond_a_block_are_exact(string part, string precision) =>
        Check(part, precision, new(GemmBlocks.Rows + 3, GemmBlocks.Columns + 5, GemmBlocks.Depth + 7));

    [TestCaseSource(nameof(PartsAndPrecisions))]
    public void An_empty_sum_is_zero_and_an_empty_matrix_is_left_alone(string part, string precision)
    {
        Check(part, precision, new(5, 6, 0));
        Check(part, precision, new(0, 6, 4));
        Check(part, precision, new(5, 0, 4));
        Check(part, precision, new(0, 0, 0));
    }

    [Test]
    public void Shapes_that_are_asked_for_are_multiplied_and_checked(
        [Values("reference", "simd", "tiled")] string realisation, [Values("NN", "NT", "TN", "TT")] string stored) =>
        Assert.That(
            Alone.Judge($"gemm.{realisation} n=33 m=70 k=9 precision=fp64 transpose={stored} pad=3").Passed, Is.True);

    [TestCase("transpose=NX")]
    [TestCase("pad=-1")]
    public void A_shape_that_is_none_is_refused(string axis) => Assert.That(
        () => Alone.Catalog.Bind(PointSpec.Parse($"gemm.simd n=8 {axis}"), 1), Throws.ArgumentException);

    [TestCase("m=9", "square")]
    [TestCase("transpose=TN", "transposed")]
    [TestCase("pad=1", "padded")]
    public void Out_of_core_only_squares_are_multiplied(string axis, string why)
    {
        Availability available =
            Alone.Catalog.Bind(PointSpec.Parse($"gemm.outofcore n=8 {axis}"), 1).Check(Alone.Place);
        Assert.That(available.IsYes, Is.False);
        Assert.That(available.Reason, Does.Contain(why));
    }

    [Test]
    public void Lanes_are_as_wide_as_the_processor_allows()
    {
        string? bits = Environment.GetEnvironmentVariable(LanesVariable);
        if (bits is null)
            Assert.Ignore("only in a child process");
        Assert.That(Lanes.Widest(new Bits()), Is.EqualTo(bits));
    }

    private static void Check(string name, string precisionName, Shape shape, int threads = 1)
    {
        Part<ILocalGemm> part = Alone.Catalog.Part<ILocalGemm>(name);
        Precision precision = Alone.Catalog.Precision(precisionName);
        Availability available = part.Check(precision, Alone.Place);
        if (!available.IsYes)
            Assert.Ignore(available.Reason);
        ILocalGemm[] workers = [.. Enumerable.Range(0, threads).Select(_ => part.Create(precision, Alone.Place))];
        using ILocalGemm gemm = threads == 1 ? workers[0] : new GemmTeam(workers, precision.Formats);
        string? fault = precision.Apply(new Exact(gemm, shape, Accumulate: false))
            ?? precision.Apply(new Exact(gemm, shape, Accumulate: true));
        Assert.That(fault, Is.Null, $"{name} {precisionName} {shape}");
    }

    /// <summary>What is multiplied.</summary>
    internal readonly record struct Shape(
        int M, int N, int K, bool IsATransposed = false, bool IsBTransposed = false);

    private sealed class Bits : IForLanes<float, string>
    {
        public string For<TLanes>()
            where TLanes : struct, ILanes<TLanes, float> => $"{TLanes.Count * 32}";
    }

    /// <summary>Multiplies blocks of larger arrays; what lies around C and all of A and B must stay.</summary>
    internal sealed unsafe record Exact(ILocalGemm Gemm, Shape Shape, bool Accumulate) : IGeneric<string?>
    {
        private const int Gap = 3;

        public string? For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate>
        {
            (int m, int n, int k, bool isATransposed, bool isBTransposed) = Shape;
            int lda = (isATransposed ? m : k) + Gap, ldb = (isBTransposed ? k : n) + Gap, ldc = n + Gap;
            using NativeBuffer<TStore> a = Whole<TStore>((isATransposed ? k : m) * lda, 1);
            using NativeBuffer<TStore> b = Whole<TStore>((isBTransposed ? n : k) * ldb, 2);
            using NativeBuffer<TAccumulate> c = Whole<TAccumulate>(m * ldc, 3);
            TStore[] a0 = a.Span.ToArray(), b0 = b.Span.ToArray();
            TAccumulate[] expected = c.Span.ToArray();
            (int rowA, int columnA) = isATransposed ? (1, lda) : (lda, 1);
            (int rowB, int columnB) = isBTransposed ? (1, ldb) : (ldb, 1);
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    ref TAccumulate sum = ref expected[i * ldc + j];
                    sum = Accumulate ? sum : TAccumulate.Zero;
                    for (int l = 0; l < k; l++)
                        sum += TAccumulate.CreateTruncating(a0[i * rowA + l * columnA])
                            * TAccumulate.CreateTruncating(b0[l * rowB + j * columnB]);
                }
            }

            Gemm.Multiply(
                m, n, k, new((nint)a.Pointer, lda, isATransposed), new((nint)b.Pointer, ldb, isBTransposed),
                (nint)c.Pointer, ldc, Accumulate);
            if (!a.Span.SequenceEqual(a0) || !b.Span.SequenceEqual(b0))
                return "an input was written";
            int wrong = c.Span.CommonPrefixLength(expected);
            return wrong == expected.Length
                ? null
                : $"C[{wrong / ldc}, {wrong % ldc}] is {c[wrong]}, not {expected[wrong]}";
        }

        private static NativeBuffer<T> Whole<T>(int length, ulong seed)
            where T : unmanaged, INumber<T>
        {
            NativeBuffer<T> buffer = Alone.Place.Memory.Allocate<T>(length);
            for (int i = 0; i < length; i++)
                buffer.Pointer[i] = T.CreateTruncating(Counter.Integer(seed, (ulong)i, 4));
            return buffer;
        }
    }
}
