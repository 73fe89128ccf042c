using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings;

/// <summary>Files that are either whole or not there, also after a power cut.</summary>
public static class DurableFile
{
    /// <summary>Gives a finished file its final name: its content reaches the disk first, then its name.</summary>
    /// <param name="temporary">a closed file</param>
    /// <param name="final">a name in the same folder that is not taken</param>
    /// <exception cref="IOException">The name is taken, or the disk refuses.</exception>
    public static void Publish(string temporary, string final)
    {
        Sync(temporary);
        File.Move(temporary, final, overwrite: false);
        Sync(Path.GetDirectoryName(Path.GetFullPath(final))!);
    }

    /// <summary>Waits until a file's content, or a folder's names, are on the disk.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Sync(string path)
    {
        // File.OpenHandle does not open folders.
        int file = Libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC);
        if (file < 0)
        {
            throw Error("open", path);
        }
        try
        {
            if (Libc.fsync(file) != 0)
            {
                throw Error("fsync", path);
            }
        }
        finally
        {
            _ = Libc.close(file);
        }
    }

    private static IOException Error(string call, string path)
    {
        int code = Marshal.GetLastPInvokeError();
        return new IOException($"{call} of {path} failed: {Marshal.GetPInvokeErrorMessage(code)}", code);
    }
}
