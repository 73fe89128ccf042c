using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites;

/// <summary>What realisations on devices share: the rank's device, and kernels that are compiled for a number
/// format.</summary>
internal static class DeviceKernels
{
    /// <summary>Whether this rank has a device of a runtime that calculates in a precision, and a compiler.</summary>
    public static Availability Check(string runtime, Precision precision, Place at) =>
        CheckCompiler(runtime, precision, at) is { IsYes: false } no ? no : NativeArithmetic.Check(precision);

    /// <summary>Whether this rank has a device of a runtime, and a compiler of kernels for it.</summary>
    public static Availability CheckCompiler(string runtime, Precision precision, Place at) =>
        CheckDevice(runtime, precision, at) is { IsYes: false } no ? no
            : Of(runtime, at).CompilerReason is { Length: > 0 } reason ? Availability.No(reason) : Availability.Yes;

    /// <summary>Whether this rank has a device of a runtime.</summary>
    public static Availability CheckDevice(string runtime, Place at) =>
        at.Devices.Find(runtime, out string reason) is null ? Availability.No(reason) : Availability.Yes;

    /// <summary>Whether this rank has a device of a runtime, with fp64 where the precision calculates in it.</summary>
    public static Availability CheckDevice(string runtime, Precision precision, Place at)
    {
        if (CheckDevice(runtime, at) is { IsYes: false } none)
            return none;
        DeviceFacts facts = Of(runtime, at).Facts;
        return precision.Formats.Compute == ElementKind.Fp64 && !facts.HasFp64
            ? Availability.No($"{facts.Model} has no fp64")
            : Availability.Yes;
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
        return Compile(device, file, definitions);
    }

    /// <summary>Compiles the kernels of a file for any format.</summary>
    public static DeviceProgram Compile(Device device, string file, IReadOnlyDictionary<string, string> definitions)
    {
        var kernels = KernelText.Of(file);
        return kernels.Sets.Any(s => s.Count == definitions.Count && s.Keys.All(definitions.ContainsKey))
            ? device.Compile(kernels.Text, definitions)
            : throw new InvalidOperationException(
                $"{file} does not say that it is compiled WITH {string.Join(' ', definitions.Keys)}");
    }

    /// <summary>A number as an argument of a kernel.</summary>
    public static DeviceArgument Number<T>(T value)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double))
            return double.CreateChecked(value);
        return float.CreateChecked(value);
    }
}
