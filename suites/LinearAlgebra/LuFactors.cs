using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>The factors of a matrix, dealt in tiles, and how they are found. Where the store format has few exponents,
/// what is factorised is A times a power of two, and panels of L and of U are each scaled by one, so that products need
/// no scaling back.</summary>
/// <typeparam name="TStore">elements of panels in products and messages</typeparam>
/// <typeparam name="T">all other elements</typeparam>
internal sealed unsafe class LuFactors<TStore, T> : IDisposable
    where TStore : unmanaged, INumber<TStore>
    where T : unmanaged, INumber<T>
{
    private const int Panel = 0, Wire = 1, Update = 2;

    /// <summary>Pieces of the update between which messages under way are looked after.</summary>
    private const int Slices = 3;

    private readonly LuPlan _plan;
    private readonly SummaLinks? _links;
    private readonly ILocalGemm _gemm, _gemmOfPanels;
    private readonly DiagonalTile<T> _diagonal;
    private readonly NativeBuffer<T> _values, _scaled;
    private readonly NativeBuffer<TStore>[] _l, _u;
    private readonly double _scaleOfL, _scaleOfU;
    private Request _requestL, _requestU;
    private long _bytes, _messages;

    public LuFactors(
        LuPlan plan, SummaLinks? links, ILocalGemm gemm, ILocalGemm gemmOfPanels, MemoryBudget memory)
    {
        (_plan, _links, _gemm, _gemmOfPanels) = (plan, links, gemm, gemmOfPanels);
        _values = memory.Allocate<T>((nint)plan.Held.Rows * plan.Stride);
        _scaled = memory.Allocate<T>(ScaledCount(plan));
        _diagonal = new(plan.Tile, gemmOfPanels, memory);
        _l = [.. Enumerable.Range(0, 2).Select(_ => memory.Allocate<TStore>((nint)plan.Held.Rows * plan.Tile))];
        _u = [.. Enumerable.Range(0, 2).Select(_ => memory.Allocate<TStore>((nint)plan.Held.Columns * plan.Tile))];
        bool isScaled = plan.Case.Precision.Formats.Store == ElementKind.Fp16;
        (_scaleOfL, _scaleOfU) = isScaled ? (Inverse(plan.Case.Matrix.Magnitudes.L),
            Inverse(plan.Case.Matrix.Magnitudes.U)) : (1, 1);
    }

    /// <summary>U is that of A times this.</summary>
    public double Scale => _scaleOfL * _scaleOfU;

    /// <summary>The factors, L below the diagonal and U on and right of it.</summary>
    public T* At(int row, int column) => _values.Pointer + (nint)row * _plan.Stride + column;

    /// <summary>Bytes and messages of the last factorisation.</summary>
    public (long Bytes, long Messages) Sent => (_bytes, _messages);

    /// <summary>Memory, without that of the products [byte].</summary>
    public static long Bytes(LuPlan plan) =>
        ((long)plan.Held.Rows * plan.Stride + ScaledCount(plan)) * sizeof(T) + DiagonalTile<T>.Bytes(plan.Tile)
        + 2L * (plan.Held.Rows + plan.Held.Columns) * plan.Tile * sizeof(TStore);

    public void Dispose()
    {
        _gemm.Dispose();
        _gemmOfPanels.Dispose();
        _diagonal.Dispose();
        _values.Dispose();
        _scaled.Dispose();
        foreach (NativeBuffer<TStore> panel in (NativeBuffer<TStore>[])[.. _l, .. _u])
            panel.Dispose();
    }

    /// <summary>Makes the entries anew.</summary>
    public void Fill()
    {
        CyclicBlock held = _plan.Held;
        Span<double> entries = new double[_plan.Tile];
        for (int i = 0; i < held.Rows; i++)
            for (int j = 0; j < held.Columns; j += _plan.Tile)
            {
                Span<double> some = entries[..Math.Min(_plan.Tile, held.Columns - j)];
                _plan.Case.Matrix.Read(held.RowAt(i), held.ColumnAt(j), some);
                T* to = At(i, j);
                for (int c = 0; c < some.Length; c++)
                    to[c] = T.CreateTruncating(some[c] * Scale);
            }
    }

    /// <summary>Factorises what <see cref="Fill"/> made.</summary>
    /// <param name="ticks">those of panels, waiting for messages and updates are added</param>
    public void Factor(Span<long> ticks)
    {
        (_bytes, _messages) = (0, 0);
        Prepare(0, ticks);
        for (int step = 0; step < _plan.Steps - 1; step++)
        {
            long begin = Stopwatch.GetTimestamp();
            // A program alone has no MPI to ask.
            if (!_requestL.IsEmpty)
                _requestL.Wait();
            if (!_requestU.IsEmpty)
                _requestU.Wait();
            ticks[Wire] += Stopwatch.GetTimestamp() - begin;
            (int row, int column) = (_plan.FirstRow(step + 1), _plan.FirstColumn(step + 1));
            (int nextRow, int nextColumn) = (_plan.FirstRow(step + 2), _plan.FirstColumn(step + 2));
            Multiply(step, row, _plan.Held.Rows, column, nextColumn, ticks);
            Multiply(step, row, nextRow, nextColumn, _plan.Held.Columns, ticks);
            Prepare(step + 1, ticks);
            int rows = _plan.Held.Rows - nextRow;
            for (int s = 0; s < Slices; s++)
            {
                Multiply(
                    step, nextRow + (int)((long)rows * s / Slices), nextRow + (int)((long)rows * (s + 1) / Slices),
                    nextColumn, _plan.Held.Columns, ticks);
                _ = _requestL.IsEmpty || _requestL.Test();
                _ = _requestU.IsEmpty || _requestU.Test();
            }
        }
    }

    /// <summary>Factorises the panels of a step and begins to send them.</summary>
    private void Prepare(int step, Span<long> ticks)
    {
        long begin = Stopwatch.GetTimestamp(), sending = 0;
        (int width, int row, int column) = (_plan.Width(step), _plan.FirstRow(step), _plan.FirstColumn(step));
        bool isLast = step == _plan.Steps - 1, hasRow = _plan.HasRow(step), hasColumn = _plan.HasColumn(step);
        if (hasRow && hasColumn)
        {
            DiagonalTile<T>.Factor(At(row, column), _plan.Stride, width);
            _diagonal.Copy(At(row, column), _plan.Stride, width);
        }

        if (!isLast && (hasRow || hasColumn))
        {
            long middle = Stopwatch.GetTimestamp();
            T* factors = _diagonal.Factors.Pointer;
            long bytes = (long)width * width * sizeof(T);
            if (hasColumn)
                Broadcast(_links?.Column, factors, bytes, _plan.RowOf(step));
            if (hasRow)
                Broadcast(_links?.Row, factors, bytes, _plan.ColumnOf(step));
            sending = Stopwatch.GetTimestamp() - middle;
            _diagonal.Negate(width);
        }

        if (!isLast)
            PreparePanels(step, width, row, column);
        ticks[Wire] += sending;
        ticks[Panel] += Stopwatch.GetTimestamp() - begin - sending;
    }

    private void PreparePanels(int step, int width, int row, int column)
    {
        (int firstRow, int firstColumn) = (_plan.FirstRow(step + 1), _plan.FirstColumn(step + 1));
        (int rows, int columns) = (_plan.Held.Rows - firstRow, _plan.Held.Columns - firstColumn);
        TStore* l = _l[step % 2].Pointer, u = _u[step % 2].Pointer;
        if (_plan.HasColumn(step))
        {
            _diagonal.SolveUpper(At(firstRow, column), _plan.Stride, width, rows);
            for (int i = 0; i < rows; i++)
                Round(At(firstRow + i, column), l + (nint)i * width, width, _scaleOfL);
        }

        _requestL = BeginBroadcast(_links?.Row, l, _plan.CountOfL(step), _plan.ColumnOf(step));
        if (_plan.HasRow(step))
        {
            _diagonal.SolveLower(At(row, firstColumn), _plan.Stride, width, columns);
            for (int i = 0; i < width; i++)
                Round(At(row + i, firstColumn), u + (nint)i * columns, columns, -1 / _scaleOfL);
        }

        _requestU = BeginBroadcast(_links?.Column, u, _plan.CountOfU(step), _plan.RowOf(step));
    }

    /// <summary>Rounds numbers times a power of two, or its negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Round(T* from, TStore* to, int length, double scale)
    {
        if (scale != 1)
        {
            var all = new Vector<T>(T.CreateTruncating(scale));
            T factor = T.CreateTruncating(scale);
            int i = 0;
            for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
                (Vector.Load(from + i) * all).Store(_scaled.Pointer + i);
            for (; i < length; i++)
                _scaled.Pointer[i] = from[i] * factor;
            from = _scaled.Pointer;
        }

        Conversion.Convert(from, to, length);
    }

    /// <summary>Takes the product of the panels of a step off some of the rest.</summary>
    private void Multiply(int step, int row, int endRow, int column, int endColumn, Span<long> ticks)
    {
        if (row >= endRow || column >= endColumn)
            return;
        long begin = Stopwatch.GetTimestamp();
        (int width, int firstColumn) = (_plan.Width(step), _plan.FirstColumn(step + 1));
        _gemm.Multiply(
            endRow - row, endColumn - column, width,
            new((nint)(_l[step % 2].Pointer + (nint)(row - _plan.FirstRow(step + 1)) * width), width),
            new((nint)(_u[step % 2].Pointer + column - firstColumn), _plan.Held.Columns - firstColumn),
            (nint)At(row, column), _plan.Stride, accumulate: true);
        ticks[Update] += Stopwatch.GetTimestamp() - begin;
    }

    private void Broadcast(Communicator? among, void* values, long bytes, int root)
    {
        if (among is null || among.Size == 1)
            return;
        among.Broadcast(values, bytes, Datatype.Byte, root);
        Count(among, bytes, root);
    }

    private Request BeginBroadcast(Communicator? among, TStore* values, long count, int root)
    {
        if (among is null || among.Size == 1 || count == 0)
            return default;
        Request request = among.IBroadcast(
            new NativeSlice<byte>((byte*)values, checked((nint)(count * sizeof(TStore)))), root);
        Count(among, count * sizeof(TStore), root);
        return request;
    }

    private void Count(Communicator among, long bytes, int root)
    {
        if (among.Rank != root)
            return;
        _bytes += bytes * (among.Size - 1);
        _messages += among.Size - 1;
    }

    private static int ScaledCount(LuPlan plan) => Math.Max(plan.Held.Columns, plan.Tile);

    private static double Inverse(double magnitude) => Math.ScaleB(1, -(int)Math.Round(Math.Log2(magnitude)));
}
