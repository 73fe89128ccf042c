namespace HaiEnd.Mpi.Bench;

/// <summary>Nothing waits for ever: a thread that calls <c>expired</c> when a point has used up its time, because a rank that
/// hangs in a collective can't notice by itself.</summary>
public sealed class Watchdog : IDisposable
{
    private readonly object gate = new();
    private readonly Action<string> expired;
    private readonly Thread thread;
    private string step = "";
    private long dueMs = long.MaxValue;
    private bool closed;

    /// <summary>Starts the thread.</summary>
    /// <param name="expired">told what was being done, on the watchdog's thread; expected to abort the job</param>
    public Watchdog(Action<string> expired)
    {
        this.expired = expired;
        thread = new Thread(Watch) { IsBackground = true, Name = "watchdog" };
        thread.Start();
    }

    /// <summary>From now on this may take so long.</summary>
    public void Arm(string what, double seconds)
    {
        lock (gate)
        {
            step = what;
            dueMs = Environment.TickCount64 + (long)(seconds * 1000);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Names the step that is being done, for the message; the limit stays.</summary>
    public void Step(string what)
    {
        lock (gate)
            step = what;
    }

    /// <summary>Nothing is being waited for.</summary>
    public void Disarm()
    {
        lock (gate)
            dueMs = long.MaxValue;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
    }

    private void Watch()
    {
        lock (gate)
        {
            while (!closed)
            {
                long left = dueMs == long.MaxValue ? long.MaxValue : dueMs - Environment.TickCount64;
                if (left <= 0)
                {
                    dueMs = long.MaxValue;
                    expired(step);
                }
                else
                {
                    Monitor.Wait(gate, (int)Math.Min(left, 3_600_000));
                }
            }
        }
    }
}
