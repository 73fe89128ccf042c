using System.Diagnostics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>MPI_Isend, MPI_Irecv and MPI_Waitall. Each message of a window has a place of its own where it arrives,
/// which the MPI standard asks for and OSU's programs do without.</summary>
public sealed class NonblockingWindow : Realisation<WindowCase, IMessageKernel>
{
    /// <inheritdoc/>
    public override string Name => "nonblocking";

    /// <inheritdoc/>
    public override string Summary => "MPI_Isend, MPI_Irecv and MPI_Waitall";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Pinning.Axis];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Phases => ["post", "wait"];

    /// <inheritdoc/>
    public override Availability Check(WindowCase c, Point p, Place at) => Message.Check(p, at);

    /// <inheritdoc/>
    public override long FootprintBytes(WindowCase c, Point p, Place at) =>
        (c.Sends(at.Rank) ? c.Bytes : 0) + (c.Receives(at.Rank) ? c.Messages * Stride(c.Bytes) : 0) + LineBytes;

    /// <inheritdoc/>
    public override IMessageKernel Prepare(WindowCase c, Point p, Place at, IDisposable? link) =>
        new Kernel(c, at.Team!, at.Memory, Pinning.Hold(p, at));

    private const int LineBytes = 64;

    /// <summary>The answer to a window, as in the OSU micro-benchmarks [byte].</summary>
    private const int AnswerBytes = 4;

    /// <summary>Messages begin at cache lines of their own.</summary>
    private static long Stride(long bytes) => (bytes + LineBytes - 1) / LineBytes * LineBytes;

    private sealed unsafe class Kernel : IMessageKernel
    {
        private readonly WindowCase _c;
        private readonly Communicator _team;
        private readonly int _partner;
        private readonly bool _sends, _receives;
        private readonly long _stride;
        private readonly NativeBuffer<byte> _sent, _received, _answer;
        private readonly RequestSet _requests;
        private readonly IDisposable? _pin;

        public Kernel(WindowCase c, Communicator team, MemoryBudget memory, IDisposable? pin)
        {
            (_c, _team, _partner, _pin) = (c, team, c.PartnerOf(team.Rank), pin);
            (_sends, _receives, _stride) = (c.Sends(team.Rank), c.Receives(team.Rank), Stride(c.Bytes));
            _sent = memory.Allocate<byte>(_sends ? (nint)c.Bytes : 0);
            _received = memory.Allocate<byte>(_receives ? (nint)(c.Messages * _stride) : 0);
            _answer = memory.Allocate<byte>(LineBytes);
            _requests = new(2 * c.Messages);
            Message.Write(_sent, team.Rank);
        }

        public int MaxBatch => int.MaxValue;

        public ReadOnlySpan<byte> Received(int slot) =>
            _receives ? new(_received.Pointer + slot * _stride, (int)_c.Bytes) : [];

        public void Reset() => _received.Clear();

        public void Run(int repeats, Span<long> phaseTicks)
        {
            if (_partner < 0)
                return;
            for (int i = 0; i < repeats; i++)
            {
                long begin = Stopwatch.GetTimestamp();
                Post();
                long posted = Stopwatch.GetTimestamp();
                _requests.WaitAll();
                Answer();
                phaseTicks[0] += posted - begin;
                phaseTicks[1] += Stopwatch.GetTimestamp() - posted;
            }
        }

        public void Dispose()
        {
            _requests.Dispose();
            _sent.Dispose();
            _received.Dispose();
            _answer.Dispose();
            _pin?.Dispose();
        }

        private void Post()
        {
            if (_receives)
                for (int m = 0; m < _c.Messages; m++)
                    _requests.Add(_team.IReceive(
                        _received.Pointer + m * _stride, _c.Bytes, Datatype.Byte, _partner, 0));
            if (_sends)
                for (int m = 0; m < _c.Messages; m++)
                    _requests.Add(_team.ISend(_sent.Pointer, _c.Bytes, Datatype.Byte, _partner, 0));
        }

        /// <summary>One way, the sender learns that all has arrived; both ways, each knows it by its own
        /// messages.</summary>
        private void Answer()
        {
            if (_sends && !_receives)
                _team.Receive(_answer.Pointer, AnswerBytes, Datatype.Byte, _partner, 1);
            else if (_receives && !_sends)
                _team.Send(_answer.Pointer, AnswerBytes, Datatype.Byte, _partner, 1);
        }
    }
}
