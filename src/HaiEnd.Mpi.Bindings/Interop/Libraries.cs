using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>
/// The one place that turns the library names used in <c>[LibraryImport]</c> into loaded libraries. A binding registers
/// how its library is found; it is loaded at the first call.
/// </summary>
public static class Libraries
{
    private static readonly ConcurrentDictionary<string, Lazy<nint>> Loaders = new();
    private static readonly ConcurrentDictionary<string, string> Found = new();

    // The runtime takes one resolver per assembly for the life of the process, so this table belongs to the process
    // too.
    static Libraries() => NativeLibrary.SetDllImportResolver(typeof(Libraries).Assembly, Resolve);

    /// <summary>What was loaded so far: import name to the file that answered, for provenance.</summary>
    public static IReadOnlyDictionary<string, string> Loaded => Found;

    /// <summary>Says how the library imported as <paramref name="name"/> is loaded; the first registration
    /// holds.</summary>
    /// <param name="name">The name in <c>[LibraryImport]</c>.</param>
    /// <param name="load">Returns the handle of the loaded library, or throws.</param>
    public static void Register(string name, Func<nint> load) => Loaders.TryAdd(name, new Lazy<nint>(load));

    /// <summary>The library imported as <paramref name="name"/>, which must have been registered.</summary>
    internal static nint Handle(string name) => Loaders[name].Value;

    /// <summary>Loads the first of the candidates that is there: beside this assembly, then where the system
    /// looks.</summary>
    /// <param name="name">The import name, under which the find is recorded.</param>
    /// <param name="variable">An environment variable with a path or a file name that overrides the candidates.</param>
    /// <param name="candidates">File names, best first.</param>
    /// <returns>The library's handle, never zero.</returns>
    /// <exception cref="DllNotFoundException">None could be loaded; the text lists what was tried.</exception>
    public static nint Load(string name, string variable, params ReadOnlySpan<string> candidates)
    {
        string? named = Environment.GetEnvironmentVariable(variable);
        if (!string.IsNullOrEmpty(named))
        {
            candidates = new string[] { named };
        }
        foreach (string candidate in candidates)
        {
            if (TryLoad(candidate, out nint handle, out string path))
            {
                Found[name] = path;
                return handle;
            }
        }
        string tried = string.Join(", ", candidates.ToArray());
        throw new DllNotFoundException(
            $"no library of {name} could be loaded (tried {tried}); set {variable} to the file's path to name it");
    }

    private static bool TryLoad(string file, out nint handle, out string path)
    {
        path = Path.Combine(AppContext.BaseDirectory, file);
        if (File.Exists(path) && NativeLibrary.TryLoad(path, out handle))
        {
            return true;
        }
        path = file;
        return NativeLibrary.TryLoad(file, out handle);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        Loaders.TryGetValue(name, out Lazy<nint>? load) ? load.Value : 0;
}
