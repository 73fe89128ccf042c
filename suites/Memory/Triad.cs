namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>STREAM's triad: a = b + s c.</summary>
public sealed class Triad : Stream<TriadKind>;

/// <summary>By one plain loop.</summary>
public sealed class TriadReference : StreamReference<TriadKind>;

/// <summary>By vectors.</summary>
public sealed class TriadSimd : StreamSimd<TriadKind>;

/// <summary>By vectors that are stored past the caches.</summary>
public sealed class TriadSimdNonTemporal : StreamSimdNonTemporal<TriadKind>;

/// <summary>On a device of OpenCL.</summary>
public sealed class TriadOpenCl() : StreamDevice<TriadKind>("opencl");

/// <summary>On a device of CUDA.</summary>
public sealed class TriadCuda() : StreamDevice<TriadKind>("cuda");

/// <summary>On a device of HIP.</summary>
public sealed class TriadHip() : StreamDevice<TriadKind>("hip");

/// <summary>a = b + s c.</summary>
public readonly struct TriadKind : IStreamKind
{
    /// <inheritdoc/>
    public static string Name => "triad";

    /// <inheritdoc/>
    public static string Formula => "a = b + s c";

    /// <inheritdoc/>
    public static bool IsScaled => true;

    /// <inheritdoc/>
    public static bool IsSum => true;
}
