using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings;

/// <summary>What this process runs.</summary>
public static class OwnProgram
{
    /// <summary>Becomes another program, with this process's number, environment and open files: a launcher of MPI does
    /// not notice. What the managed program has in hand is lost.</summary>
    /// <param name="command">the program, searched on the PATH, and its arguments</param>
    /// <param name="mark">a variable that the other program finds set, and its value</param>
    /// <returns>why it could not be done</returns>
    public static string Become(IReadOnlyList<string> command, (string Name, string Value) mark)
    {
        // The C library knows nothing of what was set by managed code.
        _ = Libc.setenv(mark.Name, mark.Value, 1);
        _ = Libc.execvp(command[0], [.. command, null]);
        return Marshal.GetLastPInvokeErrorMessage();
    }
}
