using System.Reflection;
using HaiEnd.Mpi.Bars;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;

// Measures the promises of speed and prints a line each; scripts/bars.sh starts it once for each kind of launch.
// usage: HaiEnd.Mpi.Bars BUILD-FOLDER local|device|distributed|store|read|program|mpi FILE|judge FILES|ways FILE|
//     judge-ways FILES|judge-osu LIBRARY FILES|cluster FILE HOSTS|judge-cluster FILES|trials [COUNT]
// with BUILD-FOLDER/lib/haiend in LD_LIBRARY_PATH
Environment.SetEnvironmentVariable("TERM", "dumb");
string build = args[0], what = args[1];
var catalog = new Catalog(Assembly.Load("HaiEnd.Mpi.Suites"));
switch (what)
{
    case "store":
        ProgramBars.Store();
        break;
    case "read":
        new ReadingBars(Path.Combine(build, "bin", "haiend")).Measure();
        break;
    case "program":
        new ProgramBars(Path.Combine(build, "bin", "haiend")).Measure();
        break;
    case "judge":
        MpiBars.Judge(args[2..]);
        break;
    case "judge-ways":
        WaysBars.Judge(args[2..]);
        break;
    case "judge-osu":
        OsuBars.Judge(args[2], args[3..]);
        break;
    case "judge-cluster":
        ClusterBars.Judge(args[2..]);
        break;
    case "trials":
        new Trials(Path.Combine(build, "bin", "haiend")).Run(args.Length > 2 ? int.Parse(args[2]) : 20);
        break;
    case "device":
        new DeviceBars(catalog).Measure();
        break;
    case "local":
        HarnessBars.Sample();
        new ComputeBars(catalog, new OneRank(), new Place(null, 1, new MemoryBudget(), catalog)).Local();
        break;
    default:
        using (MpiSession session = MpiSession.Start())
        {
            using Communicator harness = session.World.Dup();
            var ranks = new MpiRanks(harness);
            var place = new Place(session.World, 1, new MemoryBudget(), catalog);
            using var record = new StreamWriter(ranks.Rank == 0 && args.Length > 2 ? args[2] : "/dev/null");
            if (what == "mpi")
                new MpiBars(session, ranks, session.World, record).Measure();
            else if (what == "ways")
                new WaysBars(catalog, ranks, place, session.Library, record).Measure();
            else if (what == "cluster")
                new ClusterBars(catalog, ranks, place, int.Parse(args[3]), record).Measure();
            else
                new ComputeBars(catalog, ranks, place).Distributed(new MpiYardstick(session));
        }

        break;
}
