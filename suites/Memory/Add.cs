namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>STREAM's add: a = b + c.</summary>
public sealed class Add : Stream<AddKind>;

/// <summary>By one plain loop.</summary>
public sealed class AddReference : StreamReference<AddKind>;

/// <summary>By vectors.</summary>
public sealed class AddSimd : StreamSimd<AddKind>;

/// <summary>By vectors that are stored past the caches.</summary>
public sealed class AddSimdNonTemporal : StreamSimdNonTemporal<AddKind>;

/// <summary>On a device of OpenCL.</summary>
public sealed class AddOpenCl() : StreamDevice<AddKind>("opencl");

/// <summary>On a device of CUDA.</summary>
public sealed class AddCuda() : StreamDevice<AddKind>("cuda");

/// <summary>On a device of HIP.</summary>
public sealed class AddHip() : StreamDevice<AddKind>("hip");

/// <summary>a = b + c.</summary>
public readonly struct AddKind : IStreamKind
{
    /// <inheritdoc/>
    public static string Name => "add";

    /// <inheritdoc/>
    public static string Formula => "a = b + c";

    /// <inheritdoc/>
    public static bool IsScaled => false;

    /// <inheritdoc/>
    public static bool IsSum => true;
}
