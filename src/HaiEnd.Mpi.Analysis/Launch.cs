using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>One launch: the unit of replication, and what every analysis and report is given.</summary>
/// <param name="File">where it was read from or written to</param>
/// <param name="Run">the launch</param>
/// <param name="Points">its points, efficiencies filled in</param>
public sealed record Launch(string File, RunRecord Run, IReadOnlyList<PointRecord> Points);
