using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Interop;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Bindings.Blas;

/// <summary>The ScaLAPACK of the site, found at run time; the variable HAIEND_SCALAPACK may name its file. It is taken
/// only where it sends by the MPI and multiplies by the BLAS that this process has.</summary>
public sealed class ScalapackLibrary
{
    /// <summary>Names the library's file.</summary>
    public const string Variable = "HAIEND_SCALAPACK";

    // Which library a process has is a fact of the process, so it is kept with the class.
    private static readonly Lazy<ScalapackLibrary> Loaded = new(() => Open(MpiShimLoader.Flavour));

    private ScalapackLibrary() => Path = LoadedFile.Holding(Called(nameof(Scalapack.pdgemm_)));

    /// <summary>The file that it was loaded from.</summary>
    public string Path { get; }

    /// <summary>The library. MPI must have been started.</summary>
    /// <param name="blas">what it must multiply by</param>
    /// <param name="library">null where it can't be had</param>
    /// <param name="reason">why not; empty where it can</param>
    public static bool TryLoad(CblasLibrary blas, out ScalapackLibrary? library, out string reason)
    {
        try
        {
            reason = Loaded.Value.Refusal(blas);
        }
        catch (DllNotFoundException e)
        {
            reason = $"no ScaLAPACK found for this MPI: {e.Message} Debian has it as libscalapack-openmpi2.2 and "
                + "libscalapack-mpich2.2.";
        }

        library = reason.Length == 0 ? Loaded.Value : null;
        return library is not null;
    }

    private static ScalapackLibrary Open(string flavour)
    {
        nint handle = Libraries.Load(
            Scalapack.Library, Variable, $"libscalapack-{flavour}.so.2.2", $"libscalapack-{flavour}.so.2.1",
            $"libscalapack-{flavour}.so", "libscalapack.so.2.2", "libscalapack.so.2", "libscalapack.so");
        Libraries.Register(Scalapack.Library, () => handle);
        return new ScalapackLibrary();
    }

    /// <summary>Where a call of its leads; 0 where it makes no such call.</summary>
    private static nint Called(string function) =>
        NativeLibrary.TryGetExport(Libraries.Handle(Scalapack.Library), function, out nint address) ? address : 0;

    /// <summary>Why its figures would say nothing here; empty where they do.</summary>
    private string Refusal(CblasLibrary blas)
    {
        const string AnyCall = "MPI_Comm_rank";
        if (Called(AnyCall) != NativeLibrary.GetExport(Libraries.Handle(MpiShim.Name), AnyCall))
            return $"{Path} belongs to another MPI than {MpiShimLoader.Flavour}; {Variable} names the file to take";
        nint dgemm = Called("dgemm_");
        return blas.Holds(dgemm)
            ? ""
            : $"{Path} multiplies by {LoadedFile.Holding(dgemm)}, local products are those of {blas.Path}: make both "
                + $"the same library, on Debian by update-alternatives, or name it in {CblasLibrary.Variable}";
    }
}
