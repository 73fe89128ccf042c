using System.Numerics;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Two shots: rounded segments to who sums them, and rounded sums to all.</summary>
/// <typeparam name="T">an element: fp64 or fp32</typeparam>
internal sealed unsafe class CompressedKernel<T> : AllreduceKernel<T>
    where T : unmanaged, INumber<T>
{
    private readonly Rounding _rounding;
    private readonly IWire _wire;
    private readonly NativeBuffer<byte> _sent, _received;
    private readonly NativeBuffer<float> _floats;
    private readonly NativeBuffer<T> _fed, _decoded;
    private readonly NativeBuffer<T>? _lost;

    /// <summary>Allocates.</summary>
    /// <param name="c">the case</param>
    /// <param name="at">where</param>
    /// <param name="wire">how blocks are encoded</param>
    public CompressedKernel(AllreduceCase c, Place at, IWire wire)
        : base(c, at)
    {
        _rounding = c.Rounding!;
        _wire = wire;
        nint longest = (nint)_rounding.Bytes(Segment(0).Length);
        _sent = at.Memory.Allocate<byte>(longest);
        _received = at.Memory.Allocate<byte>(longest);
        _floats = at.Memory.Allocate<float>(_rounding.Block);
        _fed = at.Memory.Allocate<T>(_rounding.Block);
        _decoded = at.Memory.Allocate<T>(_rounding.Block);
        _lost = _rounding.Feedback ? at.Memory.Allocate<T>(Length) : null;
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        _lost?.Clear();
    }

    protected override void Once(Communicator team)
    {
        Partition own = Segment(Rank);
        Copy(Source + own.Offset, Target + own.Offset, (nint)own.Length);
        if (Ranks == 1)
            return;
        for (int step = 1; step < Ranks; step++)
        {
            (int to, int from) = Partners(step);
            Encode(Source, Segment(to));
            Pass(team, Segment(to), to, own, from);
            AddReceived(own);
        }

        Encode(Target, own);
        Decode(_sent.Pointer, own);
        for (int step = 1; step < Ranks; step++)
        {
            (int to, int from) = Partners(step);
            Pass(team, own, to, Segment(from), from);
            Decode(_received.Pointer, Segment(from));
        }
    }

    protected override void Dispose(bool disposing)
    {
        foreach (IDisposable? buffer in (IDisposable?[])[_sent, _received, _floats, _fed, _decoded, _lost])
            buffer?.Dispose();
        base.Dispose(disposing);
    }

    private (int To, int From) Partners(int step) => ((Rank + step) % Ranks, (Rank - step + Ranks) % Ranks);

    private Partition Segment(int rank) => _rounding.Segment(Length, Ranks, rank);

    private void Pass(Communicator team, Partition sent, int to, Partition received, int from)
    {
        long bytes = _rounding.Bytes(sent.Length);
        CountBytes(bytes);
        team.SendReceive(
            _sent.Pointer, bytes, to, _received.Pointer, _rounding.Bytes(received.Length), from, Datatype.Byte, 0);
    }

    /// <summary>Rounds a segment into what is sent, block by block, so that a block stays in the first cache.</summary>
    private void Encode(T* numbers, Partition segment)
    {
        byte* to = _sent.Pointer;
        for (long i = segment.Offset; i < segment.End; i += _rounding.Block)
        {
            int length = (int)Math.Min(_rounding.Block, segment.End - i);
            T* block = numbers + i;
            if (_lost is not null)
            {
                Add(_fed.Pointer, block, _lost.Pointer + i, length);
                block = _fed.Pointer;
            }

            _wire.Encode(AsFloats(block, length), length, to);
            if (_lost is not null)
                Subtract(block, Numbers(to, length), _lost.Pointer + i, length);
            to += _rounding.Bytes(length);
        }
    }

    private void AddReceived(Partition segment)
    {
        byte* from = _received.Pointer;
        for (long i = segment.Offset; i < segment.End; i += _rounding.Block)
        {
            int length = (int)Math.Min(_rounding.Block, segment.End - i);
            Add(Target + i, Target + i, Numbers(from, length), length);
            from += _rounding.Bytes(length);
        }
    }

    private void Decode(byte* from, Partition segment)
    {
        for (long i = segment.Offset; i < segment.End; i += _rounding.Block)
        {
            int length = (int)Math.Min(_rounding.Block, segment.End - i);
            Decode(from, length, Target + i);
            from += _rounding.Bytes(length);
        }
    }

    private T* Numbers(byte* from, int length)
    {
        Decode(from, length, _decoded.Pointer);
        return _decoded.Pointer;
    }

    private void Decode(byte* from, int length, T* to)
    {
        float* floats = typeof(T) == typeof(float) ? (float*)to : _floats.Pointer;
        _wire.Decode(from, length, floats);
        if (typeof(T) != typeof(float))
            Conversion.Convert(floats, to, length);
    }

    private float* AsFloats(T* numbers, int length)
    {
        if (typeof(T) == typeof(float))
            return (float*)numbers;
        Conversion.Convert(numbers, _floats.Pointer, length);
        return _floats.Pointer;
    }

    /// <summary>to = a - b</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(T* a, T* b, T* to, int length)
    {
        int i = 0;
        for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
            (Vector.Load(a + i) - Vector.Load(b + i)).Store(to + i);
        for (; i < length; i++)
            to[i] = a[i] - b[i];
    }
}
