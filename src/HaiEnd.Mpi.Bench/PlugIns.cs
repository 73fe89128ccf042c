using System.Reflection;
using System.Runtime.Loader;

namespace HaiEnd.Mpi.Bench;

/// <summary>Assemblies that are not part of the program but add benchmarks, realisations, parts or precisions to
/// it.</summary>
public static class PlugIns
{
    /// <summary>The environment variable that lists them: paths of .dll files, separated by colons.</summary>
    public const string Variable = "HAIEND_PLUGINS";

    /// <summary>Loads what a list names; nothing for an empty one.</summary>
    /// <param name="list">the variable's value</param>
    /// <exception cref="UnknownNameException">a file is missing or is no assembly</exception>
    public static Assembly[] Load(string? list) =>
        [.. (list ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(One)];

    private static Assembly One(string path)
    {
        try
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(path));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            throw new UnknownNameException($"{Variable} names '{path}', which can't be loaded: {e.Message}");
        }
    }
}
