using HaiEnd.Mpi.Analysis;

namespace HaiEnd.Mpi.Bars;

/// <summary>One promise of speed and what was measured: prints a line.</summary>
internal static class Bar
{
    /// <summary>Prints name, figure, bar and whether it holds.</summary>
    /// <param name="name">what</param>
    /// <param name="figure">measured</param>
    /// <param name="bar">promised</param>
    /// <param name="most">the figure must not exceed the bar; else it must reach it</param>
    /// <param name="how">samples, spread</param>
    public static void Print(string name, double figure, double bar, bool most, string how = "")
    {
        bool holds = most ? figure <= bar : figure >= bar;
        Print(name, figure, $"{(most ? "<=" : ">=")} {bar,-8:0.###}", holds, how);
    }

    /// <summary>Prints name, figure, what is promised in words and whether it holds.</summary>
    public static void Print(string name, double figure, string promise, bool holds, string how) =>
        Console.WriteLine($"{(holds ? "ok" : "short"),-8}{name,-58}{figure,10:0.000}  {promise}{how}");

    /// <summary>Prints that a bar was not measured, and why.</summary>
    public static void Skip(string name, string why) => Console.WriteLine($"{"skipped",-8}{name,-58}{"",10}  {why}");

    /// <summary>The median of some ratios against a bar.</summary>
    public static void Print(string name, double[] ratios, double bar, bool most)
    {
        Array.Sort(ratios);
        (double low, double high) = Statistics.MedianInterval(ratios);
        Print(name, Statistics.Quantile(ratios, 0.5), bar, most, $"[{low:0.000}, {high:0.000}] {ratios.Length} pairs");
    }
}
