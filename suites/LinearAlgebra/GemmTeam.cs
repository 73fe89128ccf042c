using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Measures a part of ours, which knows of one thread, by as many as are asked for.</summary>
/// <typeparam name="TPart">the part</typeparam>
public abstract class TeamGemmRealisation<TPart> : LocalGemmRealisation<TPart>
    where TPart : LocalGemmPart, new()
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<Axis> Axes { get; } = [ThreadsAxis];

    /// <inheritdoc/>
    protected sealed override ILocalGemm Create(GemmCase c, Point p, Place at)
    {
        ILocalGemm[] workers = [.. Enumerable.Range(0, ThreadsOf(p)).Select(_ => base.Create(c, p, at))];
        return workers.Length == 1 ? workers[0] : new GemmTeam(workers, c.Product.Precision.Formats);
    }
}

/// <summary>A local product by several threads: C is cut across its longer side, and each thread does a piece with a
/// worker of its own, so that nothing is shared but A and B.</summary>
internal sealed class GemmTeam : ILocalGemm
{
    private readonly ILocalGemm[] _workers;
    private readonly Thread[] _threads;
    private readonly Barrier _turn;
    private readonly int _storeBytes, _accumulateBytes;
    private Job _job;
    private bool _isOver;

    /// <summary>Starts the threads.</summary>
    /// <param name="workers">of which the first is the calling thread's; they are disposed of with the team</param>
    /// <param name="formats">of the elements</param>
    public GemmTeam(ILocalGemm[] workers, Formats formats)
    {
        _workers = workers;
        (_storeBytes, _accumulateBytes) = (formats.Store.Bytes(), formats.Accumulate.Bytes());
        _turn = new(workers.Length);
        _threads = [.. Enumerable.Range(1, workers.Length - 1).Select(Started)];
    }

    /// <inheritdoc/>
    public void Multiply(int m, int n, int k, Operand a, Operand b, nint c, int ldc, bool accumulate)
    {
        _job = new(m, n, k, a, b, c, ldc, accumulate);
        _turn.SignalAndWait();
        Share(0);
        _turn.SignalAndWait();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isOver = true;
        _turn.SignalAndWait();
        foreach (Thread thread in _threads)
            thread.Join();
        _turn.Dispose();
        foreach (ILocalGemm worker in _workers)
            worker.Dispose();
    }

    private Thread Started(int index)
    {
        var thread = new Thread(() => Work(index)) { IsBackground = true, Name = $"gemm {index}" };
        thread.Start();
        return thread;
    }

    private void Work(int index)
    {
        while (true)
        {
            _turn.SignalAndWait();
            if (_isOver)
                return;
            Share(index);
            _turn.SignalAndWait();
        }
    }

    private void Share(int index)
    {
        Job j = _job;
        bool isByRows = j.M >= j.N;
        var piece = Partition.Of(isByRows ? j.M : j.N, _workers.Length, index);
        (int start, int length) = ((int)piece.Offset, (int)piece.Length);
        if (isByRows)
            _workers[index].Multiply(
                length, j.N, j.K, j.A.At(start, 0, _storeBytes), j.B, j.C + (nint)start * j.Ldc * _accumulateBytes,
                j.Ldc, j.Accumulate);
        else
            _workers[index].Multiply(
                j.M, length, j.K, j.A, j.B.At(0, start, _storeBytes), j.C + (nint)start * _accumulateBytes, j.Ldc,
                j.Accumulate);
    }

    private readonly record struct Job(
        int M, int N, int K, Operand A, Operand B, nint C, int Ldc, bool Accumulate);
}
