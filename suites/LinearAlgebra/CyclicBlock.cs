namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>What a rank holds of a matrix that is dealt in square tiles: rank (r, c) of P x Q has the tiles
/// (r + i P, c + j Q). Source: ScaLAPACK Users' Guide, 1997, section 4.3.</summary>
internal sealed record CyclicBlock : Block
{
    private readonly Dealt _rows, _columns;

    /// <summary>The rows and columns of a rank.</summary>
    /// <param name="m">rows of the matrix</param>
    /// <param name="n">columns of the matrix</param>
    /// <param name="grid">P x Q</param>
    /// <param name="rank">in the grid</param>
    /// <param name="tile">rows, and columns, of a tile; the last ones may be smaller</param>
    public CyclicBlock(int m, int n, Grid grid, int rank, int tile)
        : this(m, n, new(tile, grid.Rows, grid.RowOf(rank)), new(tile, grid.Columns, grid.ColumnOf(rank)))
    {
    }

    private CyclicBlock(int m, int n, Dealt rows, Dealt columns)
        : base(0, rows.CountOf(m), 0, columns.CountOf(n)) => (_rows, _columns) = (rows, columns);

    public override int RowAt(int row) => _rows[row];

    public override int ColumnAt(int column) => _columns[column];

    /// <summary>How many of the matrix's rows before this one the rank holds.</summary>
    public int RowsBefore(int row) => _rows.CountOf(row);

    /// <summary>How many of the matrix's columns before this one the rank holds.</summary>
    public int ColumnsBefore(int column) => _columns.CountOf(column);

    /// <summary>Indices that are dealt to places in turn.</summary>
    /// <param name="Tile">so many at a time</param>
    /// <param name="Places">how many there are</param>
    /// <param name="Place">this one</param>
    private readonly record struct Dealt(int Tile, int Places, int Place)
    {
        /// <summary>The index that is the i-th of this place.</summary>
        public int this[int i] => (i / Tile * Places + Place) * Tile + i % Tile;

        /// <summary>How many of the indices below a length this place gets.</summary>
        public int CountOf(int length)
        {
            (int tiles, int rest) = Math.DivRem(length, Tile);
            (int rounds, int left) = Math.DivRem(tiles, Places);
            return rounds * Tile + (Place < left ? Tile : Place == left ? rest : 0);
        }
    }
}
