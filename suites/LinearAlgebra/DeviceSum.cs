using HaiEnd.Mpi.Bindings.Devices;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A block of C that stays in a device's memory while products of panels are added to it.</summary>
internal sealed unsafe class DeviceSum : IDisposable
{
    private readonly DeviceGemm _gemm;
    private readonly Matrix _c;
    private readonly DeviceBuffer _sum;
    private DeviceBuffer? _a, _b;
    private DeviceOperand _left, _right;
    private int _terms;

    /// <summary>Copies what the block is now.</summary>
    /// <param name="gemm">what multiplies</param>
    /// <param name="c">the block, in the node's memory, for those who read it</param>
    public DeviceSum(DeviceGemm gemm, Matrix c)
    {
        (_gemm, _c) = (gemm, c);
        _sum = gemm.Device.Allocate(c.Block.Count * c.ElementBytes);
        gemm.Device.Write(_sum, 0, (void*)c.Address, _sum.Bytes);
    }

    /// <summary>Copies panels to the device.</summary>
    /// <param name="terms">columns of A and rows of B</param>
    /// <param name="a">panel of A</param>
    /// <param name="b">panel of B</param>
    public void Write(int terms, Operand a, Operand b)
    {
        _terms = terms;
        _left = _gemm.CopiedLeft(ref _a, a, _c.Block.Rows, terms);
        _right = _gemm.CopiedRight(ref _b, b, terms, _c.Block.Columns);
    }

    /// <summary>C = A B or C += A B by the panels that were copied last; returns when it is done.</summary>
    public void Multiply(bool accumulate)
    {
        _gemm.Multiply(_c.Block.Rows, _c.Block.Columns, _terms, _left, _right, _sum, _c.Stride, accumulate);
        _gemm.Device.Finish();
    }

    /// <summary>Copies the block to the node's memory.</summary>
    public void Read() => _gemm.Device.Read(_sum, 0, (void*)_c.Address, _sum.Bytes);

    public void Dispose()
    {
        _sum.Dispose();
        _a?.Dispose();
        _b?.Dispose();
    }
}
