using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A rectangle of a matrix.</summary>
/// <param name="Row">its first row</param>
/// <param name="Rows">how many</param>
/// <param name="Column">its first column</param>
/// <param name="Columns">how many</param>
public record Block(int Row, int Rows, int Column, int Columns)
{
    /// <summary>Entries in it.</summary>
    public long Count => (long)Rows * Columns;

    /// <summary>Which row of the matrix a row of the block is.</summary>
    public virtual int RowAt(int row) => Row + row;

    /// <summary>Which column of the matrix a column of the block is.</summary>
    public virtual int ColumnAt(int column) => Column + column;
}

/// <summary>A factor of a product as a rule: any rank can make any entry.</summary>
/// <param name="Input">how entries are drawn</param>
/// <param name="Factor">which factor it is</param>
/// <param name="Columns">of the whole matrix</param>
/// <param name="Terms">k of the product</param>
public sealed record Entries(ProductInput Input, Factor Factor, int Columns, int Terms)
{
    /// <summary>The transpose is asked for.</summary>
    public bool IsTransposed { get; init; }

    /// <summary>An entry before it is rounded to a format.</summary>
    public double this[int row, int column]
    {
        get
        {
            if (IsTransposed)
                (row, column) = (column, row);
            ulong index = (ulong)row * (ulong)Columns + (ulong)column;
            return Factor == Factor.A
                ? Input.Entry(Factor, row, column, index, Terms)
                : Input.Entry(Factor, column, row, index, Terms);
        }
    }
}

/// <summary>A block of a matrix in native memory, row-major. Only it knows the type of its elements, so
/// that what moves blocks about is written once for all precisions.</summary>
/// <param name="block">which part of the whole it is</param>
/// <param name="elementBytes">size of an element [byte]</param>
/// <param name="pad">elements that follow each row and belong to none</param>
public abstract class Matrix(Block block, int elementBytes, int pad) : IDisposable
{
    /// <summary>Which part of the whole it is.</summary>
    public Block Block => block;

    /// <summary>Size of an element [byte].</summary>
    public int ElementBytes => elementBytes;

    /// <summary>Elements between rows.</summary>
    public int Stride => Math.Max(1, block.Columns + pad);

    /// <summary>Address of the first element.</summary>
    public abstract nint Address { get; }

    /// <summary>Address of an element.</summary>
    /// <param name="row">within the block</param>
    /// <param name="column">within the block</param>
    public nint At(int row, int column) => Address + ((nint)row * Stride + column) * elementBytes;

    /// <summary>Sets each element to the entry at its place in the whole, rounded to the format.</summary>
    public abstract void Fill(Entries entries);

    /// <summary>A row as fp64.</summary>
    /// <param name="row">within the block</param>
    /// <param name="values">as long as the block is wide</param>
    public abstract void ReadRow(int row, Span<double> values);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds rows that lie one after the other in the format of this matrix, which has no padding.</summary>
    /// <param name="from">address of the first of their elements</param>
    /// <param name="row">within the block: the first one that is added to</param>
    /// <param name="rows">how many</param>
    public abstract void AddRows(nint from, int row, int rows);

    /// <summary>Frees the memory.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Zeros in the store format of a precision.</summary>
    public static Matrix Store(Precision precision, Block block, MemoryBudget memory, int pad = 0) =>
        precision.Apply(new Maker(block, memory, Accumulate: false, pad));

    /// <summary>Zeros in the accumulate format of a precision.</summary>
    public static Matrix Accumulate(Precision precision, Block block, MemoryBudget memory, int pad = 0) =>
        precision.Apply(new Maker(block, memory, Accumulate: true, pad));

    /// <summary>Elements in the store format of a precision in memory that another owns.</summary>
    public static Matrix StoreAt(Precision precision, Block block, nint address) =>
        precision.Apply(new Viewer(block, address));

    private sealed record Maker(Block Block, MemoryBudget Memory, bool Accumulate, int Pad) : IGeneric<Matrix>
    {
        public Matrix For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> =>
            Accumulate ? new Matrix<TAccumulate>(Block, Memory, Pad) : new Matrix<TStore>(Block, Memory, Pad);
    }

    private sealed record Viewer(Block Block, nint Address) : IGeneric<Matrix>
    {
        public Matrix For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => new Matrix<TStore>(Block, Address);
    }
}

/// <summary>A block of a matrix whose elements' type is known.</summary>
/// <typeparam name="T">an element</typeparam>
public sealed unsafe class Matrix<T> : Matrix
    where T : unmanaged, INumber<T>
{
    private readonly NativeBuffer<T>? _values;

    /// <summary>Allocates zeros.</summary>
    public Matrix(Block block, MemoryBudget memory, int pad)
        : base(block, sizeof(T), pad)
    {
        _values = memory.Allocate<T>((nint)block.Rows * (block.Columns + pad));
        Address = (nint)_values.Pointer;
    }

    /// <summary>Elements in memory that another owns.</summary>
    public Matrix(Block block, nint address)
        : base(block, sizeof(T), pad: 0) => Address = address;

    /// <inheritdoc/>
    public override nint Address { get; }

    /// <inheritdoc/>
    public override void Fill(Entries entries)
    {
        for (int i = 0; i < Block.Rows; i++)
        {
            T* to = (T*)At(i, 0);
            for (int j = 0; j < Block.Columns; j++)
                to[j] = T.CreateTruncating(entries[Block.RowAt(i), Block.ColumnAt(j)]);
        }
    }

    /// <inheritdoc/>
    public override void ReadRow(int row, Span<double> values)
    {
        T* from = (T*)At(row, 0);
        for (int j = 0; j < Block.Columns; j++)
            values[j] = double.CreateTruncating(from[j]);
    }

    /// <inheritdoc/>
    public override void AddRows(nint from, int row, int rows)
    {
        T* source = (T*)from;
        T* to = (T*)At(row, 0);
        nint count = (nint)rows * Block.Columns;
        for (nint i = 0; i < count; i++)
            to[i] += source[i];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _values?.Dispose();
}
