using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Suites.LinearAlgebra;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>One rank without MPI, and what is measured on it.</summary>
internal sealed class Alone(long repeats) : IHarness
{
    public static readonly Catalog Catalog = new(typeof(Gemm).Assembly);

    public static readonly Place Place = new(null, 1, new MemoryBudget(), Catalog);

    public int Rank => 0;

    public int Size => 1;

    public long Repeats => repeats;

    public void Sum(Span<double> values)
    {
    }

    public double Max(double value) => value;

    /// <summary>Runs a point once or more and judges it.</summary>
    /// <param name="spec">as in a plan</param>
    /// <param name="repeats">how often it is run</param>
    /// <param name="said">how often the judge is told that it was run</param>
    public static Verdict Judge(string spec, int repeats = 1, int? said = null)
    {
        Job job = Catalog.Bind(PointSpec.Parse(spec), 1);
        using IKernel kernel = job.Prepare(Place, null);
        kernel.Run(repeats, new long[job.Phases.Count]);
        return job.Verify(kernel, Rigour.Full, new Alone(said ?? repeats));
    }
}
