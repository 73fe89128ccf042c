using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites;

/// <summary>Values of a realisation's own axes, checked.</summary>
internal static class AxisValues
{
    /// <summary>The value of an axis of words, those of an enumeration.</summary>
    /// <exception cref="ArgumentException">it is none of them</exception>
    public static T Word<T>(this Point p, string axis)
        where T : struct, Enum =>
        Enum.TryParse(p[axis], ignoreCase: true, out T value) && Enum.IsDefined(value)
            ? value
            : throw new ArgumentException(
                $"{axis} is {p[axis]}; it is {string.Join(" or ", Enum.GetNames<T>()).ToLowerInvariant()}");

    /// <summary>The value of an axis of whole numbers.</summary>
    /// <exception cref="ArgumentException">it is less or more</exception>
    public static int Number(this Point p, string axis, int least, int most) =>
        p.Number(axis) is var number && number >= least && number <= most
            ? (int)number
            : throw new ArgumentException($"{axis} is {p[axis]}; it is {least} to {most}");
}
