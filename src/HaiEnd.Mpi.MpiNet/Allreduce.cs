using System.Numerics;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Suites.Collectives;

namespace HaiEnd.Mpi.MpiNet;

/// <summary>The sum over ranks by MPI.NET's Allreduce of arrays, which pins them and makes an operation in each
/// call.</summary>
public sealed class AllreduceMpiNet : AllreduceRealisation
{
    /// <inheritdoc/>
    public override string Name => MpiNet.Name;

    /// <inheritdoc/>
    public override string Summary => "Allreduce of MPI.NET";

    /// <inheritdoc/>
    public override Availability Check(AllreduceCase c, Point p, Place at) =>
        SummedByMpi(c) is { IsYes: false } no ? no
            : c.InPlace ? Availability.No("MPI.NET has no MPI_IN_PLACE")
            : MpiNet.Check(at);

    /// <inheritdoc/>
    public override IDisposable? Connect(AllreduceCase c, Point p, Place at) => MpiNet.Connect(at);

    /// <inheritdoc/>
    protected override AllreduceKernel<T> Make<T>(AllreduceCase c, Point p, Place at, IDisposable? link)
    {
        // Pinned, so that both ways of looking at them hold.
        T[] brought = GC.AllocateArray<T>(Math.Max(1, (int)c.Elements), pinned: true);
        return new Kernel<T>(
            c, at, (MpiNet.Link)link!, brought, GC.AllocateArray<T>(brought.Length, pinned: true));
    }

    private sealed unsafe class Kernel<T>(AllreduceCase c, Place at, MpiNet.Link link, T[] brought, T[] got)
        : AllreduceKernel<T>(c, at, (T*)Unsafe.AsPointer(ref brought[0]), (T*)Unsafe.AsPointer(ref got[0]))
        where T : unmanaged, INumber<T>
    {
        private readonly MPI.ReductionOperation<T> _add = MPI.Operation<T>.Add;
        private T[] _got = got;

        protected override void Once(Communicator team) => link.Team.Allreduce(brought, _add, ref _got);
    }
}
