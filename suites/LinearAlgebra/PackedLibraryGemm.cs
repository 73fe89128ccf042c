using System.Buffers;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Cuda;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A vendor's library that takes elements of a byte alone, the terms of each sum side by side, and sizes that
/// are multiples. A and B are brought to that on their way to the device, filled up with zeros; where C is not so, its
/// rows are copied on the device.</summary>
internal sealed unsafe class PackedLibraryGemm(
    DeviceBlas library, ProductKind kind, Device device, Precision precision)
    : LibraryGemm(library, kind, device, precision)
{
    // Rows that are gathered at once: as many as bytes of a cache's line, so that columns are read by whole lines.
    private const int Gathered = 64;

    private DeviceBuffer? _padded;

    /// <inheritdoc/>
    public override IReadOnlyList<PointFact> Facts =>
        [.. base.Facts, new("layout", "", "NT, n and k filled up to multiples of 16")];

    /// <inheritdoc/>
    public override DeviceOperand CopiedLeft(ref DeviceBuffer? memory, Operand a, int m, int k) =>
        new(Packed(ref memory, a, m, m, k), Up(k), IsTransposed: false);

    /// <inheritdoc/>
    public override DeviceOperand CopiedRight(ref DeviceBuffer? memory, Operand b, int k, int n) =>
        new(Packed(ref memory, b with { IsTransposed = !b.IsTransposed }, n, Up(n), k), Up(k), IsTransposed: true);

    /// <inheritdoc/>
    public override void Multiply(
        int m, int n, int k, DeviceOperand a, DeviceOperand b, DeviceBuffer c, int ldc, bool accumulate)
    {
        if (m == 0 || n == 0)
            return;
        int columns = Up(n);
        if (columns == n && Up(ldc) == ldc)
        {
            base.Multiply(m, n, Up(k), a, b, c, ldc, accumulate);
            return;
        }

        DeviceBuffer sum = Room(ref _padded, (long)m * columns * sizeof(float));
        if (accumulate)
            CopyRows(c, ldc, sum, columns);
        base.Multiply(m, columns, Up(k), a, b, sum, columns, accumulate);
        CopyRows(sum, columns, c, ldc);

        void CopyRows(DeviceBuffer from, int fromStride, DeviceBuffer to, int toStride)
        {
            for (long row = 0; row < m; row++)
                Device.Queue.Copy(
                    from, row * fromStride * sizeof(float), to, row * toStride * sizeof(float), n * sizeof(float));
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _padded?.Dispose();
    }

    /// <summary>A copy, row by row, each as long as a multiple.</summary>
    /// <param name="memory">null before the first one</param>
    /// <param name="from">as it lies in the node's memory</param>
    /// <param name="rows">that it has</param>
    /// <param name="allRows">that the copy has</param>
    /// <param name="terms">elements of a row</param>
    private DeviceBuffer Packed(ref DeviceBuffer? memory, Operand from, int rows, int allRows, int terms)
    {
        int length = Up(terms);
        if (!from.IsTransposed && from.Stride == length && terms == length && rows == allRows)
            return Copied(ref memory, from, rows, terms).Buffer;
        DeviceBuffer to = Room(ref memory, (long)allRows * length);
        (nint nextRow, nint nextTerm) = from.IsTransposed ? (1, from.Stride) : (from.Stride, (nint)1);
        byte[] gathered = ArrayPool<byte>.Shared.Rent(Gathered * length);
        for (int first = 0; first < allRows; first += Gathered)
        {
            Span<byte> some = gathered.AsSpan(0, Math.Min(Gathered, allRows - first) * length);
            some.Clear();
            byte* begin = (byte*)from.Address + first * nextRow;
            for (int term = 0; term < terms; term++)
                for (int row = 0; row < Math.Min(Gathered, rows - first); row++)
                    some[row * length + term] = begin[row * nextRow + term * nextTerm];
            fixed (byte* bytes = some)
                Device.Write(to, (long)first * length, bytes, some.Length);
        }

        ArrayPool<byte>.Shared.Return(gathered);
        return to;
    }

    /// <summary>The next multiple, but at least one: the library takes no sums without terms.</summary>
    private static int Up(int size) => Math.Max(
        1, (size + CublasLtLibrary.SizeMultiple - 1) / CublasLtLibrary.SizeMultiple) * CublasLtLibrary.SizeMultiple;
}
