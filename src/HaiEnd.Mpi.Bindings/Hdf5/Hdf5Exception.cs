using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static HaiEnd.Mpi.Bindings.Interop.Hdf5;

namespace HaiEnd.Mpi.Bindings.Hdf5;

/// <summary>A call of libhdf5 failed, or a file holds what this binding does not read.</summary>
public sealed class Hdf5Exception : IOException
{
    internal Hdf5Exception(string call, string text)
        : base(text.Length == 0 ? $"{call} failed" : $"{call} failed: {text}") => Call = call;

    /// <summary>The C name of the call, for example <c>H5Fopen</c>.</summary>
    public string Call { get; }
}

/// <summary>Turns the return values of libhdf5 into exceptions that carry its error stack.</summary>
internal static unsafe class H5
{
    /// <summary>Passes a code, a truth value or an identifier through; throws where it is negative.</summary>
    internal static T Check<T>(T code, [CallerArgumentExpression(nameof(code))] string call = "")
        where T : unmanaged, System.Numerics.INumber<T> => T.IsNegative(code) ? throw Error(call) : code;

    /// <summary>Takes over an identifier; throws where it is negative.</summary>
    internal static H5Handle Own(long id, [CallerArgumentExpression(nameof(id))] string call = "") =>
        new(Check(id, call));

    private static Hdf5Exception Error(string call)
    {
        var lines = new List<string>();
        GCHandle handle = GCHandle.Alloc(lines);
        _ = H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, &Collect, (void*)GCHandle.ToIntPtr(handle));
        handle.Free();
        _ = H5Eclear2(H5E_DEFAULT);
        int end = call.IndexOf('(', StringComparison.Ordinal);
        return new Hdf5Exception(end < 0 ? call : call[..end], string.Join("; ", lines.Distinct()));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Collect(uint n, H5E_error2_t* entry, void* data)
    {
        if (entry->desc != null)
        {
            ((List<string>)GCHandle.FromIntPtr((nint)data).Target!).Add(Utf8(entry->desc));
        }
        return 0;
    }

    internal static string Utf8(byte* text) =>
        text == null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
