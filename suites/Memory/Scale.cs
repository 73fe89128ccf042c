namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>STREAM's scale: a = s c.</summary>
public sealed class Scale : Stream<ScaleKind>;

/// <summary>By one plain loop.</summary>
public sealed class ScaleReference : StreamReference<ScaleKind>;

/// <summary>By vectors.</summary>
public sealed class ScaleSimd : StreamSimd<ScaleKind>;

/// <summary>By vectors that are stored past the caches.</summary>
public sealed class ScaleSimdNonTemporal : StreamSimdNonTemporal<ScaleKind>;

/// <summary>On a device of OpenCL.</summary>
public sealed class ScaleOpenCl() : StreamDevice<ScaleKind>("opencl");

/// <summary>On a device of CUDA.</summary>
public sealed class ScaleCuda() : StreamDevice<ScaleKind>("cuda");

/// <summary>On a device of HIP.</summary>
public sealed class ScaleHip() : StreamDevice<ScaleKind>("hip");

/// <summary>a = s c.</summary>
public readonly struct ScaleKind : IStreamKind
{
    /// <inheritdoc/>
    public static string Name => "scale";

    /// <inheritdoc/>
    public static string Formula => "a = s c";

    /// <inheritdoc/>
    public static bool IsScaled => true;

    /// <inheritdoc/>
    public static bool IsSum => false;
}
