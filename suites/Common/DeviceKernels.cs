using System.Numerics;
using System.Reflection;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites;

/// <summary>What realisations on devices share: the rank's device, and kernels that are compiled for a number
/// format.</summary>
internal static class DeviceKernels
{
    /// <summary>Whether this rank has a device of a runtime that calculates in a precision.</summary>
    public static Availability Check(string runtime, Precision precision, Place at)
    {
        if (at.Devices.Find(runtime, out string reason) is not { } device)
            return Availability.No(reason);
        if (device.CompilerReason.Length > 0)
            return Availability.No(device.CompilerReason);
        if (precision.Formats.Store == ElementKind.Fp64 && !device.Facts.HasFp64)
            return Availability.No($"{device.Facts.Model} has no fp64");
        return NativeArithmetic.Check(precision);
    }

    /// <summary>The rank's device, which is there.</summary>
    public static Device Of(string runtime, Place at) =>
        at.Devices.Find(runtime, out string reason) ?? throw new DeviceException(reason);

    /// <summary>Compiles the kernels of a file that lies beside the benchmark.</summary>
    /// <param name="device">for which</param>
    /// <param name="precision">what <c>real</c> is</param>
    /// <param name="file">its name</param>
    /// <param name="definitions">macros and their values</param>
    public static DeviceProgram Compile(
        Device device, Precision precision, string file, Dictionary<string, string> definitions)
    {
        definitions["real"] = precision.Formats.Store == ElementKind.Fp64 ? "double" : "float";
        return device.Compile(Text(file), definitions);
    }

    /// <summary>A number as an argument of a kernel.</summary>
    public static DeviceArgument Number<T>(T value)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double))
            return double.CreateChecked(value);
        return float.CreateChecked(value);
    }

    private static string Text(string file)
    {
        using Stream text = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"the program lacks {file}");
        return new StreamReader(text).ReadToEnd();
    }
}
