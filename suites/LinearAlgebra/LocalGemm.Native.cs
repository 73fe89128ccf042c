using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Measures our product by instructions that C# does not have.</summary>
public sealed class GemmNative : TeamGemmRealisation<NativeGemm>;

/// <summary>Ours, with the register tile in C: see <see cref="DotGemm{TStore}"/> and <see cref="DotKernel"/>.</summary>
public sealed class NativeGemm : LocalGemmPart
{
    /// <inheritdoc/>
    public override string Name => "native";

    /// <inheritdoc/>
    public override string Summary => "our own, int8 and bf16: dot products of the processor, in C";

    /// <inheritdoc/>
    public override Availability Check(Precision precision, Place at) => NativeDots.Find(precision, out _);

    /// <inheritdoc/>
    public override long FootprintBytes(Precision precision, Place at) => DotGemm<sbyte>.Bytes;

    /// <inheritdoc/>
    public override ILocalGemm Create(Precision precision, Place at) =>
        NativeDots.Find(precision, out DotKernel? best) is { IsYes: false } no
            ? throw new InvalidOperationException(no.Reason)
            : precision.Apply(new Maker(new NativeTile(best!), at.Memory));

    private sealed class Maker(DotTile tile, MemoryBudget memory) : IGeneric<ILocalGemm>
    {
        public ILocalGemm For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => new DotGemm<TStore>(tile, memory);
    }
}

/// <summary>A tile in C.</summary>
internal sealed unsafe class NativeTile(DotKernel kernel) : DotTile(kernel.Rows, kernel.Columns)
{
    /// <inheritdoc/>
    public override string Instructions => kernel.Instructions;

    /// <inheritdoc/>
    public override void Multiply(
        nint groups, uint* a, uint* b, uint* starts, uint* c, nint ldc, bool accumulate) =>
        kernel.Tile(groups, a, b, starts, c, ldc, accumulate);
}
