using System.Runtime.InteropServices;
using System.Text;

namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>Texts of C.</summary>
internal static unsafe class Utf8
{
    /// <summary>A text that ends with a zero; empty where there is none.</summary>
    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>The same the other way round.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes($"{text}\0");
}
