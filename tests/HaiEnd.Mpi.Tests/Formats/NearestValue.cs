namespace HaiEnd.Mpi.Tests.Formats;

/// <summary>Rounding by a search among all values of a format, which knows nothing of bits.</summary>
internal static class NearestValue
{
    /// <summary>The nearest, and of two the even one; the last where a number lies beyond it.</summary>
    /// <param name="x">what is rounded, no NaN</param>
    /// <param name="magnitudes">from zero on; places are even where the last bit is 0</param>
    public static double Of(double x, double[] magnitudes)
    {
        double magnitude = Math.Abs(x);
        int above = Array.BinarySearch(magnitudes, magnitude);
        if (above < 0)
        {
            above = Math.Min(~above, magnitudes.Length - 1);
            // Half way is exact in fp64.
            double middle = (magnitudes[above - 1] + magnitudes[above]) / 2;
            if (magnitude < middle || (magnitude == middle && (above - 1) % 2 == 0))
                above--;
        }

        return Math.CopySign(magnitudes[above], x);
    }
}
