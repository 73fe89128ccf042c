using System.Globalization;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>What the links between nodes are held to while a point is measured. It is part of what is asked, so that
/// points of a fast and of a slow link are never put together.</summary>
/// <param name="BitPerSecond">of each link, either way [bit/s]; 0 for no limit</param>
/// <param name="DelayUs">from node to node, one way, added to what the network takes anyway [us]</param>
public sealed record LinkLimit(long BitPerSecond, long DelayUs)
{
    /// <summary>The axes that hold it.</summary>
    public const string RateAxis = "link_rate", DelayAxis = "link_delay";

    /// <summary>That of a point; null where its links are as they are.</summary>
    public static LinkLimit? Of(PointRecord point) => point[RateAxis] is { } rate && point[DelayAxis] is { } delay
        && long.TryParse(rate, CultureInfo.InvariantCulture, out long bits)
        && long.TryParse(delay, CultureInfo.InvariantCulture, out long us)
        ? new(bits, us)
        : null;

    /// <summary>Whether a parameter is part of a limit.</summary>
    public static bool Has(Parameter parameter) => parameter.Name is RateAxis or DelayAxis;

    /// <summary>Orders limits: faster links first, and of those as fast the ones without delay [s/bit, us].</summary>
    public (double SecondsPerBit, long DelayUs) Slowness => (BitPerSecond == 0 ? 0 : 1.0 / BitPerSecond, DelayUs);
}
