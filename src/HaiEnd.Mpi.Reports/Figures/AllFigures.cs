namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>Every kind of figure, in the order of the report.</summary>
public static class AllFigures
{
    /// <summary>A new kind is one file and one line here.</summary>
    public static IReadOnlyList<IFigure> Listed { get; } =
    [
        new RooflineFigure(), new AccuracyFigure(), new MemoryFigures(), new CliffFigure(),
        new PingPongFigures(), new WindowFigures(), new LinkFigures(),
        new AllreduceFigure(), new AllreduceModelFigure(), new CollectivesFigure(), new OverlapFigures(),
        new SensitivityFigures(), new ScalingFigures(), new RealisationsFigure(), new TrendFigures(),
        new RankMapFigure(), new TailFigure(),
    ];
}
