using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>The blocks of a node's ranks lie in memory that all of them address, and a rank reads its neighbours'
/// layers where they are; a counter of each says when. Only layers for other nodes are sent (MPI 4.0, section 12.2.3;
/// Hoefler et al., MPI + MPI, Computing 95, 2013).</summary>
public sealed class SharedStencil : StencilRealisation
{
    /// <inheritdoc/>
    public override string Name => "shared";

    /// <inheritdoc/>
    public override string Summary => "layers of ranks of the same node are read in shared memory, others are sent";

    /// <inheritdoc/>
    public override long FootprintBytes(StencilCase c, Point p, Place at) =>
        BlockMemory.FootprintBytes(c.Blocks.BoxOf(0), c.Store.Bytes()) + StencilShare.OverheadBytes;

    /// <inheritdoc/>
    public override IDisposable? Connect(StencilCase c, Point p, Place at) =>
        at.Team is null ? null : new StencilShare(c, at.Team);

    /// <inheritdoc/>
    protected override bool Sends(Point p, int rank, int neighbour) => p.NodeOf(rank) != p.NodeOf(neighbour);

    /// <inheritdoc/>
    protected override StencilKernel<T> Make<T>(
        StencilCase c, Point p, Place at, IDisposable? link, ILocalStencil<T> local)
    {
        var share = (StencilShare?)link;
        return share?.HasRoom == false
            ? throw new InsufficientMemoryException(
                $"the system has no {share.TakenBytes} bytes of shared memory for each rank of the node")
            : new Kernel<T>(c, at, share, local);
    }

    private sealed class Kernel<T> : StencilKernel<T>
        where T : unmanaged, INumber<T>
    {
        private readonly Place _at;
        private readonly StencilShare? _share;
        private readonly ILocalStencil<T> _local;
        private readonly int[] _neighbours;

        public Kernel(StencilCase c, Place at, StencilShare? share, ILocalStencil<T> local)
            : base(c, at, share: share)
        {
            (_at, _share, _local) = (at, share, local);
            at.Memory.Take(share?.TakenBytes ?? 0);
            var neighbours = new List<int>();
            foreach (Face face in Decomposition.Faces)
            {
                int other = c.Blocks.Neighbour(at.Rank, face);
                if (other >= 0 && share!.Has(other))
                    neighbours.Add(other);
            }

            _neighbours = [.. neighbours];
            share?.Publish();
        }

        public override void Reset()
        {
            base.Reset();
            _share?.Publish();
        }

        public override void Dispose()
        {
            base.Dispose();
            _at.Memory.Return(_share?.TakenBytes ?? 0);
        }

        protected override void Step(Span<long> phaseTicks)
        {
            long begin = Stopwatch.GetTimestamp();
            Field.Pack();
            long packed = Stopwatch.GetTimestamp();
            Halos.Post();
            foreach (int neighbour in _neighbours)
                _share!.Await(neighbour);
            Halos.Wait();
            long received = Stopwatch.GetTimestamp();
            _local.Step(Field.Block, Field.AllLines);
            _share?.Publish();
            phaseTicks[0] += packed - begin;
            phaseTicks[1] += received - packed;
            phaseTicks[2] += Stopwatch.GetTimestamp() - received;
        }
    }
}
