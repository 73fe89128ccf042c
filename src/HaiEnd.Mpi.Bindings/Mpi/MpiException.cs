using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings.Mpi;

/// <summary>What kind of error MPI reports. The numbers are those of haiend_mpi.h, not those of any MPI
/// library.</summary>
public enum MpiErrorClass
{
    /// <summary>No error.</summary>
    Success,

    /// <summary>An error of a class that is not listed here.</summary>
    Other,

    /// <summary>Invalid buffer pointer.</summary>
    Buffer,

    /// <summary>Invalid count, or one too large for the call.</summary>
    Count,

    /// <summary>Invalid datatype.</summary>
    Type,

    /// <summary>Invalid tag.</summary>
    Tag,

    /// <summary>Invalid communicator.</summary>
    Comm,

    /// <summary>Invalid rank.</summary>
    Rank,

    /// <summary>Invalid root.</summary>
    Root,

    /// <summary>Invalid group.</summary>
    Group,

    /// <summary>Invalid operation, or one that the datatype does not have.</summary>
    Op,

    /// <summary>Invalid topology.</summary>
    Topology,

    /// <summary>Invalid dimensions.</summary>
    Dims,

    /// <summary>Invalid argument of another kind.</summary>
    Arg,

    /// <summary>The message was longer than the buffer.</summary>
    Truncate,

    /// <summary>Invalid request.</summary>
    Request,

    /// <summary>The request is still pending.</summary>
    Pending,

    /// <summary>The error is in a status.</summary>
    InStatus,

    /// <summary>Invalid window.</summary>
    Window,

    /// <summary>A one-sided call outside its epoch or its window.</summary>
    OneSided,

    /// <summary>Memory is exhausted.</summary>
    NoMemory,

    /// <summary>An internal error of the library.</summary>
    Internal,

    /// <summary>The library itself does not know.</summary>
    Unknown,
}

/// <summary>An MPI call returned an error.</summary>
public sealed class MpiException : Exception
{
    private MpiException(string call, int code, MpiErrorClass kind, string text)
        : base($"{call} failed ({kind}, code {code}): {text}")
    {
        Call = call;
        Code = code;
        Kind = kind;
    }

    /// <summary>The C name of the call, for example <c>MPI_Bcast</c>.</summary>
    public string Call { get; }

    /// <summary>The library's own code, which differs between libraries and launches.</summary>
    public int Code { get; }

    /// <summary>The kind of the error, the same for every library.</summary>
    public MpiErrorClass Kind { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(int code, string call)
    {
        if (code != 0)
        {
            Throw(code, call);
        }
    }

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Throw(int code, string call)
    {
        const int Capacity = 1024;
        byte* text = stackalloc byte[Capacity];
        string words = MpiShim.hai_error_string(code, text, Capacity) == 0 ? Text.FromC(text) : "no text";
        throw new MpiException(call, code, (MpiErrorClass)MpiShim.hai_error_class(code), words);
    }
}

/// <summary>The program was started in a way in which its MPI cannot work.</summary>
/// <param name="message">What happened, why probably, and what to type.</param>
/// <param name="inner">The cause, if there is one.</param>
public sealed class MpiLaunchException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>C text.</summary>
internal static unsafe class Text
{
    internal static string FromC(byte* text)
    {
        int length = 0;
        while (text[length] != 0)
        {
            length++;
        }
        return Encoding.UTF8.GetString(text, length).TrimEnd();
    }
}
