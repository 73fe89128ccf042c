using System.Numerics;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Bench;

/// <summary>Something that is made for given number types; see <see cref="Precision.Apply"/>.</summary>
/// <typeparam name="TResult">what is made</typeparam>
public interface IGeneric<out TResult>
{
    /// <summary>Makes it for arrays of <typeparamref name="TStore"/> and sums in
    /// <typeparamref name="TAccumulate"/>.</summary>
    TResult For<TStore, TAccumulate>()
        where TStore : unmanaged, INumber<TStore>
        where TAccumulate : unmanaged, INumber<TAccumulate>;
}

/// <summary>A named choice of number formats. One file each; the catalogue finds it.</summary>
public abstract class Precision : INamed
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>What is stored, computed in, accumulated in and sent.</summary>
    public abstract Formats Formats { get; }

    /// <summary>Calls generic code with this precision's types, so that a realisation is written once for all of
    /// them.</summary>
    public abstract TResult Apply<TResult>(IGeneric<TResult> generic);
}

/// <summary>A precision whose formats have .NET types.</summary>
/// <typeparam name="TStore">what arrays hold</typeparam>
/// <typeparam name="TAccumulate">what sums are kept in</typeparam>
public abstract class Precision<TStore, TAccumulate> : Precision
    where TStore : unmanaged, INumber<TStore>
    where TAccumulate : unmanaged, INumber<TAccumulate>
{
    /// <inheritdoc/>
    public sealed override TResult Apply<TResult>(IGeneric<TResult> generic) => generic.For<TStore, TAccumulate>();
}
