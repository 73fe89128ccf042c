using System.Globalization;
using static HaiEnd.Mpi.Bindings.Interop.Cuda;

namespace HaiEnd.Mpi.Bindings.Cuda;

/// <summary>Where the libraries of CUDA's toolkit may be.</summary>
internal static unsafe class CudaToolkit
{
    private const int VersionOfMajor = 1000;

    private static readonly string[] Homes = ["CUDA_HOME", "CUDA_PATH", "CUDA_ROOT", "EBROOTCUDA"];

    /// <summary>Files of a library, best first, but of none that is newer than the driver: by the loader, in folders
    /// that variables name, where the toolkit installs itself.</summary>
    /// <param name="name">without <c>.so</c></param>
    /// <param name="versions">that are known, the newest first</param>
    public static string[] Files(string name, params IEnumerable<string> versions)
    {
        int version;
        CudaDriver.Check(cuDriverGetVersion(&version), nameof(cuDriverGetVersion));
        int served = version / VersionOfMajor;
        IEnumerable<string> folders =
        [
            .. Named(Homes, "lib64"), .. Named(["NVHPC_ROOT"], "math_libs/lib64"), "/usr/local/cuda/lib64",
        ];
        return
        [
            .. versions.Where(v => int.Parse(v.Split('.')[0], CultureInfo.InvariantCulture) <= served)
                .Select(v => $"{name}.so.{v}"),
            $"{name}.so", .. folders.Select(f => $"{f}/{name}.so"),
        ];
    }

    private static IEnumerable<string> Named(string[] variables, string below) =>
        from variable in variables
        let folder = Environment.GetEnvironmentVariable(variable)
        where !string.IsNullOrEmpty(folder)
        select Path.Combine(folder, below);
}
