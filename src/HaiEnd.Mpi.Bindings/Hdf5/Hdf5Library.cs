using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Interop.Hdf5;

namespace HaiEnd.Mpi.Bindings.Hdf5;

/// <summary>The libhdf5 that is in use, found at run time.</summary>
public static unsafe class Hdf5Library
{
    /// <summary>The environment variable that names the library's file.</summary>
    public const string Variable = "HAIEND_HDF5";

    // Debian keeps its serial build apart; the numbers are the interfaces of 1.10 (103), 1.12 (200) and 1.14 (310).
    private static readonly string[] Candidates =
    [
        "libhdf5_serial.so.103", "libhdf5_serial.so.310", "libhdf5.so.310", "libhdf5.so.200", "libhdf5.so.103",
        "libhdf5_serial.so", "libhdf5.so",
    ];

    private static readonly Lazy<Version> Opened = new(Open);

    static Hdf5Library() => Libraries.Register(Name, () => Handle.Value);

    /// <summary>Version of the loaded library.</summary>
    /// <exception cref="DllNotFoundException">There is none; the text says how to get one.</exception>
    public static Version Version => Opened.Value;

    /// <summary>The file that was loaded.</summary>
    /// <exception cref="DllNotFoundException">There is none; the text says how to get one.</exception>
    public static string Path =>
        Opened.Value is not null && Libraries.Loaded.TryGetValue(Name, out string? path) ? path : "";

    /// <summary>Loads the library at the first call. Called before every other use of it.</summary>
    internal static void Use()
    {
        _ = Opened.Value;
        // Whether libhdf5 prints its error stack is kept per thread; we carry the stack in the exception.
        H5.Check(H5Eset_auto2(H5E_DEFAULT, null, null));
    }

    /// <summary>An identifier that the library exports as a variable, such as H5T_NATIVE_INT64_g.</summary>
    internal static long Global(string name) => *(long*)NativeLibrary.GetExport(Handle.Value, name);

    internal static bool Exports(string name) => NativeLibrary.TryGetExport(Handle.Value, name, out _);

    /// <summary>Loads the first candidate, or the file that <see cref="Variable"/> names.</summary>
    internal static nint LoadFirst(ReadOnlySpan<string> candidates)
    {
        try
        {
            return Libraries.Load(Name, Variable, candidates);
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException(
                $"""
                {e.Message}
                Results are kept in HDF5 1.10 or later. Get it by `module load hdf5` on a cluster,
                `apt install libhdf5-103-1` on Debian 12, `dnf install hdf5` on Fedora or `conda install hdf5`;
                the serial library is enough.
                """,
                e);
        }
    }

    private static readonly Lazy<nint> Handle = new(() => LoadFirst(Candidates));

    private static Version Open()
    {
        _ = Handle.Value;
        // Many parallel file systems refuse locks; our files are never open in two programs while one writes. The
        // user's own setting holds.
        _ = Libc.setenv("HDF5_USE_FILE_LOCKING", "FALSE", 0);
        // After a full disk libhdf5 keeps what it could not write and crashes on it at exit; we close every file.
        H5.Check(H5dont_atexit());
        H5.Check(H5open());
        uint major, minor, release;
        H5.Check(H5get_libversion(&major, &minor, &release));
        var version = new Version((int)major, (int)minor, (int)release);
        if (version < new Version(1, 10, 2))
        {
            throw new DllNotFoundException(
                $"libhdf5 {version} is too old: 1.10.2 or later is needed. Set {Variable} to the file of a newer one.");
        }
        // A file from elsewhere must not load a filter plug-in nor reach into other files.
        H5.Check(H5PLset_loading_state(0));
        H5.Check(H5Lunregister(H5L_TYPE_EXTERNAL));
        return version;
    }
}
