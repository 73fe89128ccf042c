namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>What A and B are stored in, and what their products are calculated and summed in.</summary>
public enum ProductKind
{
    /// <summary>fp64 throughout</summary>
    Fp64,

    /// <summary>fp64, put together from whole numbers of few bits</summary>
    EmulatedFp64,

    /// <summary>fp32 throughout, without matrix units that round to less</summary>
    Fp32,

    /// <summary>fp32, rounded to tf32 when it is multiplied</summary>
    Tf32,

    /// <summary>fp16, summed and left in fp32</summary>
    Fp16,

    /// <summary>bf16, summed and left in fp32</summary>
    Bf16,

    /// <summary>fp8 with 3 bits of fraction, summed and left in fp32; A is transposed, B is not</summary>
    Fp8E4M3,

    /// <summary>whole numbers of 8 bits, summed and left in 32; rows of A and B are multiples of 4 apart</summary>
    Int8,
}

/// <summary>A or B in a device's memory, column by column.</summary>
/// <param name="Buffer">the matrix begins where the buffer does</param>
/// <param name="Stride">elements between columns</param>
/// <param name="IsTransposed">what is stored is the transpose of what is multiplied</param>
public readonly record struct BlasOperand(DeviceBuffer Buffer, int Stride, bool IsTransposed);

/// <summary>A vendor's product of matrices, in the order of the device's first queue.</summary>
public abstract class DeviceBlas : IDisposable
{
    /// <summary>Name and version of the library.</summary>
    public abstract string Version { get; }

    /// <summary>What else decides how it multiplies: a setting and its value.</summary>
    public virtual IReadOnlyList<(string Name, string Value)> Settings => [];

    /// <summary>Asks for C = A B, or C += A B, all by columns.</summary>
    /// <param name="kind">formats</param>
    /// <param name="m">rows of A and C, at least 1</param>
    /// <param name="n">columns of B and C, at least 1</param>
    /// <param name="k">columns of A and rows of B, at least 0</param>
    /// <param name="a">A</param>
    /// <param name="b">B</param>
    /// <param name="c">C</param>
    /// <param name="ldc">elements between columns of C</param>
    /// <param name="accumulate">add to C</param>
    /// <exception cref="DeviceException">the library refuses, or the device is lost</exception>
    public abstract void Multiply(
        ProductKind kind, int m, int n, int k, BlasOperand a, BlasOperand b, DeviceBuffer c, int ldc, bool accumulate);

    /// <summary>Bits of a significand that the last emulated product kept; -1 where it was not emulated, null where the
    /// library can't tell. Waits for it.</summary>
    public virtual int? RetainedBits() => null;

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Whether a library is there.</summary>
    /// <param name="library">loads it</param>
    /// <param name="reason">why not; empty where it is</param>
    protected static bool IsLoaded(Lazy<nint> library, out string reason)
    {
        try
        {
            reason = "";
            return library.Value != 0;
        }
        catch (Exception e) when (e is DllNotFoundException or DeviceException)
        {
            reason = e.Message;
            return false;
        }
    }

    /// <summary>The variables of the environment of these names that are set, as they are.</summary>
    protected static IEnumerable<(string Name, string Value)> FromEnvironment(params string[] names) =>
        from name in names
        let value = Environment.GetEnvironmentVariable(name)
        where !string.IsNullOrEmpty(value)
        select (name, value);
}
