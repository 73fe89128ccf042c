using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Blas;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Bars;

/// <summary>Local and distributed kernels against each other and against the roof.</summary>
/// <param name="catalog">what there is</param>
/// <param name="ranks">all of them take part in each</param>
/// <param name="place">where</param>
internal sealed class ComputeBars(Catalog catalog, IRanks ranks, Place place)
{
    /// <summary>Bars of one rank.</summary>
    public void Local()
    {
        Dgemm(2048);
        Triad(1 << 25, "one core");
        foreach ((string name, string precision, double ofBlas, double ofPeak) in Products)
        {
            string large = $"gemm.simd n=2048 {precision}";
            Ratio($"simd {name} n=2048 / blas, one core", large, $"gemm.blas n=2048 {precision}", 15, ofBlas);
            Ratio($"simd {name} n=2048 / peakflops, one core", large, $"peakflops.simd {precision}", 15, ofPeak);
            for (int n = 8; n <= 128; n *= 2)
                Ratio(
                    $"simd {name} n={n} / blas, one core", $"gemm.simd n={n} {precision}",
                    $"gemm.blas n={n} {precision}", 15, 1 / 1.2, SmallFlops / (2 * n * n * n));
        }

        foreach ((string precision, double ofPeak) in Dots)
            Ratio(
                $"native {precision} n=2048 / peakflops, one core", $"gemm.native n=2048 precision={precision}",
                $"peakflops.native precision={precision}", 15, ofPeak, repeatsOfB: 100);
        Stencil("one core");
        Temporal("one core");
        Star("one core", 1, (input, output) => Yardstick.StarSeconds(input, output, StarN, StarRadius, StarIterations));
    }

    /// <summary>Bars of two ranks.</summary>
    /// <param name="yardstick">loops in C on the same MPI</param>
    public void Distributed(MpiYardstick yardstick)
    {
        Ratio(
            "pgemm.summa n=4096 / gemm.blas on both ranks at once", "pgemm.summa n=4096 local=blas",
            "gemm.blas n=4096", 7, 0.85);
        foreach (int n in (int[])[2048, 4096])
        {
            string overlap = $"pgemm.summa-overlap n={n} local=blas";
            Ratio($"pgemm.summa-overlap n={n} / gemm.blas on both ranks at once", overlap, $"gemm.blas n={n}", 7, 0.93);
            Ratio($"pgemm.summa-overlap n={n} / pgemm.summa", overlap, $"pgemm.summa n={n} local=blas", 15, 1);
            string peer = Fastest([.. new[] { 64, 128, 256 }.Select(t => $"pgemm.scalapack n={n} panel={t}")]);
            Ratio($"pgemm.summa-overlap n={n} / {peer}", overlap, peer, 15, 1);
        }

        const string System = "mxp.lookahead n=4096 local=simd";
        Ratio(
            "mxp.lookahead n=4096 fp32 / fp64", $"{System} precision=fp32", $"{System} precision=fp64", 7, 1.4,
            isVerified: true);
        Triad(1 << 25, "two ranks");
        Stencil("two ranks");
        Temporal("two ranks");
        Star(
            "two ranks", ranks.Size,
            (input, output) =>
                yardstick.StarSeconds(input, output, StarN, StarRadius, StarIterations, place.Team!));
    }

    /// <summary>Steps on tiles in cache against single steps, on a grid beyond the last cache.</summary>
    private void Temporal(string where) => Ratio(
        $"stencil.temporal n=384 / stencil.overlap, {where}", "stencil.temporal n=384 steps=16 depth=16",
        "stencil.overlap n=384 steps=16", 9, 1.8);

    /// <summary>The stencil on a grid beyond the last cache against what memory delivers past the caches: of triad, and
    /// of copy, which like the stencil writes as much as it reads.</summary>
    private void Stencil(string where)
    {
        foreach (string roof in (string[])["triad.simd-nt", "copy.simd-nt"])
            Ratio($"stencil.overlap n=384 / {roof}, {where}", "stencil.overlap n=384", $"{roof} {Large}", 25, 0.85);
    }

    private const string Large = "n=33554432";
    private const int SmallFlops = 1 << 26;

    private static readonly (string Name, string Precision, double OfBlas, double OfPeak)[] Products =
        [("dgemm", "precision=fp64", 1, 0.8), ("sgemm", "precision=fp32", 0.95, 0.85)];

    // 100 repeats of their peak take as long as a tenth of the product.
    private static readonly (string Precision, double OfPeak)[] Dots = [("int8", 0.7), ("bf16", 0.6)];

    private const int StarN = 4096, StarRadius = 2, StarIterations = 10;

    /// <summary>PRK's stencil against the same problem in C, written as PRK writes it.</summary>
    private void Star(
        string where, int blocks, Func<NativeBuffer<double>, NativeBuffer<double>, (double Seconds, double Norm)> inC)
    {
        nint room = ((StarN / blocks) + 1 + (2 * StarRadius)) * (StarN + (2 * StarRadius));
        using NativeBuffer<double> input = place.Memory.Allocate<double>(room, Pages.Huge);
        using NativeBuffer<double> output = place.Memory.Allocate<double>(room, Pages.Huge);
        using var ours = new Timed($"stencil-star.overlap n={StarN} radius={StarRadius}", catalog, ranks, place);
        double[] ratios = Paired.Ratios(
            15, () => ranks.Max((long)(inC(input, output).Seconds * 1e9)) / 1e9 / StarIterations,
            () => ours.Seconds(StarIterations));
        if (ranks.Rank == 0)
            Bar.Print(
                $"stencil-star.overlap n={StarN} radius {StarRadius} / PRK's in C, {where}", ratios, 1.3, most: false);
    }

    /// <summary>The library called from C# against the same call in a C loop.</summary>
    private void Dgemm(int n)
    {
        const string Name = "blas dgemm n=2048 from C# / from C";
        if (!CblasLibrary.TryLoad(null, out CblasLibrary? blas, out string reason))
        {
            Bar.Skip(Name, reason);
            return;
        }

        nint dgemm = NativeLibrary.GetExport(NativeLibrary.Load(blas!.Path), "cblas_dgemm");
        using var ours = new Timed($"gemm.blas n={n}", catalog, ranks, place);
        using NativeBuffer<double> a = Filled(n * n), b = Filled(n * n), c = Filled(n * n);
        Bar.Print(
            $"{Name} ({blas.CoreType})",
            Paired.Ratios(15, () => Yardstick.DgemmSeconds(dgemm, a, b, c, n, 1), () => ours.Seconds(1)),
            0.99, most: false);
    }

    /// <summary>The better of our two triads against the same loop in C.</summary>
    private void Triad(int n, string where)
    {
        using NativeBuffer<double> a = Filled(n), b = Filled(n), c = Filled(n);
        foreach (string ours in (string[])["triad.simd", "triad.simd-nt"])
        {
            using var triad = new Timed($"{ours} n={n}", catalog, ranks, place);
            double[] ratios = Paired.Ratios(25, InC, () => triad.Seconds(1));
            if (ranks.Rank == 0)
                Bar.Print($"{ours} / the loop in C, {where}", ratios, 0.97, most: false);
        }

        double InC()
        {
            ranks.Barrier();
            return ranks.Max((long)(Yardstick.TriadSeconds(a, b, c, 3, 1) * 1e9)) / 1e9;
        }
    }

    private NativeBuffer<double> Filled(int n)
    {
        NativeBuffer<double> buffer = place.Memory.Allocate<double>(n);
        for (int i = 0; i < n; i++)
            buffer[i] = Counter.Uniform(1, (ulong)i);
        return buffer;
    }

    /// <summary>The fastest of some points, by the best of three runs of each; the first one where they can't be had,
    /// so that the bar says why. The same on all ranks.</summary>
    private string Fastest(IReadOnlyList<string> specs)
    {
        const int Runs = 3;
        (string Spec, double Rate) best = (specs[0], 0);
        foreach (string spec in specs)
        {
            try
            {
                using var timed = new Timed(spec, catalog, ranks, place);
                double rate = Enumerable.Range(0, Runs).Max(_ => timed.Rate(1));
                best = rate > best.Rate ? (spec, rate) : best;
            }
            catch (InvalidOperationException)
            {
                return specs[0];
            }
        }

        return best.Spec;
    }

    /// <summary>The rate of A over that of B, each over so many repeats; 0 where answers that are to be verified are
    /// wrong.</summary>
    internal void Ratio(
        string name, string a, string b, int rounds, double bar, int repeats = 1, bool isVerified = false,
        int? repeatsOfB = null)
    {
        Timed first, second;
        try
        {
            first = new Timed(a, catalog, ranks, place);
            second = new Timed(b, catalog, ranks, place);
        }
        catch (InvalidOperationException e)
        {
            if (ranks.Rank == 0)
                Bar.Skip(name, e.Message);
            return;
        }

        using (first)
        using (second)
        {
            double[] ratios = Paired.Ratios(
                rounds, () => first.Rate(repeats), () => second.Rate(repeatsOfB ?? repeats));
            bool areRight = !isVerified || (first.IsRight() && second.IsRight());
            if (ranks.Rank == 0)
                Bar.Print(areRight ? name : $"{name}: WRONG", areRight ? ratios : [0], bar, most: false);
        }
    }
}
