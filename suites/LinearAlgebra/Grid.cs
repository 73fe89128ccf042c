using System.Globalization;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Ranks as a rectangle, numbered row by row; rank (r, c) holds block (r, c) of every matrix.</summary>
/// <param name="Rows">P</param>
/// <param name="Columns">Q</param>
public readonly record struct Grid(int Rows, int Columns)
{
    /// <summary>How many there are.</summary>
    public int Ranks => Rows * Columns;

    /// <summary>The grid's row of a rank.</summary>
    public int RowOf(int rank) => rank / Columns;

    /// <summary>The grid's column of a rank.</summary>
    public int ColumnOf(int rank) => rank % Columns;

    /// <summary>The rank at a place of the grid.</summary>
    public int RankAt(int row, int column) => row * Columns + column;

    /// <summary>The block of an m x n matrix that a rank holds.</summary>
    public Block BlockOf(int m, int n, int rank)
    {
        Partition rows = Partition.Of(m, Rows, RowOf(rank)), columns = Partition.Of(n, Columns, ColumnOf(rank));
        return new((int)rows.Offset, (int)rows.Length, (int)columns.Offset, (int)columns.Length);
    }

    /// <summary>The most square grid. No fewer rows than columns: parts of a row-major B are sent as they lie, parts of
    /// A are copied first.</summary>
    public static Grid MostSquare(int ranks)
    {
        int columns = (int)Math.Sqrt(ranks);
        while (ranks % columns != 0)
            columns--;
        return new(ranks / columns, columns);
    }

    /// <summary>Reads <c>auto</c> or <c>PxQ</c>.</summary>
    /// <exception cref="ArgumentException">it is neither, or has not as many places as there are ranks</exception>
    public static Grid Parse(string text, int ranks)
    {
        if (text == PgemmRealisation.Auto)
            return MostSquare(ranks);
        string[] sides = text.Split('x');
        if (sides.Length != 2 || !int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int rows)
            || !int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out int columns))
            throw new ArgumentException($"grid '{text}' is neither auto nor of the form 2x3");
        return (long)rows * columns == ranks
            ? new(rows, columns)
            : throw new ArgumentException($"grid {text} has {(long)rows * columns} places, there are {ranks} ranks");
    }

    /// <summary>As it is spelt in suites.</summary>
    public override string ToString() => $"{Rows}x{Columns}";
}
