using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>HPL-MxP on one rank: what its checks find, and how many iterations it takes.</summary>
public sealed class MxpTests
{
    private const int Fails = 99;

    private static readonly Catalog Catalog = new(typeof(Mxp).Assembly, typeof(SkippingGemm).Assembly);
    private static readonly Place Place = Alone.Place with { Parts = Catalog };

    /// <summary>Iterations of a prototype with tiles of 32: research/numerics.md, section 2.4.</summary>
    [TestCase("mild", 21, "fp32", 1, 2)]
    [TestCase("mild", 21, "fp16", 2, 3)]
    [TestCase("mild", 21, "bf16", 2, 3)]
    [TestCase("mild-0.5", 48, "fp32", 1, 2)]
    [TestCase("mild-0.5", 48, "fp16", 2, 3)]
    [TestCase("mild-0.5", 48, "bf16", 3, 4)]
    [TestCase("fasi-higham-1e2", Fails, "fp32", 2, 2)]
    [TestCase("fasi-higham-1e2", Fails, "fp16", 3, 2)]
    [TestCase("fasi-higham-1e2", Fails, "bf16", 5, 3)]
    [TestCase("fasi-higham-1e3", Fails, "fp32", 1, 2)]
    [TestCase("fasi-higham-1e3", Fails, "fp16", 4, 2)]
    [TestCase("fasi-higham-1e3", Fails, "bf16", 4, 3)]
    [TestCase("fasi-higham-1e5", Fails, "fp32", 2, 2)]
    [TestCase("fasi-higham-1e5", Fails, "fp16", 34, 2)]
    [TestCase("fasi-higham-1e5", Fails, "bf16", 13, 3)]
    // Of these the prototype took 4 by GMRES in fp32.
    [TestCase("fasi-higham-1e8", Fails, "fp32", Fails, 2)]
    [TestCase("fasi-higham-1e8", Fails, "fp16", Fails, 2)]
    [TestCase("fasi-higham-1e8", Fails, "bf16", Fails, 4)]
    public void Iterations_are_those_of_the_prototype(
        string matrix, int jacobi, string precision, int classic, int gmres)
    {
        (Verdict verdict, IReadOnlyList<PointFact> facts) =
            Solve($"mxp.lookahead n=512 tile=32 matrix={matrix} precision={precision}");
        Assert.Multiple(() =>
        {
            Assert.That(verdict.Passed, verdict.ToString());
            // Jacobi's method converges as fast as the draw of the matrix allows.
            Assert.That(Steps(facts, "jacobi_steps"), Is.EqualTo(jacobi).Within(Math.Max(1, jacobi / 20)));
            Assert.That(Steps(facts, "classic_iterations"), Is.EqualTo(classic).Within(1));
            Assert.That(Steps(facts, "gmres_iterations"), Is.EqualTo(gmres).Within(1));
        });
    }

    /// <summary>One update in the middle is left out; GMRES repairs what comes of it.</summary>
    [Test]
    public void A_factorisation_that_lacks_an_update_fails_where_the_residual_passes(
        [Values("fp32", "bf16", "fp16", "fp64")] string precision,
        [Values("mild", "fasi-higham-1e3", "dominant")] string matrix)
    {
        string spec = $"mxp.lookahead n=512 tile=32 matrix={matrix} precision={precision} local=";
        (Verdict right, _) = Solve(spec + "simd");
        (Verdict wrong, IReadOnlyList<PointFact> facts) = Solve(spec + "planted-skip");
        Assert.Multiple(() =>
        {
            Assert.That(right.Passed, right.ToString());
            Assert.That(facts.Single(f => f.Name == "hpl_residual").Number, Is.LessThan(Mxp.Criterion));
            Assert.That(wrong.Passed, Is.False, wrong.ToString());
            Assert.That(wrong.What, Does.StartWith("(A - L U) v"));
        });
    }

    [Test]
    public void A_wrong_entry_of_the_solution_fails(
        [Values(0, 66)] int entry, [Values("fp32", "fp64")] string precision)
    {
        using Planted kernel = Planted.On($"mxp.lookahead n=67 tile=16 matrix=mild precision={precision}");
        Assert.That(kernel.Judge().Passed, kernel.Judge().ToString());
        kernel.Altered[entry] *= 1 + 1e-9;
        Assert.That((kernel.Judge().Passed, kernel.Judge().Bound), Is.EqualTo((false, Mxp.Criterion)));
        kernel.Altered[entry] = double.NaN;
        Assert.That(kernel.Judge().Passed, Is.False);
    }

    [TestCase(1, 0)]
    [TestCase(40, 3)]
    [TestCase(3, 40)]
    [TestCase(66, 66)]
    public void A_wrong_entry_of_a_factor_fails_and_is_seen_where_factors_are_known(int row, int column)
    {
        using Planted kernel = Planted.On("mxp.lookahead n=67 tile=16 matrix=fasi-higham-1e3 precision=fp32");
        Assert.That(kernel.Error.Ratio, Is.LessThan(0.5));
        Assert.That(kernel.Error.OfKnown, Is.LessThan(1e-4));
        kernel.WrongEntry = (row, column);
        Assert.That(kernel.Judge().Passed, Is.False);
        if (row != column)
            Assert.That(kernel.Error.OfKnown, Is.EqualTo(0.01).Within(1e-4));
    }

    [Test]
    public void A_matrix_that_Jacobi_solves_is_called_insensitive()
    {
        IReadOnlyList<PointFact> easy = Solve("mxp.lookahead n=256 matrix=dominant").Facts;
        IReadOnlyList<PointFact> hard = Solve("mxp.lookahead n=256 matrix=fasi-higham-1e3").Facts;
        Assert.Multiple(() =>
        {
            Assert.That(Steps(easy, "jacobi_steps"), Is.EqualTo(10).Within(1));
            Assert.That(easy.Single(f => f.Name == "matrix_kind").Value, Does.StartWith("insensitive matrix"));
            Assert.That(Steps(hard, "jacobi_steps"), Is.EqualTo(Fails));
            Assert.That(hard.Any(f => f.Name == "matrix_kind"), Is.False);
            Assert.That(hard.Single(f => f.Name == "condition").Number, Is.EqualTo(1e3).Within(1e-6));
        });
    }

    [Test]
    public void Every_order_and_tile_is_solved(
        [Values(1, 2, 31, 67)] int n, [Values(1, 5, 16, 67, 128)] int tile,
        [Values("fp64", "fp32", "bf16", "fp16")] string precision,
        [Values("fasi-higham-1e3", "mild", "dominant")] string matrix)
    {
        // One entry has the condition number 1, and sums of one magnitude make a matrix of order 2 singular.
        if (n == 1 && matrix[0] == 'f' || n == 2 && matrix[0] == 'd')
            return;
        string refine = tile == 16 ? "classic" : "gmres";
        Verdict verdict = Alone.Judge(
            $"mxp.lookahead n={n} tile={tile} precision={precision} matrix={matrix} refine={refine}", repeats: 2);
        Assert.That(verdict.Passed, verdict.ToString());
    }

    [Test]
    public void Entries_come_alone_or_many_at_once(
        [Values("fasi-higham-1e5", "mild", "mild-0.5", "dominant")] string name)
    {
        const int n = 45;
        LuMatrix matrix = LuMatrix.Parse(name, n);
        double[] row = new double[n];
        for (int i = 0; i < n; i++)
        {
            matrix.Read(i, 0, row);
            double entry = 0, others = row.Sum(Math.Abs) - Math.Abs(row[i]);
            for (int j = 0; j < n; j++)
            {
                matrix.Read(i, j, new Span<double>(ref entry));
                Assert.That(entry, Is.EqualTo(row[j]));
            }

            if (name == "dominant")
                Assert.That(row[i], Is.EqualTo(others).Within(1e-14 * others));
        }
    }

    /// <summary>The condition number by the inverse, column by column.</summary>
    [TestCase(20, 1e2)]
    [TestCase(50, 1e5)]
    public void The_condition_number_is_that_of_the_matrix(int n, double condition)
    {
        LuMatrix matrix = LuMatrix.Parse(FormattableString.Invariant($"fasi-higham-{condition}"), n);
        (double l, double u) = matrix.Factors!.Value;
        double[] sums = new double[n], row = new double[n], x = new double[n];
        double norm = 0;
        for (int c = 0; c < n; c++)
        {
            matrix.Read(c, 0, row);
            norm = Math.Max(norm, row.Sum(Math.Abs));
            Array.Clear(x);
            x[c] = 1;
            for (int i = 0; i < n; i++)
                for (int j = 0; j < i; j++)
                    x[i] -= l * x[j];
            for (int i = n - 1; i >= 0; i--)
                for (int j = i + 1; j < n; j++)
                    x[i] -= u * x[j];
            for (int i = 0; i < n; i++)
                sums[i] += Math.Abs(x[i]);
        }

        Assert.That(norm * sums.Max(), Is.EqualTo(condition).Within(1e-9 * condition));
        Assert.That(matrix.Condition, Is.EqualTo(condition).Within(1e-9 * condition));
    }

    [TestCase("matrix=none")]
    [TestCase("matrix=mild-0")]
    [TestCase("matrix=fasi-higham-1")]
    [TestCase("n=0")]
    [TestCase("precision=int8")]
    public void What_is_no_system_is_refused(string axis) => Assert.That(
        () => Alone.Catalog.Bind(PointSpec.Parse($"mxp.lookahead {axis}"), 1), Throws.ArgumentException);

    [Test]
    public void A_footprint_is_what_is_allocated([Values("fp32", "fp16", "fp64")] string precision)
    {
        Job job = Alone.Catalog.Bind(PointSpec.Parse($"mxp.lookahead n=70 tile=32 precision={precision}"), 1);
        long before = Alone.Place.Memory.UsedBytes;
        using (job.Prepare(Alone.Place, null))
            Assert.That(job.FootprintBytes(Alone.Place), Is.EqualTo(Alone.Place.Memory.UsedBytes - before));
        Assert.That(Alone.Place.Memory.UsedBytes, Is.EqualTo(before));
    }

    private static int Steps(IReadOnlyList<PointFact> facts, string name) =>
        facts.Single(f => f.Name == name) is { Value: not "fails" } fact ? (int)fact.Number : Fails;

    private static (Verdict Verdict, IReadOnlyList<PointFact> Facts) Solve(string spec)
    {
        Job job = Catalog.Bind(PointSpec.Parse(spec), 1);
        using IKernel kernel = job.Prepare(Place, null);
        kernel.Run(1, new long[job.Phases.Count]);
        Verdict verdict = job.Verify(kernel, Rigour.Full, new Alone(1));
        return (verdict, job.Observe(kernel, new Alone(1)));
    }
}
