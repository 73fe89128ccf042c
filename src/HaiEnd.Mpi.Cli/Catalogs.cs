using System.Reflection;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Cli;

/// <summary>What there is to measure: our suites, and plug-ins.</summary>
internal static class Catalogs
{
    // Plug-ins of ours that are beside the program where it was built with them.
    private static readonly string[] Optional = ["HaiEnd.Mpi.Ilgpu", "HaiEnd.Mpi.MpiNet"];

    /// <summary>Finds it; loads no native library.</summary>
    public static Catalog Load(Surroundings at) => new(
    [
        Assembly.Load("HaiEnd.Mpi.Suites"),
        .. Optional.Where(n => File.Exists(Path.Combine(AppContext.BaseDirectory, $"{n}.dll"))).Select(Assembly.Load),
        .. PlugIns.Load(at.Variable(PlugIns.Variable)),
    ]);
}
