using System.Globalization;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Hip;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings.Nccl;

/// <summary>NVIDIA's NCCL, for devices of CUDA, and AMD's RCCL, for those of HIP, which has the same functions. The
/// variables HAIEND_NCCL and HAIEND_RCCL may name their files.</summary>
public sealed unsafe class NcclLibrary
{
    // Which library a process has is a fact of the process, so it is kept with the class.
    private static readonly Lazy<(NcclLibrary? Library, string Reason)>
        Nvidia = new(() => Search("nccl", "HAIEND_NCCL", "libnccl.so.2", "libnccl.so")),
        Amd = new(() => Search("rccl", "HAIEND_RCCL", Rocm.Files("librccl", 1)));

    private NcclLibrary(string name, Interop.Nccl calls)
    {
        (Name, Calls) = (name, calls);
        int version;
        Check(calls.ncclGetVersion(&version), nameof(calls.ncclGetVersion));
        Version = Words(version);
    }

    /// <summary><c>nccl</c> or <c>rccl</c>.</summary>
    public string Name { get; }

    /// <summary>E.g. <c>2.21.5</c>.</summary>
    public string Version { get; }

    internal Interop.Nccl Calls { get; }

    /// <summary>The library for devices of a runtime.</summary>
    /// <param name="runtime"><c>cuda</c> or <c>hip</c></param>
    /// <param name="reason">why there is none; empty where there is one</param>
    public static NcclLibrary? Find(string runtime, out string reason)
    {
        (NcclLibrary? library, reason) = runtime == "hip" ? Amd.Value : Nvidia.Value;
        return library;
    }

    /// <summary>Fails where a call did.</summary>
    internal void Check(int code, string call)
    {
        if (code != Interop.Nccl.ncclSuccess)
            throw new DeviceException($"{Name}: {call} failed: {Utf8.Text(Calls.ncclGetErrorString(code))}");
    }

    private static (NcclLibrary? Library, string Reason) Search(
        string name, string variable, params ReadOnlySpan<string> files)
    {
        try
        {
            return (new(name, new(Libraries.Load(name, variable, files))), "");
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or DeviceException)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Until 2.8 NCCL_VERSION_CODE was 1000 major + 100 minor + patch, since then 10000 major (nccl.h).
    /// </summary>
    private static string Words(int version)
    {
        const int FirstLong = 10_000;
        int unit = version < FirstLong ? 1000 : FirstLong;
        return string.Create(
            CultureInfo.InvariantCulture, $"{version / unit}.{version % unit / 100}.{version % 100}");
    }
}
