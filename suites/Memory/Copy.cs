namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>STREAM's copy: a = c.</summary>
public sealed class Copy : Stream<CopyKind>;

/// <summary>By one plain loop.</summary>
public sealed class CopyReference : StreamReference<CopyKind>;

/// <summary>By vectors.</summary>
public sealed class CopySimd : StreamSimd<CopyKind>;

/// <summary>By vectors that are stored past the caches.</summary>
public sealed class CopySimdNonTemporal : StreamSimdNonTemporal<CopyKind>;

/// <summary>On a device of OpenCL.</summary>
public sealed class CopyOpenCl() : StreamDevice<CopyKind>("opencl");

/// <summary>On a device of CUDA.</summary>
public sealed class CopyCuda() : StreamDevice<CopyKind>("cuda");

/// <summary>On a device of HIP.</summary>
public sealed class CopyHip() : StreamDevice<CopyKind>("hip");

/// <summary>a = c.</summary>
public readonly struct CopyKind : IStreamKind
{
    /// <inheritdoc/>
    public static string Name => "copy";

    /// <inheritdoc/>
    public static string Formula => "a = c";

    /// <inheritdoc/>
    public static bool IsScaled => false;

    /// <inheritdoc/>
    public static bool IsSum => false;
}
