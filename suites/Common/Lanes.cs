using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace HaiEnd.Mpi.Suites;

/// <summary>Some numbers that are worked on at once, so that a vector kernel is written once for all widths.</summary>
/// <typeparam name="TSelf">the lanes themselves</typeparam>
/// <typeparam name="T">a number</typeparam>
internal unsafe interface ILanes<TSelf, T>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged, INumber<T>
{
    /// <summary>How many.</summary>
    static abstract int Count { get; }

    /// <summary>Registers that the processor has for them.</summary>
    static abstract int Registers { get; }

    /// <summary>All the same.</summary>
    static abstract TSelf Splat(T value);

    /// <summary>Reads them; the address need not be aligned.</summary>
    static abstract TSelf Load(T* from);

    /// <summary>The same but for one.</summary>
    TSelf With(int lane, T value);

    /// <summary>The last of some and all but the last of those that follow them.</summary>
    static abstract TSelf Before(TSelf previous, TSelf now);

    /// <summary>All but the first of some and the first of those that follow them.</summary>
    static abstract TSelf After(TSelf now, TSelf next);

    /// <summary>Writes them; the address need not be aligned.</summary>
    void Store(T* to);

    /// <summary>Writes them past the caches; the address must be a multiple of their size.</summary>
    void Stream(T* to);

    /// <summary>Adds lane by lane.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>Subtracts lane by lane.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>Multiplies lane by lane.</summary>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>a b + c lane by lane, rounded once where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);
}

/// <summary>512 bits: AVX-512.</summary>
/// <typeparam name="T">a number of 4 or 8 bytes</typeparam>
internal readonly unsafe struct Lanes512<T>(Vector512<T> value) : ILanes<Lanes512<T>, T>
    where T : unmanaged, INumber<T>
{
    private readonly Vector512<T> _value = value;

    /// <inheritdoc/>
    public static int Count => Vector512<T>.Count;

    /// <inheritdoc/>
    public static int Registers => 32;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Splat(T value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(T* from) => new(Vector512.Load(from));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes512<T> With(int lane, T value) => new(Vector512.ConditionalSelect(
        Vector512.Equals(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(lane))), Vector512.Create(value),
        _value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Before(Lanes512<T> previous, Lanes512<T> now) => new(
        typeof(T) == typeof(double)
        ? Avx512F.AlignRight64(now._value.AsInt64(), previous._value.AsInt64(), 7).As<long, T>()
        : Avx512F.AlignRight32(now._value.AsInt32(), previous._value.AsInt32(), 15).As<int, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> After(Lanes512<T> now, Lanes512<T> next) => new(
        typeof(T) == typeof(double)
        ? Avx512F.AlignRight64(next._value.AsInt64(), now._value.AsInt64(), 1).As<long, T>()
        : Avx512F.AlignRight32(next._value.AsInt32(), now._value.AsInt32(), 1).As<int, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* to) => _value.Store(to);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Stream(T* to) => _value.StoreAlignedNonTemporal(to);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> left, Lanes512<T> right) => new(left._value + right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> left, Lanes512<T> right) => new(left._value - right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> left, Lanes512<T> right) => new(left._value * right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyAdd(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) => new(
        typeof(T) == typeof(double)
        ? Vector512.MultiplyAddEstimate(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble()).As<double, T>()
        : Vector512.MultiplyAddEstimate(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, T>());
}

/// <summary>256 bits: AVX2.</summary>
/// <typeparam name="T">a number of 4 or 8 bytes</typeparam>
internal readonly unsafe struct Lanes256<T>(Vector256<T> value) : ILanes<Lanes256<T>, T>
    where T : unmanaged, INumber<T>
{
    private readonly Vector256<T> _value = value;

    /// <inheritdoc/>
    public static int Count => Vector256<T>.Count;

    /// <inheritdoc/>
    public static int Registers => 16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Splat(T value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(T* from) => new(Vector256.Load(from));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes256<T> With(int lane, T value) => new(Vector256.ConditionalSelect(
        Vector256.Equals(Vector256<T>.Indices, Vector256.Create(T.CreateTruncating(lane))), Vector256.Create(value),
        _value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Before(Lanes256<T> previous, Lanes256<T> now)
    {
        Vector256<byte> between = Avx2.Permute2x128(previous._value.AsByte(), now._value.AsByte(), 0x21);
        return new((sizeof(T) == sizeof(double)
            ? Avx2.AlignRight(now._value.AsByte(), between, 16 - sizeof(double))
            : Avx2.AlignRight(now._value.AsByte(), between, 16 - sizeof(float))).As<byte, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> After(Lanes256<T> now, Lanes256<T> next)
    {
        Vector256<byte> between = Avx2.Permute2x128(now._value.AsByte(), next._value.AsByte(), 0x21);
        return new((sizeof(T) == sizeof(double)
            ? Avx2.AlignRight(between, now._value.AsByte(), sizeof(double))
            : Avx2.AlignRight(between, now._value.AsByte(), sizeof(float))).As<byte, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* to) => _value.Store(to);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Stream(T* to) => _value.StoreAlignedNonTemporal(to);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> left, Lanes256<T> right) => new(left._value + right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> left, Lanes256<T> right) => new(left._value - right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> left, Lanes256<T> right) => new(left._value * right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MultiplyAdd(Lanes256<T> a, Lanes256<T> b, Lanes256<T> c) => new(
        typeof(T) == typeof(double)
        ? Vector256.MultiplyAddEstimate(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble()).As<double, T>()
        : Vector256.MultiplyAddEstimate(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, T>());
}

/// <summary>128 bits: NEON, SSE.</summary>
/// <typeparam name="T">a number of 4 or 8 bytes</typeparam>
internal readonly unsafe struct Lanes128<T>(Vector128<T> value) : ILanes<Lanes128<T>, T>
    where T : unmanaged, INumber<T>
{
    private readonly Vector128<T> _value = value;

    /// <inheritdoc/>
    public static int Count => Vector128<T>.Count;

    /// <inheritdoc/>
    public static int Registers => AdvSimd.IsSupported ? 32 : 16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Splat(T value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(T* from) => new(Vector128.Load(from));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes128<T> With(int lane, T value) => new(_value.WithElement(lane, value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Before(Lanes128<T> previous, Lanes128<T> now)
    {
        (Vector128<byte> first, Vector128<byte> second) = (previous._value.AsByte(), now._value.AsByte());
        if (sizeof(T) == sizeof(double))
            return After(previous, now);
        return new((AdvSimd.IsSupported
            ? AdvSimd.ExtractVector128(first, second, 12)
            : Ssse3.AlignRight(second, first, 12)).As<byte, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> After(Lanes128<T> now, Lanes128<T> next)
    {
        (Vector128<byte> first, Vector128<byte> second) = (now._value.AsByte(), next._value.AsByte());
        if (AdvSimd.IsSupported)
            return new((sizeof(T) == sizeof(double)
                ? AdvSimd.ExtractVector128(first, second, 8)
                : AdvSimd.ExtractVector128(first, second, 4)).As<byte, T>());
        return new((sizeof(T) == sizeof(double)
            ? Ssse3.AlignRight(second, first, 8)
            : Ssse3.AlignRight(second, first, 4)).As<byte, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* to) => _value.Store(to);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Stream(T* to) => _value.StoreAlignedNonTemporal(to);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> left, Lanes128<T> right) => new(left._value + right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> left, Lanes128<T> right) => new(left._value - right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> left, Lanes128<T> right) => new(left._value * right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MultiplyAdd(Lanes128<T> a, Lanes128<T> b, Lanes128<T> c) => new(
        typeof(T) == typeof(double)
        ? Vector128.MultiplyAddEstimate(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble()).As<double, T>()
        : Vector128.MultiplyAddEstimate(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, T>());
}

/// <summary>One number: a kernel without vectors.</summary>
/// <typeparam name="T">a number</typeparam>
internal readonly unsafe struct OneLane<T>(T value) : ILanes<OneLane<T>, T>
    where T : unmanaged, INumber<T>
{
    private readonly T _value = value;

    /// <inheritdoc/>
    public static int Count => 1;

    /// <inheritdoc/>
    public static int Registers => Lanes128<T>.Registers;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<T> Splat(T value) => new(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<T> Load(T* from) => new(*from);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OneLane<T> With(int lane, T value) => new(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<T> Before(OneLane<T> previous, OneLane<T> now) => previous;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<T> After(OneLane<T> now, OneLane<T> next) => next;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* to) => *to = _value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Stream(T* to) => *to = _value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<T> operator +(OneLane<T> left, OneLane<T> right) => new(left._value + right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<T> operator -(OneLane<T> left, OneLane<T> right) => new(left._value - right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<T> operator *(OneLane<T> left, OneLane<T> right) => new(left._value * right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane<T> MultiplyAdd(OneLane<T> a, OneLane<T> b, OneLane<T> c) =>
        new(T.MultiplyAddEstimate(a._value, b._value, c._value));
}

/// <summary>Something that is made for the lanes of this processor.</summary>
/// <typeparam name="T">a number of 4 or 8 bytes</typeparam>
/// <typeparam name="TResult">what is made</typeparam>
internal interface IForLanes<T, out TResult>
    where T : unmanaged, INumber<T>
{
    /// <summary>Makes it for one width.</summary>
    TResult For<TLanes>()
        where TLanes : struct, ILanes<TLanes, T>;
}

/// <summary>Chooses the width.</summary>
internal static class Lanes
{
    /// <summary>Makes something for the widest lanes of this processor. AVX-512 is taken even where the runtime does
    /// not prefer it for short work: a kernel of a benchmark runs long enough to gain.</summary>
    public static TResult Widest<T, TResult>(IForLanes<T, TResult> generic)
        where T : unmanaged, INumber<T>
    {
        if (Vector512.IsHardwareAccelerated || Avx512F.IsSupported)
            return generic.For<Lanes512<T>>();
        return Vector256.IsHardwareAccelerated ? generic.For<Lanes256<T>>() : generic.For<Lanes128<T>>();
    }

    /// <summary>Makes something for all lanes of this processor, the widest first, one number last.</summary>
    public static IEnumerable<TResult> All<T, TResult>(IForLanes<T, TResult> generic)
        where T : unmanaged, INumber<T>
    {
        if (Vector512.IsHardwareAccelerated || Avx512F.IsSupported)
            yield return generic.For<Lanes512<T>>();
        if (Vector256.IsHardwareAccelerated)
            yield return generic.For<Lanes256<T>>();
        yield return generic.For<Lanes128<T>>();
        yield return generic.For<OneLane<T>>();
    }
}
