using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.MpiNet;

/// <summary>MPI.NET over the MPI library that is running. It is compiled for MS-MPI, whose handles and constants are
/// MPICH's; with those of Open MPI it crashes.</summary>
internal static class MpiNet
{
    /// <summary>As in suite files.</summary>
    public const string Name = "mpinet";

    // MPICH, and those that keep its ABI: Intel MPI, MVAPICH, Cray MPICH.
    private static readonly string[] Files = ["libmpich.so.12", "libmpi.so.12"];

    private static readonly Lazy<nint> Library = new(Find);

    /// <summary>Whether the library is one that MPI.NET can call.</summary>
    public static Availability Check(Place at)
    {
        if (at.Team is null)
            return Availability.No("MPI.NET needs a launch under mpirun");
        return Library.Value != 0 ? Availability.Yes
            : Availability.No("MPI.NET has the handles of MPICH, and this is another MPI library");
    }

    /// <summary>A communicator of MPI.NET with the ranks of a team. Collective.</summary>
    public static Link Connect(Place at) =>
        new((MPI.Intracommunicator)MPI.Communicator.Adopt((int)at.Team!.Dup().Handle));

    private static nint Find()
    {
        // The very file that the program has loaded: a second copy would know nothing of this launch.
        string? path = File.ReadLines("/proc/self/maps")
            .Select(l => l[(l.LastIndexOf(' ') + 1)..])
            .FirstOrDefault(p => Files.Any(f => Path.GetFileName(p).StartsWith(f, StringComparison.Ordinal)));
        if (path is null)
            return 0;
        nint library = NativeLibrary.Load(path);
        NativeLibrary.SetDllImportResolver(
            typeof(MPI.Communicator).Assembly, (name, _, _) => name == "msmpi.dll" ? library : 0);
        return library;
    }

    /// <summary>The ranks as MPI.NET sees them; it frees the duplicate.</summary>
    internal sealed record Link(MPI.Intracommunicator Team) : IDisposable
    {
        public void Dispose() => Team.Dispose();
    }
}
