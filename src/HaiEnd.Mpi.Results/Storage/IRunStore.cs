namespace HaiEnd.Mpi.Results.Storage;

/// <summary>Fills in the figures that take all points of a launch together, such as the share of a measured
/// roof.</summary>
/// <param name="points">without their samples</param>
/// <returns>As many, in the same order.</returns>
public delegate IReadOnlyList<PointRecord> Finish(IReadOnlyList<PointRecord> points);

/// <summary>
/// Keeps one launch while it is measured. Called in this order: <see cref="Begin"/>, then <see cref="Started"/> and
/// <see cref="Append"/> for each point, then <see cref="Seal"/>. Every call is durable when it returns.
/// </summary>
public interface IRunStore : IDisposable
{
    /// <summary>Opens the store for a launch, before its first point.</summary>
    /// <exception cref="StoreException">The place is taken or cannot be written; the text says what to do.</exception>
    void Begin(RunRecord run);

    /// <summary>
    /// Marks a point as running. If nothing more is heard of it, it enters the result file as
    /// <see cref="PointStatus.Failed"/> with the message <see cref="EndedWhileRunning"/>.
    /// </summary>
    /// <param name="planned">case, parameters, scale and order; how it ended is not read</param>
    /// <exception cref="StoreException">The mark cannot be written; the text says what to do.</exception>
    void Started(PointRecord planned);

    /// <summary>Keeps a finished point.</summary>
    /// <exception cref="ArgumentException">Its tables do not fit together, or its order was used before.</exception>
    /// <exception cref="StoreException">It cannot be written; the text says what to do.</exception>
    void Append(PointRecord point);

    /// <summary>Makes one immutable file of everything.</summary>
    /// <param name="final">the launch as it ended, with its log</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="StoreException">It cannot be written; the finished points are kept.</exception>
    string Seal(RunRecord final);

    /// <summary>What the file says of a point that was marked as started and never finished.</summary>
    const string EndedWhileRunning = "the launch ended while this point was running";
}
