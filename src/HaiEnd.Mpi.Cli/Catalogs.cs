using System.Reflection;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Cli;

/// <summary>What there is to measure: our suites, and plug-ins.</summary>
internal static class Catalogs
{
    /// <summary>Finds it; loads no native library.</summary>
    public static Catalog Load(Surroundings at) =>
        new([Assembly.Load("HaiEnd.Mpi.Suites"), .. PlugIns.Load(at.Variable(PlugIns.Variable))]);
}
