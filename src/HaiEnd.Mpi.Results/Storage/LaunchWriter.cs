using System.Runtime.InteropServices;
using static HaiEnd.Mpi.Results.Storage.LaunchStream;

namespace HaiEnd.Mpi.Results.Storage;

/// <summary>Writes what <see cref="LaunchReader"/> reads, field by field in the same order.</summary>
internal sealed class LaunchWriter(BinaryWriter to)
{
    /// <summary>Writes a launch.</summary>
    public void Write(RunRecord run, IReadOnlyList<PointRecord> points)
    {
        Run(run);
        CaseInfo[] cases = [.. points.Select(p => p.Case).Distinct()];
        List(cases, Case);
        Dictionary<CaseInfo, int> places = cases.Index().ToDictionary(c => c.Item, c => c.Index);
        List(points, p =>
        {
            to.Write(places[p.Case]);
            Point(p);
        });
    }

    private void Run(RunRecord r)
    {
        Texts(Name, r.RunId, r.Campaign, r.SuiteName, r.Site, r.System, r.Partition, r.HaiEndVersion);
        to.Write((int)r.Status);
        to.Write(r.Created.UtcTicks);
        to.Write(r.Finished.UtcTicks);
        to.Write(r.Anonymised);
        Texts(Document, r.SuiteYaml, r.SiteYaml, r.EnvironmentJson, r.DoctorJson);
        Texts(Sentence, r.CommandLine);
        List([.. r.Provenance], fact =>
        {
            Texts(Name, fact.Key);
            Texts(Sentence, fact.Value);
        });
        List(r.Modules, m => Texts(Sentence, m));
        List(r.NativeLibraries, l => Texts(Sentence, l));
        List(r.Nodes, Node);
        List(r.Ranks, Rank);
        List(r.Devices, Device);
        List([.. r.Topologies], topology =>
        {
            Texts(Name, topology.Key);
            Texts(Document, topology.Value);
        });
        List(r.Log, line =>
        {
            to.Write(line.TimeNs);
            to.Write(line.Rank);
            Texts(Name, line.Level);
            Texts(Sentence, line.Text);
        });
    }

    private void Node(NodeRecord n)
    {
        Texts(Name, n.HostName, n.CpuModel, n.Kernel, n.Topology, n.Clocks);
        to.Write(n.Sockets);
        to.Write(n.Cores);
        to.Write(n.Numa);
        to.Write(n.MemoryBytes);
    }

    private void Rank(RankRecord r)
    {
        to.Write(r.Node);
        to.Write(r.LocalRank);
        to.Write(r.Device);
        to.Write(r.Clock.OffsetNs);
        to.Write(r.Clock.Drift);
        to.Write(r.Clock.UncertaintyNs);
        to.Write(r.Clock.StrayedNs);
        to.Write(r.TimerResolutionNs);
        to.Write(r.TimerOverheadNs);
        Texts(Sentence, r.CpuSet);
    }

    private void Device(DeviceRecord d)
    {
        to.Write(d.Node);
        to.Write(d.MemoryBytes);
        to.Write(d.PowerLimitW);
        to.Write(d.ClockHz);
        to.Write(d.IsProcessors);
        Texts(Name, d.Model, d.Uuid, d.Driver, d.Mig, d.Runtime, d.Pci, d.Ecc);
    }

    private void Case(CaseInfo c)
    {
        to.Write(c.BenchmarkVersion);
        Texts(Name, c.Benchmark, c.Realisation, c.Metric, c.MetricUnit, c.Timing, c.Roof, c.Runtime);
        Texts(Sentence, c.FlopModel, c.ByteModel);
        List(c.Phases, p => Texts(Name, p));
    }

    private void Point(PointRecord p)
    {
        List(p.Parameters, a =>
        {
            to.Write((int)a.Role);
            Texts(Name, a.Name, a.Unit, a.Value);
        });
        Texts(Sentence, p.Message, p.Scaling);
        foreach (int n in (ReadOnlySpan<int>)
            [p.Nodes, p.Ranks, p.Order, p.Repeats, (int)p.Status, (int)p.StopReason, (int)p.Verified])
            to.Write(n);
        foreach (long n in (ReadOnlySpan<long>)
            [p.Work.Flops, p.Work.Bytes, p.Work.WireBytes, p.Work.Messages, p.FootprintBytes])
            to.Write(n);
        PointFigures f = p.Figures;
        foreach (double x in (ReadOnlySpan<double>)
            [p.ErrorRelMax, p.CacheLineProbeNs.Before, p.CacheLineProbeNs.After])
            to.Write(x);
        List(p.Facts, fact =>
        {
            Texts(Name, fact.Name, fact.Unit);
            Texts(Sentence, fact.Value);
        });
        foreach (double x in (ReadOnlySpan<double>)
            [
                f.Median, f.Min, f.P05, f.P95, f.P99, f.CiLow, f.CiHigh, f.Rate, f.EfficiencyOfRoof, f.Imbalance,
            ])
            to.Write(x);
        to.Write(f.SlowestRank);
        to.Write(p.Late.SkewSeconds);
        to.Write(p.Late.Rank);
        to.Write(p.TimeNs.Ranks);
        Numbers<long>(p.TimeNs.Values);
        Numbers<sbyte>(p.Valid);
        Numbers<RankTime>(p.RankTimes);
        Numbers<int>(p.GcCount);
        Numbers<long>(p.MemPeakBytes);
    }

    private void Texts(int most, params ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
            WriteText(to, text, most);
    }

    private void List<T>(IReadOnlyList<T> items, Action<T> write)
    {
        to.Write(items.Count);
        foreach (T item in items)
            write(item);
    }

    private void Numbers<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        to.Write(values.Length);
        to.Write(MemoryMarshal.AsBytes(values));
    }
}
