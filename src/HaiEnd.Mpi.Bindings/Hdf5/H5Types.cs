using static HaiEnd.Mpi.Bindings.Interop.Hdf5;

namespace HaiEnd.Mpi.Bindings.Hdf5;

/// <summary>What a dataset's elements are.</summary>
public enum H5Element
{
    /// <summary>Something this binding does not read.</summary>
    Other,

    /// <summary><see cref="sbyte"/></summary>
    Int8,

    /// <summary><see cref="int"/></summary>
    Int32,

    /// <summary><see cref="long"/></summary>
    Int64,

    /// <summary><see cref="double"/></summary>
    Float64,

    /// <summary>variable-length string</summary>
    Text,
}

/// <summary>The datatypes in use. They live as long as the library.</summary>
internal static class H5Types
{
    private static readonly Lazy<long> Int8 = new(() => Hdf5Library.Global("H5T_NATIVE_INT8_g"));
    private static readonly Lazy<long> Int32 = new(() => Hdf5Library.Global("H5T_NATIVE_INT32_g"));
    private static readonly Lazy<long> Int64 = new(() => Hdf5Library.Global("H5T_NATIVE_INT64_g"));
    private static readonly Lazy<long> Float64 = new(() => Hdf5Library.Global("H5T_NATIVE_DOUBLE_g"));
    private static readonly Lazy<long> Reference = new(() => Hdf5Library.Global("H5T_STD_REF_OBJ_g"));
    private static readonly Lazy<H5Handle> Utf8 = new(() => Strings(H5T_VARIABLE, H5T_CSET_UTF8));

    internal static long Text => Utf8.Value.Id;

    internal static long ObjectReference => Reference.Value;

    /// <summary>The datatype of a number; the files are little-endian because the machines are.</summary>
    internal static long Of<T>()
        where T : unmanaged =>
        typeof(T) == typeof(long) ? Int64.Value
        : typeof(T) == typeof(int) ? Int32.Value
        : typeof(T) == typeof(sbyte) ? Int8.Value
        : typeof(T) == typeof(double) ? Float64.Value
        : throw new NotSupportedException($"{typeof(T).Name} is not stored: use sbyte, int, long or double");

    internal static H5Element ElementOf<T>() =>
        typeof(T) == typeof(long) ? H5Element.Int64
        : typeof(T) == typeof(int) ? H5Element.Int32
        : typeof(T) == typeof(sbyte) ? H5Element.Int8
        : H5Element.Float64;

    /// <summary>Says which of the known elements a datatype of a file is.</summary>
    internal static H5Element Classify(long type) => (H5.Check(H5Tget_class(type)), H5Tget_size(type)) switch
    {
        (H5T_INTEGER, 1) => H5Element.Int8,
        (H5T_INTEGER, 4) => H5Element.Int32,
        (H5T_INTEGER, 8) => H5Element.Int64,
        (H5T_FLOAT, 8) => H5Element.Float64,
        (H5T_STRING, _) when H5.Check(H5Tis_variable_str(type)) > 0 => H5Element.Text,
        _ => H5Element.Other,
    };

    internal static H5Handle Strings(nuint size, int charset)
    {
        H5Handle type = H5.Own(H5Tcopy(Hdf5Library.Global("H5T_C_S1_g")));
        H5.Check(H5Tset_size(type.Id, size));
        H5.Check(H5Tset_cset(type.Id, charset));
        return type;
    }
}

/// <summary>Texts as C sees them: NUL-terminated UTF-8, one behind the other.</summary>
internal readonly struct Utf8Block
{
    internal readonly byte[] Bytes;
    internal readonly int[] Offsets;

    internal Utf8Block(IReadOnlyList<string> texts)
    {
        Offsets = new int[texts.Count];
        var bytes = new MemoryStream();
        for (int i = 0; i < texts.Count; i++)
        {
            Offsets[i] = (int)bytes.Length;
            // C ends a text at NUL; what follows would be lost in silence.
            bytes.Write(System.Text.Encoding.UTF8.GetBytes(texts[i].Replace('\0', '\uFFFD')));
            bytes.WriteByte(0);
        }
        Bytes = bytes.ToArray();
    }

    /// <summary>Addresses of the texts once <see cref="Bytes"/> is pinned at <paramref name="start"/>.</summary>
    internal unsafe nint[] Addresses(byte* start) => Array.ConvertAll(Offsets, o => (nint)(start + o));
}
