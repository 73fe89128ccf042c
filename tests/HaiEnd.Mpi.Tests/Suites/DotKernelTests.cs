using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>Every way of C that this processor has, not only the one that is taken.</summary>
public sealed unsafe class DotKernelTests
{
    [TestCase("int8")]
    [TestCase("bf16")]
    public void Each_way_multiplies_whole_numbers_exactly(string name)
    {
        Precision precision = Alone.Catalog.Precision(name);
        foreach (DotKernel kernel in Ways(name))
        {
            NativeTile tile = new(kernel);
            using ILocalGemm gemm = name == "int8"
                ? new DotGemm<sbyte>(tile, Alone.Place.Memory)
                : new DotGemm<Bf16>(tile, Alone.Place.Memory);
            // Within a tile, of several, and beyond a block along each side.
            foreach ((int m, int n, int k) in (ReadOnlySpan<(int, int, int)>)
                [(1, 3, 2), (9, 50, 27), (195, 65, 7), (6, 3075, 5), (5, 8, 2051)])
                foreach (bool accumulate in new[] { false, true })
                    foreach (bool isTransposed in new[] { false, true })
                    {
                        LocalGemmTests.Shape shape = new(m, n, k, isTransposed, isTransposed);
                        string? fault = precision.Apply(new LocalGemmTests.Exact(gemm, shape, accumulate));
                        Assert.That(fault, Is.Null, $"{kernel.Instructions} {shape}");
                    }
        }
    }

    [Test]
    public void Every_byte_is_multiplied([Values(true, false)] bool areLeast)
    {
        const int M = 9, N = 50, K = 1025;
        using NativeBuffer<sbyte> a = Bytes(M * K, 1), b = Bytes(K * N, 2);
        using NativeBuffer<int> c = Alone.Place.Memory.Allocate<int>(M * N);
        foreach (DotKernel kernel in Ways("int8"))
        {
            using var gemm = new DotGemm<sbyte>(new NativeTile(kernel), Alone.Place.Memory);
            gemm.Multiply(M, N, K, new((nint)a.Pointer, K), new((nint)b.Pointer, N), (nint)c.Pointer, N, false);
            for (int i = 0; i < M; i++)
                for (int j = 0; j < N; j++)
                {
                    int sum = 0;
                    for (int l = 0; l < K; l++)
                        sum += a[i * K + l] * b[l * N + j];
                    Assert.That(c[i * N + j], Is.EqualTo(sum), $"{kernel.Instructions} {i} {j}");
                }
        }

        NativeBuffer<sbyte> Bytes(int length, ulong seed)
        {
            NativeBuffer<sbyte> bytes = Alone.Place.Memory.Allocate<sbyte>(length);
            for (int i = 0; i < length; i++)
                bytes[i] = areLeast ? sbyte.MinValue : (sbyte)Counter.Bits(seed, (ulong)i);
            return bytes;
        }
    }

    /// <summary>The greatest bytes there are, summed beyond 32 bits and back.</summary>
    [Test]
    public void Sums_of_whole_numbers_wrap_around([Values(0, 200_000)] int rounds)
    {
        foreach (DotKernel kernel in Instructions("int8"))
        {
            var sums = new uint[kernel.Chains];
            fixed (uint* first = sums)
            {
                kernel.Chain(rounds, 0xFFFF_FFFF, 0x8080_8080, first);
                int down = unchecked((int)(-4L * 255 * 128 * rounds));
                Assert.That(sums, Is.All.EqualTo(unchecked((uint)down)), kernel.Instructions);
            }
        }
    }

    /// <summary>Two roundings to binary32, the second product first: the bits of an instruction are those of C.
    /// </summary>
    [Test]
    public void Products_of_bf16_are_added_one_after_the_other()
    {
        foreach (DotKernel kernel in Instructions("bf16"))
        {
            var sums = new uint[kernel.Chains];
            for (ulong i = 0; i < 100_000; i++)
            {
                float a0 = Number(4 * i), b0 = Number(4 * i + 1), a1 = Number(4 * i + 2), b1 = Number(4 * i + 3);
                float start = (float)(Counter.Uniform(5, i) * (i % 7 == 0 ? 64 : 1)), expected = start;
                expected += a1 * b1;
                expected += a0 * b0;
                Array.Fill(sums, Bits(start));
                fixed (uint* first = sums)
                    kernel.Chain(1, Pair(a0, a1), Pair(b0, b1), first);
                Assert.That(sums, Is.All.EqualTo(Bits(expected)), $"{start} + {a1} {b1} + {a0} {b0}");
            }
        }

        static float Number(ulong i) => (float)(Bf16)(Counter.Uniform(7, i) * Math.Pow(2, i % 5));
    }

    [Test]
    public void Subnormal_numbers_are_zeros_to_an_instruction_of_bf16()
    {
        float least = BitConverter.UInt32BitsToSingle(0x0080_0000), subnormal = least / 2;
        foreach (DotKernel kernel in Instructions("bf16"))
        {
            Assert.Multiple(() =>
            {
                Assert.That(Sum(0, subnormal, 4), Is.Zero, "an operand");
                Assert.That(Sum(0, least, 0.5f), Is.Zero, "a product");
                Assert.That(Sum(subnormal, 0, 0), Is.Zero, "a sum before");
                Assert.That(Sum(0, least, 1), Is.EqualTo(least));
            });

            float Sum(float start, float a, float b)
            {
                var sums = new uint[kernel.Chains];
                Array.Fill(sums, Bits(start));
                fixed (uint* first = sums)
                    kernel.Chain(1, Pair(a, 0), Pair(b, 0), first);
                return BitConverter.UInt32BitsToSingle(sums[0]);
            }
        }
    }

    [TestCase(-1)]
    [TestCase(3)]
    public void Other_groups_have_no_way(int terms) => Assert.That(DotKernel.All(terms, out _), Is.Empty);

    [Test]
    public void Without_the_library_there_is_a_reason_and_no_crash()
    {
        const string Nowhere = "/nowhere.so";
        if (Environment.GetEnvironmentVariable(DotKernel.Variable) != Nowhere)
        {
            NarrowVectorTests.InAChild(
                $"Name={nameof(Without_the_library_there_is_a_reason_and_no_crash)}",
                (DotKernel.Variable, Nowhere));
            return;
        }

        foreach (string spec in (string[])["gemm.native n=8 precision=int8", "peakflops.native precision=bf16"])
        {
            Availability available = Alone.Catalog.Bind(PointSpec.Parse(spec), 1).Check(Alone.Place);
            Assert.That(available.IsYes, Is.False, spec);
            Assert.That(available.Reason, Does.Contain(Nowhere).And.Contain(DotKernel.Variable));
        }
    }

    private static IReadOnlyList<DotKernel> Ways(string precision)
    {
        IReadOnlyList<DotKernel> all =
            DotKernel.All(precision == "int8" ? DotKernel.Whole8 : DotKernel.Bf16, out string reason);
        if (all.Count == 0)
            Assert.Ignore(reason);
        return all;
    }

    /// <summary>Those that the processor has an instruction for.</summary>
    private static DotKernel[] Instructions(string precision)
    {
        DotKernel[] instructions = [.. Ways(precision).Where(k => k.Chains > 0)];
        if (instructions.Length == 0)
            Assert.Ignore($"this processor has no instruction that adds up products of {precision}");
        return instructions;
    }

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static uint Pair(float low, float high) => Bits(low) >> 16 | Bits(high);
}
