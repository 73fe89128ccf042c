using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Bench;

/// <summary>Who is told of progress on rank 0.</summary>
public interface IObserver
{
    /// <summary>A point begins.</summary>
    void Begin(PointSpec spec, int index, int count);

    /// <summary>A point has ended and is safe.</summary>
    void End(PointRecord point, int index, int count);
}

/// <summary>A whole run: each point is durable before the next begins.</summary>
/// <param name="engine">measures a point</param>
/// <param name="ranks">who take part</param>
/// <param name="store">where points are kept; rank 0's only</param>
/// <param name="observer">who is told; rank 0's only</param>
public sealed class RunLoop(Engine engine, IRanks ranks, IRunStore? store, IObserver? observer)
{
    /// <summary>Measures what the protocol asks for. Collective. The records are complete on rank 0 only.</summary>
    /// <param name="protocol">asked on rank 0</param>
    /// <param name="stop">true on rank 0 when no further point may begin: deadline, signal</param>
    /// <returns>the points, and whether the protocol came to its end</returns>
    public (IReadOnlyList<PointRecord> Points, bool Complete) Run(IProtocol protocol, Func<bool> stop)
    {
        var done = new List<PointRecord>();
        while (true)
        {
            string next = "";
            bool stopped = false;
            if (ranks.Rank == 0)
            {
                next = protocol.Next(done)?.ToString() ?? "";
                stopped = next.Length > 0 && stop();
            }

            next = ranks.Text(stopped ? Stopped : next, 0);
            if (next.Length == 0 || next == Stopped)
                return (done, next.Length == 0);
            done.Add(One(PointSpec.Parse(next), done.Count, protocol.Count));
        }
    }

    private const string Stopped = "stop";

    private PointRecord One(PointSpec spec, int index, int count)
    {
        store?.Started(index, spec.ToString());
        observer?.Begin(spec, index, count);
        PointRecord point = engine.Measure(spec, index);
        store?.Append(point);
        observer?.End(point, index, count);
        return point;
    }
}
