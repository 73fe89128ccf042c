using System.Numerics;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Two shots: rounded segments to who sums them, and rounded sums to all. They go in pieces that MPI sends
/// without asking first, all receives waiting for them: no link rests while two ranks come to terms.</summary>
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
    private readonly Request[] _arriving;
    private readonly Request[] _leaving = new Request[8];
    private int _left;

    /// <summary>Allocates.</summary>
    /// <param name="c">the case</param>
    /// <param name="at">where</param>
    /// <param name="wire">how blocks are encoded</param>
    public CompressedKernel(AllreduceCase c, Place at, IWire wire)
        : base(c, at)
    {
        _rounding = c.Rounding!;
        _wire = wire;
        _sent = at.Memory.Allocate<byte>((nint)_rounding.Bytes(Length));
        _received = at.Memory.Allocate<byte>(Ranks * (nint)_rounding.Bytes(Segment(0).Length));
        _arriving = new Request[Ranks * _rounding.Messages(Segment(0).Length)];
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
        // What comes to be summed lies rank by rank; what is the result, where it belongs.
        byte* Summand(int from) => _received.Pointer + from * _rounding.Bytes(own.Length);
        byte* Result(int from) => _received.Pointer + _rounding.Bytes(Segment(from).Offset);
        int awaited = 0;
        for (int from = Before(Rank); from != Rank; from = Before(from))
            Await(team, from, Summand(from), own, ref awaited);
        for (int to = After(Rank); to != Rank; to = After(to))
            Send(team, Source, Segment(to), to);
        int arrived = 0;
        for (int from = Before(Rank); from != Rank; from = Before(from))
            Arrive(own, Summand(from), isSummand: true, ref arrived);

        awaited = arrived = 0;
        for (int from = Before(Rank); from != Rank; from = Before(from))
            Await(team, from, Result(from), Segment(from), ref awaited);
        Encode(Target, own);
        for (int to = After(Rank); to != Rank; to = After(to))
            Send(team, null, own, to);
        Take(own, _sent.Pointer + _rounding.Bytes(own.Offset), isSummand: false);
        for (int from = Before(Rank); from != Rank; from = Before(from))
            Arrive(Segment(from), Result(from), isSummand: false, ref arrived);
        for (int i = 0; i < _leaving.Length; i++)
            _leaving[i].Wait();
    }

    protected override void Dispose(bool disposing)
    {
        foreach (IDisposable? buffer in (IDisposable?[])[_sent, _received, _floats, _fed, _decoded, _lost])
            buffer?.Dispose();
        base.Dispose(disposing);
    }

    private Partition Segment(int rank) => _rounding.Segment(Length, Ranks, rank);

    private int Before(int rank) => (rank + Ranks - 1) % Ranks;

    private int After(int rank) => (rank + 1) % Ranks;

    /// <summary>The next piece of a segment; empty at its end.</summary>
    private Partition Piece(Partition segment, long offset) =>
        new(offset, Math.Min(_rounding.Piece, segment.End - offset));

    /// <summary>Posts receives for the pieces of a segment.</summary>
    private void Await(Communicator team, int from, byte* to, Partition segment, ref int awaited)
    {
        for (Partition p = Piece(segment, segment.Offset); p.Length > 0; p = Piece(segment, p.End))
        {
            long bytes = _rounding.Bytes(p.Length);
            _arriving[awaited++] = team.IReceive(to, bytes, Datatype.Byte, from, 0);
            to += bytes;
        }
    }

    /// <summary>Sends a segment in pieces, a few at a time.</summary>
    /// <param name="team">the ranks</param>
    /// <param name="numbers">what is rounded before; null where it is already</param>
    /// <param name="segment">which</param>
    /// <param name="to">who gets it</param>
    private void Send(Communicator team, T* numbers, Partition segment, int to)
    {
        for (Partition p = Piece(segment, segment.Offset); p.Length > 0; p = Piece(segment, p.End))
        {
            if (numbers is not null)
                Encode(numbers, p);
            long bytes = _rounding.Bytes(p.Length);
            CountBytes(bytes);
            ref Request leaving = ref _leaving[_left++ % _leaving.Length];
            leaving.Wait();
            leaving = team.ISend(_sent.Pointer + _rounding.Bytes(p.Offset), bytes, Datatype.Byte, to, 0);
        }
    }

    /// <summary>Takes the pieces of a segment as they come.</summary>
    private void Arrive(Partition segment, byte* from, bool isSummand, ref int arrived)
    {
        for (Partition p = Piece(segment, segment.Offset); p.Length > 0; p = Piece(segment, p.End))
        {
            _arriving[arrived++].Wait();
            Take(p, from, isSummand);
            from += _rounding.Bytes(p.Length);
        }
    }

    /// <summary>Rounds a segment into what is sent, block by block, so that a block stays in the first cache.</summary>
    private void Encode(T* numbers, Partition segment)
    {
        byte* to = _sent.Pointer + _rounding.Bytes(segment.Offset);
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

    /// <summary>Adds what came to the sum, or puts it in its place.</summary>
    private void Take(Partition segment, byte* from, bool isSummand)
    {
        for (long i = segment.Offset; i < segment.End; i += _rounding.Block)
        {
            int length = (int)Math.Min(_rounding.Block, segment.End - i);
            if (isSummand)
                Add(Target + i, Target + i, Numbers(from, length), length);
            else
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
