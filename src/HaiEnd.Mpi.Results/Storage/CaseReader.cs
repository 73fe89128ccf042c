using HaiEnd.Mpi.Bindings.Hdf5;

namespace HaiEnd.Mpi.Results.Storage;

/// <summary>Reads one case of a file that may be hostile.</summary>
internal sealed class CaseReader : IDisposable
{
    private const string ErrorColumn = "error_rel_max";

    private readonly SectionReader _reader;
    private readonly bool _derived;
    private readonly CaseInfo _info;
    private readonly int _points, _ranks, _samples, _warmups;
    private readonly Dictionary<string, int[]> _ints;
    private readonly Dictionary<string, long[]> _counters;
    private readonly Dictionary<string, double[]> _figures;
    private readonly IReadOnlyList<Parameter>[] _parameters;
    private readonly IReadOnlyList<PointFact>[] _facts;
    private readonly Dictionary<string, H5Dataset> _tables = [];

    /// <summary>Reads the columns.</summary>
    /// <param name="group">of the case</param>
    /// <param name="budget">memory that is left</param>
    /// <param name="derived">whether the figures that the file states are wanted</param>
    public CaseReader(H5Group group, ReadBudget budget, bool derived)
    {
        _derived = derived;
        _reader = new SectionReader(group, budget);
        _points = Extent("point");
        _ranks = Extent("rank");
        _samples = Extent("sample");
        _warmups = Extent("warmup");
        _ints = CaseColumns.Ints.ToDictionary(c => c.Name, c => _reader.Column<int>(c.Name, _points));
        _figures = CaseColumns.Figures.Where(c => derived || c.Name == ErrorColumn)
            .ToDictionary(c => c.Name, c => _reader.Column<double>(c.Name, _points));
        using (H5Group child = group.OpenGroup("counters"))
        {
            var inner = new SectionReader(child, budget);
            _counters = CaseColumns.Counters.ToDictionary(c => c.Name, c => inner.Column<long>(c.Name, _points));
        }
        _parameters = ParameterColumns.Read(_reader, _points);
        _facts = FactColumns.Read(_reader, _points);
        _info = ReadInfo();
    }

    /// <summary>Reads all points.</summary>
    /// <param name="tables">whether to read their samples too</param>
    public IEnumerable<PointRecord> Read(bool tables) =>
        tables ? Bare().Index().Select(p => WithTables(p.Item, p.Index)) : Bare();

    /// <summary>Reads all points, each with its times until it is reduced.</summary>
    public IEnumerable<PointRecord> ReadReduced(Func<PointRecord, PointRecord> reduce)
    {
        foreach ((int row, PointRecord bare) in Bare().Index())
        {
            PointRecord whole = WithTimes(bare, row);
            PointRecord reduced = reduce(whole);
            _reader.Budget.Give(whole.TimeNs.Values.Length - reduced.TimeNs.Values.Length, sizeof(long));
            yield return reduced;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (H5Dataset table in _tables.Values)
            table.Dispose();
    }

    private List<PointRecord> Bare()
    {
        string[] message = _reader.Texts("message", _points);
        string[] scaling = _reader.Group.Exists("scaling") ? _reader.Texts("scaling", _points) : []; // since 1.1
        LateRank[] late = Late();
        long[] footprint = _reader.Column<long>("footprint", _points);
        double[] rate = _derived ? _reader.Column<double>("rate", _points) : [];
        sbyte[] status = Flags("status", CaseColumns.Statuses);
        sbyte[] verified = Flags("verified", CaseColumns.Verdicts);
        sbyte[] stopReason = Flags("stop_reason", CaseColumns.StopReasons);
        double[] probe = Box("c2c_probe_ns", [_points, 2], [0, 0], [_points, 2], double.NaN);
        _reader.Budget.Take(_points, 512, "point");
        var result = new List<PointRecord>(_points);
        for (int i = 0; i < _points; i++)
        {
            result.Add(new PointRecord
            {
                Case = _info,
                Parameters = _parameters[i],
                Nodes = Natural(_ints["nodes"][i], "nodes"),
                Ranks = Within(_ints["ranks"][i], _ranks, "ranks"),
                Scaling = scaling.Length == 0 ? "" : scaling[i],
                Order = _ints["order"][i],
                Status = (PointStatus)status[i],
                Message = message[i],
                Late = late[i],
                StopReason = (StopReason)stopReason[i],
                Verified = (Verified)verified[i],
                ErrorRelMax = _figures[ErrorColumn][i],
                Repeats = Natural(_ints["repeats"][i], "repeats"),
                Work = new Work(
                    Counter("flops", i), Counter("bytes", i), Counter("wire_bytes", i), Counter("messages", i)),
                FootprintBytes = Natural(footprint[i], "footprint"),
                Facts = _facts[i],
                Figures = _derived ? FiguresOf(i, rate[i]) : PointFigures.None,
                CacheLineProbeNs = probe.Length == 0 ? (double.NaN, double.NaN) : (probe[2 * i], probe[2 * i + 1]),
            });
        }
        return result;
    }

    private LateRank[] Late()
    {
        if (!_reader.Group.Exists("start_skew")) // since 1.2
            return [.. Enumerable.Repeat(LateRank.Unknown, _points)];
        int[] rank = _reader.Column<int>("latest_rank", _points);
        return [.. _reader.Column<double>("start_skew", _points).Select((skew, i) => new LateRank(skew, rank[i]))];
    }

    private PointRecord WithTimes(PointRecord p, int row)
    {
        int s = Within(_ints["samples"][row], _samples, "samples");
        return p with
        {
            TimeNs = Table("time_ns", row, p.Ranks, s),
            Valid = Box<sbyte>("valid", [_points, _samples], [row, 0], [1, s], -1),
            GcCount = Box("gc_count", [_points, _ranks], [row, 0], [1, p.Ranks], -1),
            MemPeakBytes = Box("mem_peak", [_points, _ranks], [row, 0], [1, p.Ranks], -1L),
        };
    }

    private PointRecord WithTables(PointRecord bare, int row)
    {
        PointRecord p = WithTimes(bare, row);
        int w = Within(_ints["warmups"][row], _warmups, "warmups");
        int s = p.TimeNs.Count, f = _info.Phases.Count;
        return p with
        {
            StartNs = NoneIfMissing(Table("start_ns", row, p.Ranks, s)),
            WarmupNs = Table("warmup_ns", row, p.Ranks, w, _warmups),
            PhaseNs = f == 0 ? RankTable.Empty : NoneIfMissing(PhaseTable(row, p.Ranks, s, f)),
        };
    }

    private RankTable Table(string name, int row, int r, int s, int? width = null)
    {
        long[] values = Box(name, [_points, _ranks, width ?? _samples], [row, 0, 0], [1, r, s], long.MinValue);
        return values.Length == 0 ? RankTable.Empty : new RankTable(r, s, values);
    }

    private RankTable PhaseTable(int row, int r, int s, int f)
    {
        long[] values = Box("phase_ns", [_points, _ranks, _samples, f], [row, 0, 0, 0], [1, r, s, f], long.MinValue);
        return values.Length == 0 ? RankTable.Empty : new RankTable(r, s * f, values);
    }

    private static RankTable NoneIfMissing(RankTable table) =>
        table.Values.AsSpan().ContainsAnyExcept(-1L) ? table : RankTable.Empty;

    /// <summary>Reads a box; nothing where all of it is missing.</summary>
    private T[] Box<T>(
        string name, ReadOnlySpan<long> dims, ReadOnlySpan<long> from, ReadOnlySpan<long> count, T missing)
        where T : unmanaged, IEquatable<T>
    {
        long total = 1;
        foreach (long c in count)
        {
            total = checked(total * c);
        }
        // Kept open, since each point has a part of it.
        if (!_tables.TryGetValue(name, out H5Dataset? dataset))
            _tables.Add(name, dataset = _reader.Open(name, dims));
        var values = new T[_reader.Budget.Take(total, System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), name)];
        dataset.Read<T>(values, from, count);
        return values.AsSpan().ContainsAnyExcept(missing) ? values : [];
    }

    private CaseInfo ReadInfo()
    {
        H5Group g = _reader.Group;
        using H5Dataset rate = g.OpenDataset("rate");
        return new CaseInfo(
            g.GetText("benchmark"), g.GetNumber<int>("benchmark_version"), g.GetText("realisation"),
            rate.GetText("metric"), rate.GetText("units"), g.GetText("timing"), g.GetText("flop_model"),
            g.GetText("byte_model"), g.GetText("roof"), _reader.TextsOrNone("phase"))
        {
            Runtime = g.HasAttribute("runtime") ? g.GetText("runtime") : "", // since 1.3
        };
    }

    private PointFigures FiguresOf(int i, double rate) => new(
        _figures["time_median"][i], _figures["time_min"][i], _figures["time_p05"][i], _figures["time_p95"][i],
        _figures["time_p99"][i], _figures["time_ci95_low"][i], _figures["time_ci95_high"][i], rate,
        _figures["efficiency_of_roof"][i], _figures["imbalance"][i], _ints["slowest_rank"][i]);

    private sbyte[] Flags(string name, string words)
    {
        sbyte[] values = _reader.Column<sbyte>(name, _points);
        int known = words.Split(' ').Length;
        foreach (sbyte v in values)
        {
            Within(v, known - 1, name);
        }
        return values;
    }

    private int Extent(string name)
    {
        long length = _reader.Length(name);
        return length <= int.MaxValue ? (int)length : throw new FormatException($"{name} has {length} places");
    }

    private long Counter(string name, int row) => Natural(_counters[name][row], name);

    private static T Natural<T>(T value, string name)
        where T : System.Numerics.INumber<T> =>
        !T.IsNegative(value) ? value : throw new FormatException($"{name} holds {value}");

    private static int Within(int value, int greatest, string name) =>
        value >= 0 && value <= greatest ? value : throw new FormatException($"{name} holds {value}, not 0..{greatest}");
}
