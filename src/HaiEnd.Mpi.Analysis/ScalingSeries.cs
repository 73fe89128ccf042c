using HaiEnd.Mpi.Analysis.Fits;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>One rank count of a series.</summary>
/// <param name="Pool">the point in all launches</param>
/// <param name="SpeedUp">rate over the base's [1]</param>
/// <param name="Efficiency">see <see cref="Analysis.Efficiency.Of"/> [1]</param>
public sealed record ScaledPoint(Pool Pool, Estimate SpeedUp, Estimate Efficiency)
{
    /// <summary>The point in one of the launches.</summary>
    public PointRecord Point => Pool.Usable[0].Point;

    /// <summary>Ranks that measured it.</summary>
    public int Ranks => Point.Ranks;

    /// <summary>Its time [s].</summary>
    public Estimate Seconds => Pool.Seconds;
}

/// <summary>A case on more and more ranks, and the base that it is compared with: speed-up without its base says
/// nothing (rule 1 of Hoefler and Belli, SC15).</summary>
public sealed class ScalingSeries
{
    /// <summary>Efficiency that SHAREing calls green [1].</summary>
    public const double Green = 0.8;

    /// <summary>Efficiency below which SHAREing calls it red [1].</summary>
    public const double Red = 0.6;

    private ScalingSeries(SeriesName name, Pool[] pools, Pool[] missing, Pool? serial)
    {
        Name = name;
        Missing = missing;
        Serial = serial;
        Points = [.. pools.Select(p => Scaled(p, pools[0]))];
    }

    /// <summary>What stays the same while the ranks grow.</summary>
    public SeriesName Name { get; }

    /// <summary>What was measured and is right, by ranks and then by size; at least the base.</summary>
    public IReadOnlyList<ScaledPoint> Points { get; }

    /// <summary>What was asked for and is not there: it failed, did not fit, or asked for more ranks than there
    /// were.</summary>
    public IReadOnlyList<Pool> Missing { get; }

    /// <summary>The fewest ranks that were measured and have a rate: all else is relative to them.</summary>
    public ScaledPoint Base => Points[0];

    /// <summary>The same problem by the local benchmark that bounds this one, on one rank: what a serial program takes.
    /// Null where none was measured.</summary>
    public Pool? Serial { get; }

    /// <summary>Ranks at which a zig-zag grew its problem: SHAREing's critical counts.</summary>
    public IReadOnlyList<int> Grown =>
        [.. Points.GroupBy(p => p.Ranks).Where(g => g.Count() > 1).Select(g => g.Key)];

    /// <summary>The law that a series of its mode follows: Amdahl's for a fixed problem, Gustafson's for one that grows
    /// with the ranks; none for a zig-zag, which is both.</summary>
    public LawFit? Law
    {
        get
        {
            double[] ranks = [.. Points.Select(p => (double)p.Ranks / Base.Ranks)];
            return Name.Mode switch
            {
                ScalingMode.Strong => LawFit.Amdahl(ranks, [.. Points.Select(p => p.Seconds)]),
                ScalingMode.SharingZigzag => null,
                _ => LawFit.Gustafson(ranks, [.. Points.Select(p => Rate(p.Pool))]),
            };
        }
    }

    /// <summary>The most ranks that reach an efficiency, p_crit of SHAREing (workbook 2026, chapter 5): the last that
    /// passes, not the first that fails. The base's at least, which is 1 by definition.</summary>
    public int LastAt(double efficiency) => Points.Where(p => p.Efficiency.Value >= efficiency).Max(p => p.Ranks);

    /// <summary>How many of <see cref="Grown"/> are at least as efficient as <paramref name="low"/> and less than
    /// <paramref name="high"/>, after they grew (workbook 2026, 5.3).</summary>
    public int GrownWithin(double low, double high) => Grown.Count(ranks =>
        Points.Last(p => p.Ranks == ranks).Efficiency.Value is var e && e >= low && e < high);

    /// <summary>The series in some launches, in the order of first sight; those without a base are left out.</summary>
    public static IReadOnlyList<ScalingSeries> Of(IEnumerable<Launch> launches)
    {
        IReadOnlyList<Pool> pools = Pool.Of(launches);
        var series = new List<ScalingSeries>();
        foreach (var group in pools.SelectMany(p => NamesOf(p).Select(name => (Name: name, Pool: p)))
            .GroupBy(m => (m.Name, Kept(m.Name, m.Pool))))
        {
            SeriesName name = group.Key.Name;
            Pool[] all = [.. group.Select(m => m.Pool).OrderBy(p => First(p).Ranks).ThenBy(p => SizeOf(name, p))];
            Pool[] usable = [.. all.Where(p => p.Usable.Count > 0)];
            Pool[] rated = [.. usable.SkipWhile(p => !(p.Rate.Value > 0))];
            if (rated.Length > 0)
                series.Add(new(name, rated, [.. all.Except(usable)], SerialOf(rated[0], pools)));
        }

        return series;
    }

    private static PointRecord First(Pool pool) => pool.Members[0].Point;

    private static IEnumerable<SeriesName> NamesOf(Pool pool) =>
        pool.Members.SelectMany(m => SeriesName.In(m.Point.Scaling)).Distinct();

    /// <summary>The case and all that does not grow.</summary>
    private static string Kept(SeriesName name, Pool pool) => string.Join(
        '\n', [First(pool).Case.Name, $"{First(pool).Case.BenchmarkVersion}",
            .. First(pool).Parameters.Where(p => p.Name != name.Axis).Select(p => $"{p.Name}={p.Value}")]);

    private static long SizeOf(SeriesName name, Pool pool) => long.TryParse(
        First(pool)[name.Axis], System.Globalization.CultureInfo.InvariantCulture, out long size) ? size : 0;

    /// <summary>The fastest way of doing the same work in the benchmark that is this one's roof, on one rank and where
    /// the point names its local kernel by that.</summary>
    private static Pool? SerialOf(Pool first, IEnumerable<Pool> pools)
    {
        PointRecord point = First(first);
        return pools.Where(p => p.Usable.Count > 0 && IsSerial(p.Usable[0].Point, point)).MinBy(p => p.Seconds.Value);
    }

    private static bool IsSerial(PointRecord local, PointRecord point) =>
        local.Case.Benchmark == point.Case.Roof && local.Ranks == 1
        && (point["local"] is null || point["local"] == local.Case.Realisation)
        && local.Case.Metric == point.Case.Metric && Efficiency.Amount(local) == Efficiency.Amount(point)
        && local.Parameters.All(
            p => p.Role != Role.Problem || point[p.Name] is null || point[p.Name] == p.Value);

    /// <summary>Rate and efficiency relative to the base. The interval of the quotient of two times is that of Zou and
    /// Donner's MOVER on logarithms (Stat. Med. 27, 2008), for independent times; ranks of one launch share their luck,
    /// so it is rather too wide.</summary>
    private static ScaledPoint Scaled(Pool pool, Pool from)
    {
        PointRecord to = First(pool), first = First(from);
        Estimate t = pool.Seconds, t0 = from.Seconds;
        double efficiency = Efficiency.Of(to, t.Value, first, t0.Value);
        double down = pool == from ? 0 : Hypotenuse(t.Ci.High / t.Value, t0.Value / t0.Ci.Low);
        double up = pool == from ? 0 : Hypotenuse(t.Value / t.Ci.Low, t0.Ci.High / t0.Value);
        var estimate = new Estimate(
            efficiency, new(efficiency * Math.Exp(-down), efficiency * Math.Exp(up)),
            Math.Min(t.Launches, t0.Launches), Math.Min(t.Samples, t0.Samples));
        double ranks = (double)to.Ranks / first.Ranks;
        return new(pool, estimate with
        {
            Value = ranks * efficiency,
            Ci = new(ranks * estimate.Ci.Low, ranks * estimate.Ci.High),
        }, estimate);
    }

    private static double Hypotenuse(double a, double b) =>
        Math.Sqrt(Math.Log(a) * Math.Log(a) + Math.Log(b) * Math.Log(b));

    private static Estimate Rate(Pool pool)
    {
        double amount = Efficiency.Amount(First(pool));
        Estimate t = pool.Seconds;
        return t with { Value = amount / t.Value, Ci = new(amount / t.Ci.High, amount / t.Ci.Low) };
    }
}
