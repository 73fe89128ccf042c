using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Blas;
using HaiEnd.Mpi.Suites.LinearAlgebra;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Matrices dealt in tiles of 8, whatever the library has been told.</summary>
public sealed class PlantedTiles : PgemmRealisation
{
    private readonly PgemmScalapack _library = new();

    public override string Name => "planted-tile";

    public override string Summary => "a defect in who holds what";

    public override IReadOnlyList<Axis> Axes => _library.Axes;

    public override IReadOnlyList<string> Phases => _library.Phases;

    public override Availability Check(PgemmCase c, Point p, Place at) => _library.Check(c, p, at);

    public override IDisposable? Connect(PgemmCase c, Point p, Place at) => _library.Connect(c, p, at);

    public override IDistributedProduct Prepare(PgemmCase c, Point p, Place at, IDisposable? link) =>
        new ScalapackProduct(Dealt(c, at), (ProcessGrid)link!, LocalOf(c, p, at), at.Memory);

    protected override long BlockBytes(PgemmCase c, Point p, Place at) => Dealt(c, at).Bytes;

    private static DealtProduct Dealt(PgemmCase c, Place at) => new(c.Product, new(c.Ranks, 1), 8, at.Rank);
}
