using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Numerics.Emulation;

/// <summary>A matrix of doubles in memory that another owns.</summary>
/// <param name="Address">of the first element</param>
/// <param name="Rows">of the matrix</param>
/// <param name="Columns">of the matrix</param>
/// <param name="RowStep">elements from a row to the next</param>
/// <param name="ColumnStep">elements from a column to the next</param>
public readonly unsafe record struct Doubles(nint Address, int Rows, int Columns, nint RowStep, nint ColumnStep)
{
    /// <summary>Rows that lie one after the other.</summary>
    public Doubles(double* address, int rows, int columns)
        : this((nint)address, rows, columns, columns, 1)
    {
    }

    /// <summary>An element.</summary>
    public double this[int row, int column]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((double*)Address)[row * RowStep + column * ColumnStep];
    }

    /// <summary>The same numbers with rows and columns exchanged.</summary>
    public Doubles Transposed => new(Address, Columns, Rows, ColumnStep, RowStep);

    /// <summary>A rectangle of it.</summary>
    public Doubles Part(int row, int rows, int column, int columns) => this with
    {
        Address = Address + (nint)sizeof(double) * (row * RowStep + column * ColumnStep),
        Rows = rows,
        Columns = columns,
    };

    /// <summary>Copies a part of a row.</summary>
    public void CopyRow(int row, int column, Span<double> to)
    {
        double* from = (double*)Address + row * RowStep + column * ColumnStep;
        if (ColumnStep == 1)
            new ReadOnlySpan<double>(from, to.Length).CopyTo(to);
        else
            for (int j = 0; j < to.Length; j++)
                to[j] = from[j * ColumnStep];
    }
}
