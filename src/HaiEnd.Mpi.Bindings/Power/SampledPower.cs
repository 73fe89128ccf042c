using System.Buffers.Text;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace HaiEnd.Mpi.Bindings.Power;

/// <summary>Energy where only power is told: its integral, by a thread that looks ten times a second and ends with the
/// process.</summary>
/// <param name="watts">the power now [W]; NaN where it can't be read</param>
/// <param name="seconds">a clock [s]</param>
internal sealed class SampledPower(Func<double> watts, Func<double> seconds)
{
    /// <summary>Between two looks [s].</summary>
    public const double StepSeconds = 0.1;

    private readonly Lock _lock = new();
    private double _joules, _lastWatts = double.NaN, _lastSeconds;

    /// <summary>Of a file of micro-watts, which is looked at from now on; null where there is none.</summary>
    public static SampledPower? Of(string file)
    {
        const double MicroToOne = 1e-6;
        try
        {
            SafeFileHandle handle = File.OpenHandle(file);
            var power = new SampledPower(
                () => Number(handle) * MicroToOne, () => (double)Stopwatch.GetTimestamp() / Stopwatch.Frequency);
            if (!double.IsFinite(Number(handle)))
                return null;
            new Thread(power.Look) { IsBackground = true, Name = "power" }.Start();
            return power;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What was taken since the first look [J]; NaN once the power could not be read.</summary>
    public double Joules()
    {
        lock (_lock)
        {
            double now = seconds(), power = watts();
            if (_lastSeconds > 0)
                _joules += (_lastWatts + power) / 2 * (now - _lastSeconds);
            (_lastWatts, _lastSeconds) = (power, now);
            return _joules;
        }
    }

    private void Look()
    {
        while (double.IsFinite(Joules()))
            Thread.Sleep(TimeSpan.FromSeconds(StepSeconds));
    }

    /// <summary>Nothing is allocated, as the thread runs beside measurements.</summary>
    private static double Number(SafeFileHandle handle)
    {
        Span<byte> text = stackalloc byte[32];
        try
        {
            int length = RandomAccess.Read(handle, text, 0);
            return Utf8Parser.TryParse(text[..length], out long value, out _) ? value : double.NaN;
        }
        catch (IOException)
        {
            return double.NaN;
        }
    }
}
