using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace HaiEnd.Mpi.Ilgpu;

/// <summary>Kernels in C# that ILGPU compiles for the rank's device; all data stay there.</summary>
public abstract class IlgpuRealisation<TCase, TKernel> : Realisation<TCase, TKernel>, IOnDevice
    where TCase : notnull
    where TKernel : class, IKernel
{
    /// <inheritdoc/>
    public override string Name => "ilgpu";

    /// <inheritdoc/>
    public string Runtime => Name;

    /// <inheritdoc/>
    public override string Summary => "a kernel in C# that ILGPU compiles for the rank's device";

    /// <inheritdoc/>
    public override Availability Check(TCase c, Point p, Place at) =>
        p.Find(Point.PrecisionAxis) is not null
            && (p.Precision.Formats.Store is not (ElementKind.Fp64 or ElementKind.Fp32)
            || p.Precision.Formats.Accumulate != p.Precision.Formats.Store)
            ? Availability.No($"the kernel calculates in fp64 and fp32, not in {p.Precision.Name}")
            : IlgpuDevice.Find(at, out string reason) is null ? Availability.No(reason) : Availability.Yes;

    /// <inheritdoc/>
    public override TKernel Prepare(TCase c, Point p, Place at, IDisposable? link)
    {
        Accelerator on = IlgpuDevice.Find(at, out string reason) ?? throw new InvalidOperationException(reason);
        return p.Find(Point.PrecisionAxis) is null ? Make<double>(c, on) : p.Precision.Apply(new Maker(this, c, on));
    }

    private protected abstract TKernel Make<T>(TCase c, Accelerator on)
        where T : unmanaged, INumber<T>;

    private sealed class Maker(IlgpuRealisation<TCase, TKernel> of, TCase c, Accelerator on) : IGeneric<TKernel>
    {
        public TKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => of.Make<TStore>(c, on);
    }
}

/// <summary>Kernels are started one after the other, and waited for at the end.</summary>
internal abstract class IlgpuKernel<T>(Accelerator on, int maxBatch = int.MaxValue) : IKernel
    where T : unmanaged, INumber<T>
{
    private readonly List<MemoryBuffer> _buffers = [];
    private T[]? _read;

    public int MaxBatch => maxBatch;

    public virtual void Reset() => _read = null;

    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int r = 0; r < repeats; r++)
            Once();
        on.Synchronize();
    }

    public void Dispose() => _buffers.ForEach(b => b.Dispose());

    protected abstract void Once();

    /// <summary>Memory of the device, with a value for each place; there is none of no bytes.</summary>
    protected MemoryBuffer1D<T, Stride1D.Dense> Filled(long n, Func<long, double> value)
    {
        var host = new T[Math.Max(1, n)];
        for (long i = 0; i < n; i++)
            host[i] = T.CreateTruncating(value(i));
        MemoryBuffer1D<T, Stride1D.Dense> buffer = on.Allocate1D(host);
        _buffers.Add(buffer);
        return buffer;
    }

    /// <summary>What the device has, copied once after a run.</summary>
    protected T[] Read(MemoryBuffer1D<T, Stride1D.Dense> from) => _read ??= from.GetAsArray1D();
}
