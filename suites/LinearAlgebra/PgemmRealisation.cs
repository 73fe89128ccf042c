using System.Diagnostics;
using System.Globalization;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics.Emulation;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>What all ways of spreading a product over ranks share: the local product that each rank does.</summary>
public abstract class PgemmRealisation : Realisation<PgemmCase, IDistributedProduct>
{
    /// <summary>What multiplies on each rank.</summary>
    protected static readonly Axis LocalAxis = Axis.Parts<ILocalGemm>("local", "blas", "simd");

    private protected const string GridAxis = "grid", PanelAxis = "panel";

    /// <summary>What leaves a setting to us.</summary>
    internal const string Auto = "auto";

    private const string Slices = "slices";

    /// <summary>Pieces of a local product, between which MPI is called while messages are on their way.</summary>
    protected static readonly Axis SlicesAxis = Axis.Names(Slices, Role.Tuning, Auto);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Phases => ["wire", "compute"];

    /// <inheritdoc/>
    public override Availability Check(PgemmCase c, Point p, Place at)
    {
        if (!IsSize(p, Slices) && p[Slices] != Auto)
            return Availability.No($"a local product is cut into 1 or more slices, or auto, not {p[Slices]}");
        return IsSize(p, PanelAxis)
            ? Local(p, at).Check(LocalPrecision(c), at)
            : Availability.No($"a panel is 1 to {int.MaxValue} wide, not {p[PanelAxis]}");
    }

    /// <inheritdoc/>
    public override long FootprintBytes(PgemmCase c, Point p, Place at) =>
        BlockBytes(c, p, at) + Local(p, at).FootprintBytes(LocalPrecision(c), at);

    /// <summary>What a local product multiplies.</summary>
    private protected virtual Precision LocalPrecision(PgemmCase c) => c.Product.Precision;

    /// <summary>Memory on this rank beside what the local product takes [byte].</summary>
    protected abstract long BlockBytes(PgemmCase c, Point p, Place at);

    /// <summary>The local product.</summary>
    protected ILocalGemm LocalOf(PgemmCase c, Point p, Place at) => Local(p, at).Create(LocalPrecision(c), at);

    /// <summary>The value of <see cref="SlicesAxis"/>. Between nodes it is two, so that a library that must be called
    /// to begin a long message begins it half-way; on one node the ranks copy messages themselves, whenever they do it.
    /// </summary>
    protected static int SlicesOf(Point p, Place at) =>
        p[Slices] != Auto ? (int)p.Number(Slices) : IsOneNode(p, at) ? 1 : 2;

    /// <summary>All ranks are on the same node.</summary>
    protected static bool IsOneNode(Point p, Place at) =>
        Enumerable.Range(0, at.Ranks).All(r => p.NodeOf(r) == p.NodeOf(0));

    /// <summary>True where a point does without the axis, too.</summary>
    private static bool IsSize(Point p, string axis) =>
        p.Find(axis) is not { } value || (int.TryParse(value, CultureInfo.InvariantCulture, out int size) && size > 0);

    private static Part<ILocalGemm> Local(Point p, Place at) => at.Parts.Part<ILocalGemm>(p["local"]);
}

/// <summary>A product over ranks: counts what it sends, and tells sending from computing.</summary>
internal abstract class DistributedProduct(ILocalGemm gemm) : IDistributedProduct
{
    private long _bytes, _messages, _ticks, _transferTicks;

    private const int TransferPhase = 2;

    public int MaxBatch => int.MaxValue;

    public abstract Block Held { get; }

    public virtual IReadOnlyList<PointFact> Facts => gemm.Facts;

    public virtual double? Bound(in EntryTerms terms) => gemm.Bound(terms);

    public Work? Sent => new(0, 0, _bytes, _messages);

    public void Reset()
    {
    }

    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int r = 0; r < repeats; r++)
        {
            (_bytes, _messages, _ticks, _transferTicks) = (0, 0, 0, 0);
            long begin = Stopwatch.GetTimestamp();
            Once();
            phaseTicks[0] += Stopwatch.GetTimestamp() - begin - _ticks - _transferTicks;
            phaseTicks[1] += _ticks;
            if (phaseTicks.Length > TransferPhase)
                phaseTicks[TransferPhase] += _transferTicks;
        }
    }

    public void Multiply()
    {
        (_bytes, _messages) = (0, 0);
        Once();
    }

    public abstract void Fill(Entries a, Entries b);

    public abstract void ReadRow(int row, Span<double> values);

    public void Dispose()
    {
        gemm.Dispose();
        DisposeBlocks();
    }

    /// <summary>The product.</summary>
    protected abstract void Once();

    /// <summary>Frees the matrices.</summary>
    protected abstract void DisposeBlocks();

    /// <summary>Counts equal messages.</summary>
    protected void Count(long bytes, int messages = 1)
    {
        _bytes += bytes * messages;
        _messages += messages;
    }

    /// <summary>C = A B or C += A B on this rank; its time is that of the phase <c>compute</c>.</summary>
    protected void Compute(int m, int n, int k, nint a, int lda, nint b, int ldb, nint c, int ldc, bool accumulate)
    {
        long begin = Stopwatch.GetTimestamp();
        gemm.Multiply(m, n, k, new(a, lda), new(b, ldb), c, ldc, accumulate);
        AddComputed(begin);
    }

    /// <summary>Counts the time since some tick as that of the phase <c>compute</c>.</summary>
    protected void AddComputed(long begin) => _ticks += Stopwatch.GetTimestamp() - begin;

    /// <summary>A product into a block of C that stays on a device; the time that the panels take to get there is that
    /// of the phase <c>transfer</c>.</summary>
    protected void Compute(DeviceSum sum, int k, Operand a, Operand b, bool accumulate)
    {
        long begin = Stopwatch.GetTimestamp();
        sum.Write(k, a, b);
        long middle = Stopwatch.GetTimestamp();
        sum.Multiply(accumulate);
        _transferTicks += middle - begin;
        _ticks += Stopwatch.GetTimestamp() - middle;
    }
}
