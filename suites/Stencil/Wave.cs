using System.Numerics;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>
/// The exact answer. With zero at the boundary of the unit cube and n^3 points inside, h = 1 / (n + 1) apart, the wave
/// u = sin(a pi x) sin(b pi y) sin(c pi z) is an eigenvector of the 7-point Laplacian: a step of explicit Euler,
/// u + r (sum of the 6 neighbours - 6 u), multiplies it by 1 - 4 r (s(a) + s(b) + s(c)) with s(k) = sin^2(k pi h / 2).
/// The 27-point operator is the product of such a step along each axis, so its factor is the product of 1 - 4 r s(k).
/// Source: LeVeque, Finite Difference Methods for Ordinary and Partial Differential Equations, 2007, 2.10 and 9.3.
/// The wave numbers differ, so that exchanged axes are seen, and grow with n, so that every step changes each value by
/// far more than rounding does and a halo that is one step old is seen even in fp32.
/// </summary>
public sealed class Wave
{
    /// <summary>r = 1/8: stable (at most 1/6), and both coefficients, 1/4 and 1/8, are exact in every format.</summary>
    public const double R = 0.125;

    /// <summary>Coefficient of the point itself.</summary>
    public const double Centre = 1 - 6 * R;

    /// <summary>Coefficient of the point itself in a step along one axis.</summary>
    public const double Own = 1 - 2 * R;

    private readonly int _n;
    private readonly int _first;

    /// <summary>The wave on n^3 points.</summary>
    /// <param name="n">at least 4</param>
    /// <param name="points">of the operator, 7 or 27</param>
    public Wave(int n, int points = 7)
    {
        (_n, Points) = (n, points);
        _first = Math.Max(1, (n + 1) / 64);
        double sum = 0, product = 1;
        for (int k = _first; k < _first + 3; k++)
        {
            double rate = 4 * R * Math.Pow(double.SinPi(0.5 * k / (n + 1)), 2);
            sum += rate;
            product *= 1 - rate;
        }

        Factor = points == 7 ? 1 - sum : product;
        MaxSteps = Math.Max(1, (int)(1 / (1 - Factor)));
    }

    /// <summary>Points of the operator: 7, or 27 with those beyond edges and corners.</summary>
    public int Points { get; }

    /// <summary>Operations of a point and step: an addition for each of its neighbours, a multiplication for each
    /// coefficient.</summary>
    public int Flops => Points == 7 ? 6 + 2 : 26 + 4;

    /// <summary>What one step multiplies the wave by.</summary>
    public double Factor { get; }

    /// <summary>Steps after which about 1/e of the wave is left; beyond, rounding would slowly drown it.</summary>
    public int MaxSteps { get; }

    /// <summary>Sum over all points of the squared wave at the start: ((n + 1) / 2)^3.</summary>
    public double Energy => Math.Pow(0.5 * (_n + 1), 3);

    /// <summary>The wave on a line.</summary>
    /// <param name="line">what is filled</param>
    /// <param name="x">the wave along the line</param>
    /// <param name="beside">the product of the wave along the other axes</param>
    public static void Fill<T>(Span<T> line, double[] x, double beside)
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < x.Length; i++)
            line[i] = T.CreateChecked(beside * x[i]);
    }

    /// <summary>The wave along one axis at the points of a block; the product over the axes is the wave.</summary>
    /// <param name="axis">0, 1, 2 for x, y, z</param>
    /// <param name="block">points on that axis</param>
    public double[] Along(int axis, Partition block)
    {
        var values = new double[block.Length];
        for (long i = 0; i < block.Length; i++)
            values[i] = double.SinPi((double)((_first + axis) * (block.Offset + i + 1) % (2 * (_n + 1))) / (_n + 1));
        return values;
    }
}
