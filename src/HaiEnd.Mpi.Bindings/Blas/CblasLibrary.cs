using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings.Blas;

/// <summary>The BLAS of the site, found at run time: the first of OpenBLAS, BLIS, MKL, NVPL, Cray's libsci and the
/// system's own that is there, or the one that the variable HAIEND_BLAS names. A process loads one, once. Its calls may
/// be made from any thread.</summary>
public sealed unsafe class CblasLibrary
{
    /// <summary>Names the library's file.</summary>
    public const string Variable = "HAIEND_BLAS";

    /// <summary>The core type that is known to be fastest on this processor.</summary>
    public const string BestCoreType = "best";

    /// <summary>The core type that the library picks.</summary>
    public const string AutoCoreType = "auto";

    private const string CoreTypeVariable = "OPENBLAS_CORETYPE";

    // Which library a process has is a fact of the process, so it is kept with the class.
    private static readonly Lock Gate = new();
    private static CblasLibrary? _loaded;

    private readonly string _asked;
    private readonly Vendor _vendor;

    private CblasLibrary(nint handle, string asked)
    {
        _asked = asked;
        _vendor = Vendor.Of(handle);
        Path = LoadedFile.Holding(NativeLibrary.GetExport(handle, nameof(Cblas.cblas_dgemm)));
        Version = _vendor.Version();
        CoreType = _vendor.CoreType();
    }

    /// <summary>The library that this process has loaded, or null.</summary>
    public static CblasLibrary? Loaded
    {
        get
        {
            lock (Gate)
                return _loaded;
        }
    }

    /// <summary>Whose it is, e.g. <c>OpenBLAS</c>.</summary>
    public string Name => _vendor.Name;

    /// <summary>What it says of its version and build; empty where it says nothing.</summary>
    public string Version { get; }

    /// <summary>The kind of processor that its kernels were written for; empty where it does not say.</summary>
    public string CoreType { get; }

    /// <summary>The file that it was loaded from.</summary>
    public string Path { get; }

    /// <summary>Threads that a call uses; 0 where the library does not say. Setting it does nothing there.</summary>
    public int Threads
    {
        get => _vendor.Threads();
        set => _vendor.SetThreads(value);
    }

    /// <summary>The library, loaded with the best core type unless another was asked for before.</summary>
    /// <exception cref="DllNotFoundException">there is none; the text lists what was tried</exception>
    public static CblasLibrary Load() =>
        TryLoad(null, out CblasLibrary? library, out string reason) ? library! : throw new DllNotFoundException(reason);

    /// <summary>The library with a core type. OpenBLAS takes its core type when it is loaded and keeps it.</summary>
    /// <param name="coreType"><see cref="BestCoreType"/>, <see cref="AutoCoreType"/> or a name that OPENBLAS_CORETYPE
    /// may have; null for whatever is loaded</param>
    /// <param name="library">null where it can't be had</param>
    /// <param name="reason">why not; empty where it can</param>
    public static bool TryLoad(string? coreType, out CblasLibrary? library, out string reason)
    {
        lock (Gate)
        {
            library = null;
            try
            {
                _loaded ??= Open(Resolve(coreType ?? BestCoreType));
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
            {
                reason = $"no cblas found: {e.Message} Install libopenblas0-pthread or another BLAS.";
                return false;
            }

            reason = coreType is null || _loaded.Has(coreType)
                ? ""
                : $"{_loaded.Name} runs with core type {_loaded.CoreType}; {coreType} needs a launch of its own";
            library = reason.Length == 0 ? _loaded : null;
            return library is not null;
        }
    }

    /// <summary>C = alpha A B + beta C, row-major.</summary>
    /// <param name="m">rows of A and C</param>
    /// <param name="n">columns of B and C</param>
    /// <param name="k">columns of A, rows of B</param>
    /// <param name="alpha">factor of the product</param>
    /// <param name="a">A; its transpose where <paramref name="transA"/></param>
    /// <param name="lda">elements between rows as they lie in memory</param>
    /// <param name="b">B; its transpose where <paramref name="transB"/></param>
    /// <param name="ldb">elements between rows as they lie in memory</param>
    /// <param name="beta">factor of C; where it is 0, C is not read</param>
    /// <param name="c">C</param>
    /// <param name="ldc">elements between rows</param>
    /// <param name="transA">A lies transposed</param>
    /// <param name="transB">B lies transposed</param>
#pragma warning disable CA1822 // an instance proves that the library is there
    public void Gemm(
        int m, int n, int k, double alpha, double* a, int lda, double* b, int ldb, double beta, double* c, int ldc,
        bool transA = false, bool transB = false) =>
        Cblas.cblas_dgemm(
            Cblas.CblasRowMajor, Trans(transA), Trans(transB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);

    /// <inheritdoc cref="Gemm(int, int, int, double, double*, int, double*, int, double, double*, int, bool, bool)"/>
    public void Gemm(
        int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc,
        bool transA = false, bool transB = false) =>
        Cblas.cblas_sgemm(
            Cblas.CblasRowMajor, Trans(transA), Trans(transB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
#pragma warning restore CA1822

    /// <summary>True where a function is of this library. One may lie in a file of its own, as Debian's libblas.so.3,
    /// which has the kernels, their core type and their threads from the library.</summary>
    /// <param name="function">its address</param>
    internal bool Holds(nint function)
    {
        string file = LoadedFile.Holding(function);
        return file.Length > 0
            && (file == Path || (NativeLibrary.TryGetExport(NativeLibrary.Load(file), _vendor.Mark, out nint found)
                && found == NativeLibrary.GetExport(Libraries.Handle(Cblas.Library), _vendor.Mark)));
    }

    /// <summary>For provenance: name, version, core type, file.</summary>
    public override string ToString() => $"{Name} {Version} ({CoreType}) {Path}";

    private static int Trans(bool transposed) => transposed ? Cblas.CblasTrans : Cblas.CblasNoTrans;

    private bool Has(string coreType) =>
        Resolve(coreType) == _asked
        || (_vendor.HasCoreTypes
            ? string.Equals(coreType, CoreType, StringComparison.OrdinalIgnoreCase)
            : coreType is BestCoreType or AutoCoreType);

    private static CblasLibrary Open(string coreType)
    {
        // The library reads it from the process's own environment while it is being loaded.
        if (coreType.Length > 0)
            _ = Libc.setenv(CoreTypeVariable, coreType, 1);
        nint handle = Libraries.Load(
            Cblas.Library, Variable, "libopenblas.so.0", "libopenblasp.so.0", "libopenblaso.so.0", "libopenblas.so",
            "libblis.so.4", "libblis.so.3", "libblis-mt.so", "libmkl_rt.so.2", "libmkl_rt.so",
            "libnvpl_blas_lp64_gomp.so.0", "libnvpl_blas_lp64_seq.so.0", "libsci_gnu.so", "libsci_cray.so",
            "libcblas.so.3", "libblas.so.3");
        Libraries.Register(Cblas.Library, () => handle);
        return new CblasLibrary(handle, coreType);
    }

    /// <summary>The core type to ask for; empty to leave the choice to the library, or to the user who has set the
    /// variable. OpenBLAS up to 0.3.21 takes its AVX2 kernels on AMD processors that have AVX-512, at 0.6 of the speed;
    /// its AVX-512 kernels are the same under all later names, so asking for them does a newer version no
    /// harm.</summary>
    private static string Resolve(string coreType) => coreType switch
    {
        AutoCoreType => "",
        BestCoreType => Environment.GetEnvironmentVariable(CoreTypeVariable) is null && Processor.IsAmdWithAvx512
            ? "SkylakeX" : "",
        _ => coreType,
    };
}
