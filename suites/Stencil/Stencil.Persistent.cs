using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>As blocking, by messages that are set up once and started in each step (MPI 4.0, section 3.9): what a
/// library saves when it knows what will be sent.</summary>
public sealed class PersistentStencil : StencilRealisation
{
    /// <inheritdoc/>
    public override string Name => "persistent";

    /// <inheritdoc/>
    public override string Summary => "all halos are exchanged by persistent requests, then all points are stepped";

    /// <inheritdoc/>
    protected override StencilKernel<T> Make<T>(
        StencilCase c, Point p, Place at, IDisposable? link, ILocalStencil<T> local) => new Kernel<T>(c, at, local);

    private sealed unsafe class Kernel<T> : StencilKernel<T>
        where T : unmanaged, INumber<T>
    {
        private readonly ILocalStencil<T> _local;

        // Layers that are sent as they lie in memory lie in one array after even steps and in the other after odd ones.
        private readonly RequestSet[] _requests =
            [new(2 * Decomposition.Faces.Length), new(2 * Decomposition.Faces.Length)];

        private int _now;

        public Kernel(StencilCase c, Place at, ILocalStencil<T> local)
            : base(c, at)
        {
            _local = local;
            foreach (RequestSet set in _requests)
            {
                foreach (Face face in Decomposition.Faces)
                {
                    int neighbour = Field.Neighbour(face);
                    if (neighbour < 0)
                        continue;
                    nint length = (nint)Field.LayerBytes(face) / sizeof(T);
                    set.Add(at.Team!.PrepareReceive(
                        new NativeSlice<T>(Field.Halo(face), length), neighbour, (int)face ^ 1));
                    set.Add(at.Team.PrepareSend(
                        new NativeSlice<T>(Field.Outgoing(face), length), neighbour, (int)face));
                }

                Field.Turn();
            }
        }

        public override void Dispose()
        {
            foreach (RequestSet set in _requests)
            {
                set.Free();
                set.Dispose();
            }

            base.Dispose();
        }

        protected override void Step(Span<long> phaseTicks)
        {
            RequestSet requests = _requests[_now];
            long begin = Stopwatch.GetTimestamp();
            Field.Pack();
            long packed = Stopwatch.GetTimestamp();
            if (requests.Count > 0)
            {
                requests.StartAll();
                requests.Complete();
            }

            long received = Stopwatch.GetTimestamp();
            _local.Step(Field.Block, Field.AllLines);
            _now = 1 - _now;
            phaseTicks[0] += packed - begin;
            phaseTicks[1] += received - packed;
            phaseTicks[2] += Stopwatch.GetTimestamp() - received;
        }
    }
}
