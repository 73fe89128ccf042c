using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings.Blas;

/// <summary>What a BLAS library says of itself, each in its own words.</summary>
/// <param name="name">whose it is</param>
/// <param name="mark">a function that only its libraries have</param>
internal class Vendor(string name, string mark)
{
    /// <summary>Whose it is.</summary>
    public string Name => name;

    /// <summary>A function that only its libraries have.</summary>
    public string Mark => mark;

    /// <summary>True where the core type can be chosen.</summary>
    public virtual bool HasCoreTypes => false;

    public virtual string Version() => "";

    public virtual string CoreType() => "";

    public virtual int Threads() => 0;

    public virtual void SetThreads(int threads)
    {
    }

    /// <summary>Tells libraries apart.</summary>
    public static Vendor Of(nint handle)
    {
        foreach (Vendor vendor in (Vendor[])[new OpenBlas(), new Blis(), new Mkl()])
            if (NativeLibrary.TryGetExport(handle, vendor.Mark, out _))
                return vendor;
        return new Vendor("cblas", nameof(Cblas.cblas_dgemm));
    }

    private static unsafe string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text)?.Trim() ?? "";

    private sealed unsafe class OpenBlas() : Vendor("OpenBLAS", nameof(Cblas.openblas_get_corename))
    {
        public override bool HasCoreTypes => true;

        // The configuration begins with "OpenBLAS", which is the name already.
        public override string Version() =>
            Text(Cblas.openblas_get_config()).Replace("OpenBLAS ", "", StringComparison.Ordinal);

        public override string CoreType() => Text(Cblas.openblas_get_corename());

        public override int Threads() => Cblas.openblas_get_num_threads();

        public override void SetThreads(int threads) => Cblas.openblas_set_num_threads(threads);
    }

    private sealed unsafe class Blis() : Vendor("BLIS", nameof(Cblas.bli_info_get_version_str))
    {
        public override string Version() => Text(Cblas.bli_info_get_version_str());

        public override string CoreType() => Text(Cblas.bli_arch_string(Cblas.bli_arch_query_id()));

        public override int Threads() => (int)Cblas.bli_thread_get_num_threads();

        public override void SetThreads(int threads) => Cblas.bli_thread_set_num_threads(threads);
    }

    private sealed unsafe class Mkl() : Vendor("MKL", nameof(Cblas.MKL_Get_Version_String))
    {
        public override string Version()
        {
            const int Length = 256;
            byte* text = stackalloc byte[Length];
            Cblas.MKL_Get_Version_String(text, Length - 1);
            return Text(text);
        }

        public override int Threads() => Cblas.MKL_Get_Max_Threads();

        public override void SetThreads(int threads) => Cblas.MKL_Set_Num_Threads(threads);
    }
}
