using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A or B as it lies in a device's memory, row-major.</summary>
/// <param name="Buffer">it begins where the buffer does</param>
/// <param name="Stride">elements between rows, at least the columns that it is stored with, and 1</param>
/// <param name="IsTransposed">what is stored is the transpose of what is multiplied</param>
public readonly record struct DeviceOperand(DeviceBuffer Buffer, int Stride, bool IsTransposed);

/// <summary>A matrix product on a device. Matrices in the node's memory are copied there and back.</summary>
/// <param name="device">which</param>
/// <param name="precision">of the matrices</param>
public abstract unsafe class DeviceGemm(Device device, Precision precision) : ILocalGemm
{
    private readonly int _store = precision.Formats.Store.Bytes();
    private readonly int _accumulate = precision.Formats.Accumulate.Bytes();
    private DeviceBuffer? _a, _b, _c;

    /// <summary>Where it multiplies.</summary>
    public Device Device => device;

    /// <summary>What is known of how the last product was done.</summary>
    public virtual IReadOnlyList<PointFact> Facts => [];

    /// <summary>Elements between rows of A and of B are a multiple of this.</summary>
    protected virtual int StrideMultiple => 1;

    /// <summary>Asks for C = A B, or C += A B, in the device's memory; <see cref="Bindings.Devices.Device.Finish"/>
    /// waits for it. What <see cref="ILocalGemm.Multiply"/> says of the matrices holds.</summary>
    public abstract void Multiply(
        int m, int n, int k, DeviceOperand a, DeviceOperand b, DeviceBuffer c, int ldc, bool accumulate);

    /// <inheritdoc/>
    public void Multiply(int m, int n, int k, Operand a, Operand b, nint c, int ldc, bool accumulate)
    {
        if (m == 0 || n == 0)
            return;
        long bytes = ((long)(m - 1) * ldc + n) * _accumulate;
        DeviceBuffer sum = Room(ref _c, bytes);
        // What lies between the rows of C comes back as it was.
        if (accumulate || ldc > n)
            device.Write(sum, 0, (void*)c, bytes);
        Multiply(m, n, k, CopiedLeft(ref _a, a, m, k), CopiedRight(ref _b, b, k, n), sum, ldc, accumulate);
        device.Read(sum, 0, (void*)c, bytes);
    }

    /// <summary>A copy of A on the device, m x k; memory as for <see cref="Copied"/>.</summary>
    public virtual DeviceOperand CopiedLeft(ref DeviceBuffer? memory, Operand a, int m, int k) =>
        Copied(ref memory, a, m, k);

    /// <summary>A copy of B on the device, k x n; memory as for <see cref="Copied"/>.</summary>
    public virtual DeviceOperand CopiedRight(ref DeviceBuffer? memory, Operand b, int k, int n) =>
        Copied(ref memory, b, k, n);

    /// <summary>A copy of a matrix on the device, in memory that grows where it is too small.</summary>
    /// <param name="memory">null before the first one</param>
    /// <param name="from">as it lies in the node's memory</param>
    /// <param name="rows">of what is multiplied</param>
    /// <param name="columns">of what is multiplied</param>
    protected DeviceOperand Copied(ref DeviceBuffer? memory, Operand from, int rows, int columns)
    {
        if (from.IsTransposed)
            (rows, columns) = (columns, rows);
        int stride = (from.Stride + StrideMultiple - 1) / StrideMultiple * StrideMultiple;
        long bytes = rows == 0 || columns == 0 ? 0 : ((long)(rows - 1) * stride + columns) * _store;
        DeviceBuffer to = Room(ref memory, bytes);
        if (stride == from.Stride)
            device.Write(to, 0, (void*)from.Address, bytes);
        else
            for (int row = 0; row < rows; row++)
                device.Write(
                    to, (long)row * stride * _store, (void*)(from.Address + (nint)row * from.Stride * _store),
                    (long)columns * _store);
        return new(to, stride, from.IsTransposed);
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        _a?.Dispose();
        _b?.Dispose();
        _c?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Memory of the device that is large enough: what there is, or other.</summary>
    protected DeviceBuffer Room(ref DeviceBuffer? memory, long bytes)
    {
        if (memory is null || memory.Bytes < bytes)
        {
            memory?.Dispose();
            memory = null;
            memory = device.Allocate(bytes);
        }

        return memory;
    }
}

/// <summary>A way of doing a product on the rank's device.</summary>
/// <param name="runtime">whose device</param>
public abstract class DeviceGemmPart(string runtime) : LocalGemmPart, IOnDevice
{
    /// <inheritdoc/>
    public string Runtime => runtime;

    /// <summary>Makes it, on the rank's device.</summary>
    public abstract override DeviceGemm Create(Precision precision, Place at);
}

/// <summary>Measures a product on a device by itself, with all matrices in the device's memory.</summary>
/// <typeparam name="TPart">the part</typeparam>
public abstract class DeviceGemmRealisation<TPart> : LocalGemmRealisation<TPart>, IOnDevice
    where TPart : DeviceGemmPart, new()
{
    /// <inheritdoc/>
    public string Runtime => Part.Runtime;

    /// <summary>In the node's memory: C, to read it, and one of A and B at a time, to fill it [byte].</summary>
    public sealed override long FootprintBytes(GemmCase c, Point p, Place at) => DeviceProduct.HostBytes(c);

    /// <inheritdoc/>
    public sealed override IProduct Prepare(GemmCase c, Point p, Place at, IDisposable? link) =>
        Belongings.For(own => new DeviceProduct(c, own.Add((DeviceGemm)Create(c, p, at)), at.Memory, own));
}

internal sealed unsafe class DeviceProduct : IProduct
{
    private readonly ProductCase _product;
    private readonly DeviceGemm _gemm;
    private readonly Belongings _own;
    private readonly DeviceOperand _left, _right;
    private readonly DeviceBuffer _sum;
    private readonly Matrix _c;
    private bool _isRead;

    public DeviceProduct(GemmCase c, DeviceGemm gemm, MemoryBudget memory, Belongings own)
    {
        (_product, _gemm, _own) = (c.Product, gemm, own);
        (int m, int n, int k, Precision precision) = c.Product;
        _c = own.Add(Matrix.Accumulate(precision, new(0, m, 0, n), memory, c.Pad));
        _left = Filled(c.Product.A, m, k, c.IsATransposed, gemm.CopiedLeft);
        _right = Filled(c.Product.B, k, n, c.IsBTransposed, gemm.CopiedRight);
        _sum = own.Add(gemm.Device.Allocate(BytesOf(_c)));

        DeviceOperand Filled(Entries entries, int rows, int columns, bool isTransposed, Copying copying)
        {
            Block stored = isTransposed ? new(0, columns, 0, rows) : new(0, rows, 0, columns);
            using var matrix = Matrix.Store(precision, stored, memory, c.Pad);
            matrix.Fill(entries with { IsTransposed = isTransposed });
            DeviceBuffer? copy = null;
            try
            {
                return copying(ref copy, new(matrix.Address, matrix.Stride, isTransposed), rows, columns);
            }
            finally
            {
                if (copy is not null)
                    own.Add(copy);
            }
        }
    }

    private delegate DeviceOperand Copying(ref DeviceBuffer? memory, Operand from, int rows, int columns);

    /// <summary>Most of the node's memory that is taken at once [byte].</summary>
    public static long HostBytes(GemmCase c)
    {
        (int m, int n, int k, Precision precision) = c.Product;
        (int store, int accumulate) = (precision.Formats.Store.Bytes(), precision.Formats.Accumulate.Bytes());
        long a = c.IsATransposed ? k * (long)(m + c.Pad) : m * (long)(k + c.Pad);
        long b = c.IsBTransposed ? n * (long)(k + c.Pad) : k * (long)(n + c.Pad);
        return m * (long)(n + c.Pad) * accumulate + Math.Max(a, b) * store;
    }

    public int MaxBatch => int.MaxValue;

    public Block Held => _c.Block;

    public IReadOnlyList<PointFact> Facts => _gemm.Facts;

    public void Reset() => _isRead = false;

    public void Run(int repeats, Span<long> phaseTicks)
    {
        (int m, int n, int k, _) = _product;
        for (int r = 0; r < repeats; r++)
            _gemm.Multiply(m, n, k, _left, _right, _sum, _c.Stride, accumulate: false);
        _gemm.Device.Finish();
    }

    public void ReadRow(int row, Span<double> values)
    {
        if (!_isRead)
            _gemm.Device.Read(_sum, 0, (void*)_c.Address, _sum.Bytes);
        _isRead = true;
        _c.ReadRow(row, values);
    }

    public void Dispose() => _own.Dispose();

    private static long BytesOf(Matrix matrix) =>
        matrix.Block.Count == 0 ? 0 : (long)matrix.Block.Rows * matrix.Stride * matrix.ElementBytes;
}
