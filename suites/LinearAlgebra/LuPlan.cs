using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Who holds and sends what of a matrix of order n that is dealt in square tiles over P x Q ranks.</summary>
internal sealed class LuPlan
{
    private readonly Formats _formats;

    public LuPlan(MxpCase c, Grid grid, int tile, int rank)
    {
        (Case, Grid, _formats) = (c, grid, c.Precision.Formats);
        Tile = Math.Min(tile, c.N);
        Held = new(c.N, c.N, grid, rank, Tile);
        (Row, Column) = (grid.RowOf(rank), grid.ColumnOf(rank));
        Steps = (c.N + Tile - 1) / Tile;
    }

    public MxpCase Case { get; }

    public Grid Grid { get; }

    public int Tile { get; }

    public CyclicBlock Held { get; }

    /// <summary>This rank's place in the grid.</summary>
    public int Row { get; }

    public int Column { get; }

    /// <summary>Tiles of the diagonal.</summary>
    public int Steps { get; }

    /// <summary>Elements between rows of the factors: not a power of two, which would put a column into few places of
    /// a cache.</summary>
    public int Stride => (Held.Columns + 15) / 16 * 16 + 16;

    /// <summary>Rows of the tile of a step.</summary>
    public int Width(int step) => Math.Min(Tile, Case.N - step * Tile);

    /// <summary>The grid's row that holds the tiles of a step.</summary>
    public int RowOf(int step) => step % Grid.Rows;

    /// <summary>The grid's column that holds them.</summary>
    public int ColumnOf(int step) => step % Grid.Columns;

    public bool HasRow(int step) => RowOf(step) == Row;

    public bool HasColumn(int step) => ColumnOf(step) == Column;

    /// <summary>The first of this rank's rows that is in the tiles of a step or of a later one.</summary>
    public int FirstRow(int step) => Held.RowsBefore(Math.Min(Case.N, step * Tile));

    /// <summary>The first of its columns that is.</summary>
    public int FirstColumn(int step) => Held.ColumnsBefore(Math.Min(Case.N, step * Tile));

    /// <summary>Elements of the panel of L of a step that this rank works with.</summary>
    public long CountOfL(int step) => (long)(Held.Rows - FirstRow(step + 1)) * Width(step);

    /// <summary>Elements of its panel of U.</summary>
    public long CountOfU(int step) => (long)(Held.Columns - FirstColumn(step + 1)) * Width(step);

    /// <summary>What this rank sends for a factorisation, counted once for each receiver: the tile of the diagonal to
    /// the P - 1 ranks of its column and the Q - 1 of its row, panels of L along rows and of U along columns in the
    /// store format. Over the ranks, about n^2/2 (P + Q - 2) elements of panels.</summary>
    public Work Traffic
    {
        get
        {
            (long bytes, long messages) = (0, 0);
            (int others, int across) = (Grid.Rows - 1, Grid.Columns - 1);
            for (int step = 0; step < Steps - 1; step++)
            {
                long tile = (long)Width(step) * Width(step) * _formats.Accumulate.Bytes();
                if (HasRow(step) && HasColumn(step))
                    Add(tile, others + across);
                if (HasColumn(step))
                    Add(CountOfL(step) * _formats.Store.Bytes(), across);
                if (HasRow(step))
                    Add(CountOfU(step) * _formats.Store.Bytes(), others);
            }

            return new(0, 0, bytes, messages);

            void Add(long size, int receivers)
            {
                bytes += size * receivers;
                messages += size > 0 ? receivers : 0;
            }
        }
    }
}
