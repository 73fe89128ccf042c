using HaiEnd.Mpi.Bindings.Hdf5;

namespace HaiEnd.Mpi.Results.Storage;

/// <summary>
/// Writes one case: first its columns, from points without their tables, then the tables point by point, so that only
/// one point's samples are in memory at a time.
/// </summary>
internal sealed class CaseWriter : IDisposable
{
    private const long Missing = -1;

    private readonly H5Group _group;
    private readonly SectionWriter _writer;
    private readonly int _phaseCount;
    private readonly H5Dataset _time, _start, _valid, _warmup, _gc, _memory;
    private readonly H5Dataset? _phase;

    /// <summary>Makes the group and writes its columns.</summary>
    /// <param name="results">the group of all cases</param>
    /// <param name="name">the case's name there</param>
    /// <param name="points">at least one, all of one case, in the order of the rows</param>
    public CaseWriter(H5Group results, string name, IReadOnlyList<Outline> points)
    {
        CaseInfo info = points[0].Point.Case;
        CaseShape shape = points.Select(p => p.Shape).Aggregate(CaseShape.Max);
        _phaseCount = info.Phases.Count;
        _group = results.CreateGroup(name);
        _writer = new SectionWriter(_group);

        H5Dataset point = _writer.Scale("point", points.Count, "point");
        H5Dataset rank = _writer.Scale("rank", shape.Ranks, "rank");
        H5Dataset sample = _writer.Scale("sample", shape.Samples, "sample");
        H5Dataset run = _writer.Scale("warmup", shape.Warmups, "warm-up run");
        WriteColumns(point, points);
        _time = _writer.Table("time_ns", "ns", "duration of a sample, all its repeats together (point x rank x sample)",
            Missing, [1, 256, 128], point, rank, sample);
        _start = _writer.Table("start_ns", "ns", "start of a sample since the run began (point x rank x sample)",
            Missing, [1, 256, 128], point, rank, sample);
        _valid = _writer.Table("valid", "", "1 where a sample counts, 0 where it began late (point x sample)",
            (sbyte)Missing, [1, 65536], point, sample);
        _warmup = _writer.Table("warmup_ns", "ns", "duration of a warm-up run (point x rank x run)",
            Missing, [1, 256, 128], point, rank, run);
        _gc = _writer.Table("gc_count", "1", "garbage collections while sampling (point x rank)",
            (int)Missing, [1, 16384], point, rank);
        _memory = _writer.Table("mem_peak", "byte", "greatest resident memory so far (point x rank)",
            Missing, [1, 16384], point, rank);
        if (_phaseCount > 0)
        {
            H5Dataset phases = _writer.Scale("phase", info.Phases, "phase of a run of the kernel");
            _phase = _writer.Table("phase_ns", "ns", "duration of a phase in a sample (point x rank x sample x phase)",
                Missing, [1, 256, Math.Max(1, 128 / _phaseCount), _phaseCount], point, rank, sample, phases);
        }
        string axis = ParameterColumns.Write(_writer, point, [.. points.Select(p => p.Point)]);
        WriteAttributes(info, shape, axis);
    }

    /// <summary>Writes one point's samples.</summary>
    /// <param name="row">its place among the points</param>
    /// <param name="p">the point with its tables</param>
    public void WriteTables(int row, PointRecord p)
    {
        long ranks = p.Ranks, samples = p.TimeNs.Count;
        _time.Write<long>(p.TimeNs.Values, [row, 0, 0], [1, p.TimeNs.Ranks, samples]);
        _start.Write<long>(p.StartNs.Values, [row, 0, 0], [1, p.StartNs.Ranks, p.StartNs.Count]);
        _valid.Write<sbyte>(p.Valid, [row, 0], [1, samples]);
        _warmup.Write<long>(p.WarmupNs.Values, [row, 0, 0], [1, p.WarmupNs.Ranks, p.WarmupNs.Count]);
        _gc.Write<int>(p.GcCount, [row, 0], [1, p.GcCount.Length]);
        _memory.Write<long>(p.MemPeakBytes, [row, 0], [1, p.MemPeakBytes.Length]);
        _phase?.Write<long>(p.PhaseNs.Values, [row, 0, 0, 0],
            [1, p.PhaseNs.Ranks, p.PhaseNs.Count / _phaseCount, _phaseCount]);
    }

    /// <summary>Finishes the case.</summary>
    public void Complete() => _writer.Complete();

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _group.Dispose();
    }

    private void WriteColumns(H5Dataset point, IReadOnlyList<Outline> points)
    {
        foreach (CaseColumn<int> c in CaseColumns.Ints)
        {
            _writer.Column(point, c.Name, c.Unit, c.Text, points.Select(c.Of));
        }
        foreach (CaseColumn<double> c in CaseColumns.Figures)
        {
            _writer.Column(point, c.Name, c.Unit, c.Text, points.Select(c.Of));
        }
        using (H5Group counters = _group.CreateGroup("counters"))
        {
            foreach (CaseColumn<long> c in CaseColumns.Counters)
            {
                _writer.Column(counters, point, c.Name, c.Unit, c.Text, points.Select(c.Of));
            }
        }
        FactColumns.Write(_writer, point, [.. points.Select(p => p.Point)]);
        CaseInfo info = points[0].Point.Case;
        _writer.Column(point, "rate", info.MetricUnit, $"{info.Metric} at the median",
            points.Select(p => p.Point.Figures.Rate));
        using (H5Dataset rate = _group.OpenDataset("rate"))
        {
            rate.SetAttribute("metric", info.Metric);
        }
        _writer.Column(
            point, "start_skew", "s", "from the first rank's start to the last one's, median over valid samples",
            points.Select(p => p.Point.Late.SkewSeconds));
        _writer.Column(point, "latest_rank", "1", "rank that begins last, by its median; -1 for none",
            points.Select(p => p.Point.Late.Rank));
        _writer.Column(point, "footprint", "byte", "memory needed on the greediest rank",
            points.Select(p => p.Point.FootprintBytes));
        _writer.Flags(point, "status", "how the point ended", CaseColumns.Statuses,
            points.Select(p => (sbyte)p.Point.Status));
        _writer.Flags(point, "verified", "what the check of the answer found", CaseColumns.Verdicts,
            points.Select(p => (sbyte)p.Point.Verified));
        _writer.Flags(point, "stop_reason", "why sampling ended", CaseColumns.StopReasons,
            points.Select(p => (sbyte)p.Point.StopReason));
        _writer.Column(point, "message", "why it ended so; empty where there is nothing to say",
            points.Select(p => p.Point.Message));
        _writer.Column(point, "scaling", "scaling series of the point, comma separated; empty for none",
            points.Select(p => p.Point.Scaling));
        _writer.Column(point, "match_key", "identity of the point across files", points.Select(p => p.Point.MatchKey));
        WriteProbe(point, points);
    }

    private void WriteProbe(H5Dataset point, IReadOnlyList<Outline> points)
    {
        H5Dataset moment = _writer.Scale("moment", ["before", "after"], "moment of the probe");
        H5Dataset probe = _writer.Table("c2c_probe_ns", "ns",
            "one-way time of a cache line between two ranks of a node, before and after sampling (point x moment)",
            double.NaN, [4096, 2], point, moment);
        double[] values = [.. points.SelectMany(p =>
            new[] { p.Point.CacheLineProbeNs.Before, p.Point.CacheLineProbeNs.After })];
        probe.Write<double>(values);
    }

    private void WriteAttributes(CaseInfo info, CaseShape shape, string axis)
    {
        _group.SetAttribute("NX_class", "NXdata");
        _group.SetAttribute("signal", "time_median");
        _group.SetAttribute("axes", [axis]);
        string scale = axis == "point" ? "linear" : "log";
        _group.SetAttribute("SILX_style", $$"""{"axes_scale_type": ["{{scale}}"], "signal_scale_type": "log"}""");
        _group.SetAttribute("benchmark", info.Benchmark);
        _group.SetAttribute("benchmark_version", info.BenchmarkVersion);
        _group.SetAttribute("realisation", info.Realisation);
        _group.SetAttribute("timing", info.Timing);
        _group.SetAttribute("warmup", shape.Warmups);
        _group.SetAttribute("flop_model", info.FlopModel);
        _group.SetAttribute("byte_model", info.ByteModel);
        _group.SetAttribute("roof", info.Roof);
        _group.SetAttribute("runtime", info.Runtime);
    }
}
