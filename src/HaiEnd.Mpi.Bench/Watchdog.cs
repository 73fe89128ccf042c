namespace HaiEnd.Mpi.Bench;

/// <summary>Nothing waits for ever: a thread that calls <c>expired</c> when a point has used up its time, because a
/// rank that hangs in a collective can't notice by itself.</summary>
public sealed class Watchdog : IDisposable
{
    private readonly object _gate = new();
    private readonly Action<string> _expired;
    private readonly Thread _thread;
    private string _step = "";
    private long _dueMs = long.MaxValue;
    private bool _closed;

    /// <summary>Starts the thread.</summary>
    /// <param name="expired">told what was being done, on the watchdog's thread; expected to abort the job</param>
    public Watchdog(Action<string> expired)
    {
        _expired = expired;
        _thread = new Thread(Watch) { IsBackground = true, Name = "watchdog" };
        _thread.Start();
    }

    /// <summary>From now on this may take so long.</summary>
    public void Arm(string what, double seconds)
    {
        lock (_gate)
        {
            _step = what;
            _dueMs = Environment.TickCount64 + (long)(seconds * 1000);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Names the step that is being done, for the message; the limit stays.</summary>
    public void Step(string what)
    {
        lock (_gate)
            _step = what;
    }

    /// <summary>Nothing is being waited for.</summary>
    public void Disarm()
    {
        lock (_gate)
            _dueMs = long.MaxValue;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void Watch()
    {
        lock (_gate)
        {
            while (!_closed)
            {
                long left = _dueMs == long.MaxValue ? long.MaxValue : _dueMs - Environment.TickCount64;
                if (left <= 0)
                {
                    _dueMs = long.MaxValue;
                    _expired(_step);
                }
                else
                {
                    Monitor.Wait(_gate, (int)Math.Min(left, 3_600_000));
                }
            }
        }
    }
}
