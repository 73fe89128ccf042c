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

/// <summary>How a run ended.</summary>
/// <param name="Points">what was measured, in that order; complete on rank 0 only</param>
/// <param name="Complete">the protocol came to its end</param>
/// <param name="Fault">why a point could not be kept (a full disk, say); null where all went well. The same on all
/// ranks</param>
/// <param name="Clocks">of each rank, looked at once more at the end; rank 0 only</param>
public sealed record RunResult(
    IReadOnlyList<PointRecord> Points, bool Complete, string? Fault, IReadOnlyList<RankClock> Clocks);

/// <summary>A whole run: each point is durable before the next begins.</summary>
/// <param name="engine">measures a point</param>
/// <param name="ranks">who take part</param>
/// <param name="store">where points are kept; rank 0's only</param>
/// <param name="observer">who is told; rank 0's only</param>
public sealed class RunLoop(Engine engine, IRanks ranks, IRunStore? store, IObserver? observer)
{
    /// <summary>Measures what the protocol asks for. Collective.</summary>
    /// <param name="protocol">asked on rank 0</param>
    /// <param name="stop">true on rank 0 when no further point may begin: deadline, signal</param>
    public RunResult Run(IProtocol protocol, Func<bool> stop)
    {
        var done = new List<PointRecord>();
        (bool complete, string? fault) = Points(protocol, stop, done);
        return new(done, complete, fault, engine.Clocks());
    }

    private (bool Complete, string? Fault) Points(IProtocol protocol, Func<bool> stop, List<PointRecord> done)
    {
        while (true)
        {
            string next = "";
            if (ranks.Rank == 0)
            {
                next = protocol.Next(done)?.ToString() ?? "";
                next = next.Length > 0 && stop() ? Stopped : next;
            }

            next = ranks.Text(next, 0);
            if (next.Length == 0 || next == Stopped)
                return (next.Length == 0, null);
            string? fault = One(PointSpec.Parse(next), protocol.Count, done);
            if (fault is not null)
                return (false, fault);
        }
    }

    private const string Stopped = "stop";

    /// <summary>Measures and keeps one point. Only rank 0 touches the store, so the others must learn of its
    /// faults.</summary>
    private string? One(PointSpec spec, int count, List<PointRecord> done)
    {
        int index = done.Count;
        string? fault = ranks.Together(() => store?.Started(engine.Planned(spec, index)));
        if (fault is not null)
            return fault;
        observer?.Begin(spec, index, count);
        PointRecord point = engine.Measure(spec, index);
        fault = ranks.Together(() => store?.Append(point));
        if (fault is not null)
            return fault;
        done.Add(point);
        observer?.End(point, index, count);
        return null;
    }
}
