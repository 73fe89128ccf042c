using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>A second thread waits for the collective while the first one computes. It needs a core of its own to be of
/// use.</summary>
public sealed class ProgressThreadOverlap : OverlapRealisation
{
    /// <inheritdoc/>
    public override string Name => "progress-thread";

    /// <inheritdoc/>
    public override string Summary => "a second thread waits while the first one computes";

    /// <inheritdoc/>
    public override Availability Check(OverlapCase c, Point p, Place at) => MpiSession.Granted < MpiThreads.Serialized
        ? Availability.No($"MPI lets no second thread call it: {MpiSession.Granted.ToString().ToLowerInvariant()}")
        : base.Check(c, p, at);

    /// <inheritdoc/>
    protected override OverlapKernel Make(OverlapCase c, Point p, Place at, OverlapLink link) =>
        new Kernel(c, at, link);

    private sealed class Kernel : OverlapKernel
    {
        private readonly Thread _thread;
        private readonly ManualResetEventSlim _begun = new(false);
        private readonly ManualResetEventSlim _done = new(false);
        private Request _request;
        private Exception? _fault;
        private volatile bool _isOver;

        public Kernel(OverlapCase c, Place at, OverlapLink link)
            : base(c, at, link)
        {
            _thread = new Thread(Progress) { IsBackground = true, Name = "progress" };
            _thread.Start();
        }

        protected override double Together()
        {
            _request = Begin();
            _begun.Set();
            double x = Computed();
            _done.Wait();
            _done.Reset();
            return _fault is null ? x : throw new InvalidOperationException("the second thread failed", _fault);
        }

        protected override void Dispose(bool disposing)
        {
            _isOver = true;
            _begun.Set();
            _thread.Join();
            _begun.Dispose();
            _done.Dispose();
            base.Dispose(disposing);
        }

        private void Progress()
        {
            while (true)
            {
                _begun.Wait();
                _begun.Reset();
                if (_isOver)
                    return;
                try
                {
                    _request.Wait();
                }
                catch (MpiException e)
                {
                    _fault = e;
                }

                _done.Set();
            }
        }
    }
}
