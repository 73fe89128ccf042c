using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Results.Storage;

/// <summary>Reads what <see cref="LaunchWriter"/> writes, field by field in the same order, and believes none of
/// it.</summary>
internal sealed class LaunchReader(BinaryReader from, ReadBudget budget)
{
    // What an object costs besides its texts and tables.
    private const int ObjectBytes = 64, PointBytes = 512;

    /// <summary>Reads what is known of the launch.</summary>
    public RunRecord Run()
    {
        string id = Name(), campaign = Name(), suite = Name(), site = Name(), system = Name(), partition = Name();
        string version = Name();
        return new RunRecord
        {
            RunId = id,
            Campaign = campaign,
            SuiteName = suite,
            Site = site,
            System = system,
            Partition = partition,
            HaiEndVersion = version,
            Status = Word<RunStatus>(),
            Created = Instant(),
            Finished = Instant(),
            Anonymised = from.ReadBoolean(),
            SuiteYaml = Document(),
            SiteYaml = Document(),
            EnvironmentJson = Document(),
            DoctorJson = Document(),
            CommandLine = Sentence(),
            Provenance = Facts(Sentence),
            Modules = List(ObjectBytes, Sentence),
            NativeLibraries = List(ObjectBytes, Sentence),
            Nodes = List(ObjectBytes, Node),
            Ranks = List(ObjectBytes, Rank),
            Devices = List(ObjectBytes, Device),
            Topologies = Facts(Document),
            Log = List(ObjectBytes, Line),
        };
    }

    /// <summary>Reads the points.</summary>
    public IReadOnlyList<PointRecord> Points()
    {
        CaseInfo[] cases = List(ObjectBytes, Case);
        return List(PointBytes, () =>
        {
            int place = from.ReadInt32();
            return place >= 0 && place < cases.Length ? Point(cases[place]) : throw new FormatException("no such case");
        });
    }

    private Dictionary<string, string> Facts(Func<string> text)
    {
        var facts = new Dictionary<string, string>();
        foreach ((string name, string value) in List(ObjectBytes, () => (Name(), text())))
            facts[name] = value;
        return facts;
    }

    private NodeRecord Node()
    {
        string host = Name(), cpu = Name(), kernel = Name(), topology = Name(), clocks = Name();
        int sockets = from.ReadInt32(), cores = from.ReadInt32(), numa = from.ReadInt32();
        return new NodeRecord(host, cpu, sockets, cores, numa, from.ReadInt64(), kernel, topology)
        {
            Clocks = clocks,
        };
    }

    private RankRecord Rank()
    {
        int node = from.ReadInt32(), local = from.ReadInt32(), device = from.ReadInt32();
        var clock = new RankClock(from.ReadInt64(), from.ReadDouble(), from.ReadDouble(), from.ReadDouble());
        double resolution = from.ReadDouble(), overhead = from.ReadDouble();
        return new RankRecord(node, local, Sentence(), device, resolution, overhead) { Clock = clock };
    }

    private DeviceRecord Device()
    {
        int node = from.ReadInt32();
        long memory = from.ReadInt64();
        double power = from.ReadDouble(), clock = from.ReadDouble();
        bool isProcessors = from.ReadBoolean();
        string model = Name(), uuid = Name(), driver = Name(), mig = Name();
        return new DeviceRecord(node, model, uuid, driver, memory, mig, power)
        {
            Runtime = Name(),
            Pci = Name(),
            Ecc = Name(),
            ClockHz = clock,
            IsProcessors = isProcessors,
        };
    }

    private LogLine Line()
    {
        long time = from.ReadInt64();
        int rank = from.ReadInt32();
        return new LogLine(time, Name(), rank, Sentence());
    }

    private CaseInfo Case()
    {
        int version = from.ReadInt32();
        string benchmark = Name(), realisation = Name(), metric = Name(), unit = Name(), timing = Name();
        string roof = Name(), runtime = Name();
        return new CaseInfo(
            benchmark, version, realisation, metric, unit, timing, Sentence(), Sentence(), roof,
            List(ObjectBytes, Name))
        {
            Runtime = runtime,
        };
    }

    private Parameter Axis()
    {
        Role role = Word<Role>();
        return new Parameter(Name(), Name(), role, Name());
    }

    private PointRecord Point(CaseInfo info) => new()
    {
        Case = info,
        Parameters = List(ObjectBytes, Axis),
        Message = Sentence(),
        Scaling = Sentence(),
        Nodes = from.ReadInt32(),
        Ranks = from.ReadInt32(),
        Order = from.ReadInt32(),
        Repeats = from.ReadInt32(),
        Status = Word<PointStatus>(),
        StopReason = Word<StopReason>(),
        Verified = Word<Verified>(),
        Work = new Work(from.ReadInt64(), from.ReadInt64(), from.ReadInt64(), from.ReadInt64()),
        FootprintBytes = from.ReadInt64(),
        ErrorRelMax = from.ReadDouble(),
        CacheLineProbeNs = (from.ReadDouble(), from.ReadDouble()),
        Facts = List(ObjectBytes, () => new PointFact(Name(), Name(), Sentence())),
        Figures = new PointFigures(
            from.ReadDouble(), from.ReadDouble(), from.ReadDouble(), from.ReadDouble(), from.ReadDouble(),
            from.ReadDouble(), from.ReadDouble(), from.ReadDouble(), from.ReadDouble(), from.ReadDouble(),
            from.ReadInt32()),
        Late = new LateRank(from.ReadDouble(), from.ReadInt32()),
        TimeNs = Table(),
        Valid = Numbers<sbyte>(),
        RankTimes = Numbers<RankTime>(),
        GcCount = Numbers<int>(),
        MemPeakBytes = Numbers<long>(),
    };

    private RankTable Table()
    {
        int ranks = from.ReadInt32();
        long[] values = Numbers<long>();
        return ranks == 0 && values.Length == 0 ? RankTable.Empty
            : ranks > 0 && values.Length % ranks == 0 ? new RankTable(ranks, values.Length / ranks, values)
            : throw new FormatException($"{values.Length} times of {ranks} ranks");
    }

    private string Name() => Text(LaunchStream.Name, lines: false);

    private string Sentence() => Text(LaunchStream.Sentence, lines: false);

    private string Document() => Text(LaunchStream.Document, lines: true);

    private string Text(int most, bool lines)
    {
        string text = LaunchStream.ReadText(from, most, lines);
        budget.Take(text.Length, sizeof(char), "a text");
        return text;
    }

    private T Word<T>()
        where T : struct, Enum
    {
        int value = from.ReadInt32();
        var word = (T)(object)value;
        return Enum.IsDefined(word) ? word : throw new FormatException($"{value} is no {typeof(T).Name}");
    }

    private DateTimeOffset Instant()
    {
        long ticks = from.ReadInt64();
        return ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks ? new(ticks, TimeSpan.Zero)
            : throw new FormatException($"{ticks} is no time");
    }

    private T[] List<T>(int size, Func<T> read)
    {
        var items = new T[budget.Take(from.ReadInt32(), size, "a list")];
        for (int i = 0; i < items.Length; i++)
            items[i] = read();
        return items;
    }

    private T[] Numbers<T>()
        where T : unmanaged
    {
        var values = new T[budget.Take(from.ReadInt32(), Unsafe.SizeOf<T>(), "a table")];
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
