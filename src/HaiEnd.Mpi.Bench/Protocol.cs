using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>Decides what is measured next. Asked on rank 0 only; the answer is broadcast.</summary>
public interface IProtocol
{
    /// <summary>How many points there will be; a guess where that depends on results.</summary>
    int Count { get; }

    /// <summary>The next point, or null when there is none.</summary>
    PointSpec? Next(IReadOnlyList<PointRecord> done);
}

/// <summary>All points, in an order shuffled with a seed, so that a drift of the machine does not look like an effect
/// of an axis.</summary>
public sealed class Sweep : IProtocol
{
    private readonly PointSpec[] _order;
    private int _next;

    /// <summary>Shuffles.</summary>
    /// <param name="points">what to measure</param>
    /// <param name="seed">the same seed gives the same order</param>
    public Sweep(IEnumerable<PointSpec> points, ulong seed)
    {
        _order = [.. points];
        for (int i = _order.Length - 1; i > 0; i--)
        {
            int j = (int)(Counter.Bits(seed, (ulong)i) % (ulong)(i + 1));
            (_order[i], _order[j]) = (_order[j], _order[i]);
        }
    }

    /// <inheritdoc/>
    public int Count => _order.Length;

    /// <inheritdoc/>
    public PointSpec? Next(IReadOnlyList<PointRecord> done) => _next < _order.Length ? _order[_next++] : null;
}

/// <summary>Protocols one after another.</summary>
/// <param name="parts">in this order</param>
public sealed class InOrder(params IReadOnlyList<IProtocol> parts) : IProtocol
{
    /// <inheritdoc/>
    public int Count => parts.Sum(p => p.Count);

    /// <inheritdoc/>
    public PointSpec? Next(IReadOnlyList<PointRecord> done)
    {
        foreach (IProtocol part in parts)
            if (part.Next(done) is { } next)
                return next;
        return null;
    }
}
