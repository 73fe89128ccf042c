using System.Diagnostics;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bars;

/// <summary>A point of the catalogue, prepared once and timed as often as asked.</summary>
internal sealed class Timed : IDisposable
{
    private readonly IRanks _ranks;
    private readonly IDisposable? _link;
    private readonly IKernel _kernel;
    private readonly Job _job;
    private readonly Work _work = Work.None;

    /// <summary>Binds and prepares.</summary>
    /// <exception cref="InvalidOperationException">it can't be done here</exception>
    public Timed(string spec, Catalog catalog, IRanks ranks, Place place)
    {
        _ranks = ranks;
        _job = catalog.Bind(PointSpec.Parse(spec), ranks.Size);
        Availability can = _job.Check(place);
        if (!can.IsYes)
            throw new InvalidOperationException(can.Reason);
        _link = _job.Connect(place);
        _kernel = _job.Prepare(place, _link);
        for (int r = 0; r < ranks.Size; r++)
            _work += _job.WorkOf(r);
        Seconds(1);
    }

    /// <summary>Time of one repeat, the slowest rank's [s]. Collective.</summary>
    public double Seconds(int repeats)
    {
        Span<long> phases = stackalloc long[_job.Phases.Count];
        // What works in place finds its data used up.
        if (_kernel.MaxBatch == 1)
            _kernel.Reset();
        _ranks.Barrier();
        long begin = Stopwatch.GetTimestamp();
        _kernel.Run(repeats, phases);
        long ticks = _ranks.Max(Stopwatch.GetTimestamp() - begin);
        return ticks / (double)Stopwatch.Frequency / repeats;
    }

    /// <summary>Whether what the last repeat left is right. Collective.</summary>
    public bool IsRight() => _job.Verify(_kernel, Rigour.Full, _ranks.Harness(1)).Passed;

    /// <summary>The benchmark's rate. Collective.</summary>
    public double Rate(int repeats) => Metrics.Rate(_job.Metric, _work, _ranks.Size, Seconds(repeats));

    /// <inheritdoc/>
    public void Dispose()
    {
        _kernel.Dispose();
        _link?.Dispose();
    }
}
