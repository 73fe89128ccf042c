using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Numerics.Emulation;

namespace HaiEnd.Mpi.Tests.Emulation;

/// <summary>Whole numbers multiplied one by one, checked not to leave 32 bits.</summary>
internal sealed unsafe class PlainProduct : ISmallProduct
{
    public void Multiply(int m, int n, int k, sbyte* a, sbyte* b, int* c, bool accumulate)
    {
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
            {
                long sum = accumulate ? c[i * n + j] : 0;
                for (int l = 0; l < k; l++)
                    sum += a[(nint)i * k + l] * b[(nint)l * n + j];
                c[i * n + j] = checked((int)sum);
            }
    }
}

/// <summary>A small product of doubles, and what is exact about it.</summary>
internal sealed unsafe class Trial
{
    public Trial(int m, int n, int k, Func<int, int, double> a, Func<int, int, double> b)
    {
        (M, N, K) = (m, n, k);
        A = [.. Enumerable.Range(0, m * k).Select(p => a(p / k, p % k))];
        B = [.. Enumerable.Range(0, k * n).Select(p => b(p / n, p % n))];
    }

    public int M { get; }

    public int N { get; }

    public int K { get; }

    public double[] A { get; }

    public double[] B { get; }

    public double[] By(IEmulation emulation)
    {
        var c = new double[M * N];
        Array.Fill(c, double.NaN);
        byte[] workspace = new byte[emulation.WorkspaceBytes(M, N, K) + 64];
        fixed (double* a = A, b = B, to = c)
        fixed (byte* space = workspace)
            emulation.Multiply(
                new(a, M, K), new(b, K, N), to, N, accumulate: false, (byte*)(((nint)space + 63) / 64 * 64));
        return c;
    }

    /// <summary>Ours, in fp64 and in order.</summary>
    public double[] Native()
    {
        var c = new double[M * N];
        for (int p = 0; p < c.Length; p++)
            for (int l = 0; l < K; l++)
                c[p] = Math.FusedMultiplyAdd(A[p / N * K + l], B[l * N + p % N], c[p]);
        return c;
    }

    public int Esc()
    {
        fixed (double* a = A, b = B)
            return Numerics.Emulation.Esc.Of(new(a, M, K), new(b, K, N));
    }

    /// <summary>The greatest |error| / (u |A||B|).</summary>
    public double Componentwise(double[] c)
    {
        double worst = 0;
        for (int p = 0; p < c.Length; p++)
        {
            (double error, EntryTerms terms) = Error(c, p);
            worst = error == 0 ? worst : Math.Max(worst, error / terms.Magnitudes);
        }

        return worst / ElementKind.Fp64.UnitRoundoff();
    }

    /// <summary>The greatest |error| / bound.</summary>
    public double OfBound(IEmulation emulation, double[] c)
    {
        double worst = 0;
        for (int p = 0; p < c.Length; p++)
        {
            (double error, EntryTerms terms) = Error(c, p);
            worst = error == 0 ? worst : Math.Max(worst, error / emulation.Bound(terms));
        }

        return worst;
    }

    private (double Error, EntryTerms Terms) Error(double[] c, int p)
    {
        var exact = default(DoubleDouble);
        EntryTerms t = new(K, 0, 0, 0, 0, 0, 0, 0);
        for (int l = 0; l < K; l++)
        {
            (double x, double y) = (A[p / N * K + l], B[l * N + p % N]);
            exact = exact.AddProduct(x, y);
            t = t.With(Math.Abs(x), Math.Abs(y));
        }

        return (Math.Abs(exact.Add(-c[p]).Value), t);
    }
}
