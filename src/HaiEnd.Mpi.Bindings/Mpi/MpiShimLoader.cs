using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings.Mpi;

/// <summary>Finds the shim that was built against the launcher's MPI.</summary>
internal static class MpiShimLoader
{
    private const string PathVariable = "HAIEND_MPI_SHIM";

    /// <summary>The MPI that the loaded shim was built against.</summary>
    internal static string Flavour => FlavourOf(Libraries.Loaded[MpiShim.Name]);

    /// <summary>Loads the first flavour that is there and returns its name.</summary>
    /// <exception cref="MpiLaunchException">None is there, or it is of another version.</exception>
    internal static string Load(LaunchEnvironment launch, ReadOnlySpan<(string Name, string Value)> variables)
    {
        foreach ((string name, string value) in variables)
        {
            _ = Libc.setenv(name, value, 0);
        }
        string[] files = [.. launch.Flavours.Select(f => $"lib{MpiShim.Name}-{f}.so")];
        nint handle;
        try
        {
            handle = Libraries.Load(MpiShim.Name, PathVariable, files);
        }
        catch (DllNotFoundException e)
        {
            throw new MpiLaunchException(
                $"The process was started by {launch.Launcher}, and no binding to its MPI could be loaded.\n"
                + $"{e.Message}\n"
                + "Probably the build found no such MPI. Build again where its mpicc is on the path, "
                + "or with cmake -DHAIEND_MPICC=/path/to/mpicc.",
                e);
        }
        Libraries.Register(MpiShim.Name, () => handle);
        int abi = MpiShim.hai_abi();
        if (abi != MpiShim.HAI_ABI)
        {
            throw new MpiLaunchException(
                $"{Libraries.Loaded[MpiShim.Name]} has interface {abi}; this program needs {MpiShim.HAI_ABI}. "
                + "Build both together: cmake --build build.");
        }
        return Flavour;
    }

    private static string FlavourOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return name[(name.LastIndexOf('-') + 1)..];
    }
}
