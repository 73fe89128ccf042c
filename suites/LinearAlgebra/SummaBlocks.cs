using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>The blocks of A and B of one rank. That of B is row-major, so that some of its rows lie together; that of A
/// is cut into the panels of the steps, one after the other, each of them row-major: both are sent as they
/// lie.</summary>
internal sealed class SummaBlocks : IDisposable
{
    private const long LineBytes = 64;

    private readonly SummaPlan _plan;
    private readonly Matrix _a, _b;

    /// <summary>Allocates and fills.</summary>
    public SummaBlocks(SummaPlan plan, MemoryBudget memory)
    {
        Precision precision = plan.Product.Precision;
        _plan = plan;
        _a = Matrix.Store(precision, plan.A, memory);
        _b = Matrix.Store(precision, plan.B, memory);
        Fill(plan.Product.A, plan.Product.B);
    }

    /// <summary>Fills memory that another owns: <see cref="Bytes"/> of it.</summary>
    public SummaBlocks(SummaPlan plan, nint at)
        : this(plan, at, at + PlaceOfB(plan, plan.Rank))
    {
    }

    /// <summary>Fills memory that another owns.</summary>
    public SummaBlocks(SummaPlan plan, nint a, nint b)
    {
        Precision precision = plan.Product.Precision;
        _plan = plan;
        _a = Matrix.StoreAt(precision, plan.A, a);
        _b = Matrix.StoreAt(precision, plan.B, b);
        Fill(plan.Product.A, plan.Product.B);
    }

    /// <summary>What a rank's blocks take where they lie one after the other [byte].</summary>
    public static long Bytes(SummaPlan plan, int rank) =>
        PlaceOfB(plan, rank) + plan.BlockOfB(rank).Count * plan.ElementBytes;

    /// <summary>Where the block of B begins there [byte].</summary>
    public static nint PlaceOfB(SummaPlan plan, int rank) =>
        (nint)((plan.BlockOfA(rank).Count * plan.ElementBytes + LineBytes - 1) & ~(LineBytes - 1));

    /// <summary>Puts entries into A and B.</summary>
    public void Fill(Entries a, Entries b)
    {
        foreach (SummaStep step in _plan.Steps)
        {
            if (step.ColumnOfA != _plan.Column)
                continue;
            var panel = new Block(_plan.A.Row, _plan.A.Rows, step.Start, step.Width);
            using Matrix view = Matrix.StoreAt(_plan.Product.Precision, panel, A(step));
            view.Fill(a);
        }

        _b.Fill(b);
    }

    /// <summary>The panel of A of a step, where this rank holds it; its rows are as far apart as it is wide.</summary>
    public nint A(SummaStep step) => _a.Address + _plan.OffsetOfA(step);

    /// <summary>The rows of B of a step, where this rank holds them.</summary>
    public nint B(SummaStep step) => _b.Address + _plan.OffsetOfB(step);

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }
}
