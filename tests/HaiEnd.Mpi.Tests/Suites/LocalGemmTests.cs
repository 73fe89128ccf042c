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
    public void Lanes_are_as_wide_as_the_processor_allows()
    {
        string? bits = Environment.GetEnvironmentVariable(LanesVariable);
        if (bits is null)
            Assert.Ignore("only in a child process");
        Assert.That(Lanes.Widest(new Bits()), Is.EqualTo(bits));
    }

    private static void Check(string name, string precisionName, Shape shape)
    {
        Part<ILocalGemm> part = Alone.Catalog.Part<ILocalGemm>(name);
        Precision precision = Alone.Catalog.Precision(precisionName);
        Availability available = part.Check(precision, Alone.Place);
        if (!available.IsYes)
            Assert.Ignore(available.Reason);
        using ILocalGemm gemm = part.Create(precision, Alone.Place);
        string? fault = precision.Apply(new Exact(gemm, shape, Accumulate: false))
            ?? precision.Apply(new Exact(gemm, shape, Accumulate: true));
        Assert.That(fault, Is.Null, $"{name} {precisionName} {shape}");
    }

    private readonly record struct Shape(int M, int N, int K);

    private sealed class Bits : IForLanes<float, string>
    {
        public string For<TLanes>()
            where TLanes : struct, ILanes<TLanes, float> => $"{TLanes.Count * 32}";
    }

    /// <summary>Multiplies blocks of larger arrays; what lies around C and all of A and B must stay.</summary>
    private sealed unsafe record Exact(ILocalGemm Gemm, Shape Shape, bool Accumulate) : IGeneric<string?>
    {
        private const int Gap = 3;

        public string? For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate>
        {
            (int m, int n, int k) = Shape;
            int lda = k + Gap, ldb = n + Gap, ldc = n + Gap;
            using NativeBuffer<TStore> a = Whole<TStore>(m * lda, 1), b = Whole<TStore>(k * ldb, 2);
            using NativeBuffer<TAccumulate> c = Whole<TAccumulate>(m * ldc, 3);
            TStore[] a0 = a.Span.ToArray(), b0 = b.Span.ToArray();
            TAccumulate[] expected = c.Span.ToArray();
            for (int i = 0; i < m; i++)
                AddRow(a0.AsSpan(i * lda, k), b0, ldb, expected.AsSpan(i * ldc, n));
            Gemm.Multiply(
                m, n, k, (nint)a.Pointer, lda, (nint)b.Pointer, ldb, (nint)c.Pointer, ldc, Accumulate);
            if (!a.Span.SequenceEqual(a0) || !b.Span.SequenceEqual(b0))
                return "an input was written";
            int wrong = c.Span.CommonPrefixLength(expected);
            return wrong == expected.Length
                ? null
                : $"C[{wrong / ldc}, {wrong % ldc}] is {c[wrong]}, not {expected[wrong]}";
        }

        private void AddRow<TStore, TAccumulate>(Span<TStore> a, TStore[] b, int ldb, Span<TAccumulate> c)
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate>
        {
            if (!Accumulate)
                c.Clear();
            for (int l = 0; l < a.Length; l++)
                for (int j = 0; j < c.Length; j++)
                    c[j] += TAccumulate.CreateTruncating(a[l]) * TAccumulate.CreateTruncating(b[l * ldb + j]);
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
