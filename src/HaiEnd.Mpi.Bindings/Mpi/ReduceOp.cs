using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Mpi.MpiException;

namespace HaiEnd.Mpi.Bindings.Mpi;

/// <summary>What a reduction does with two elements. The predefined ones are constants.</summary>
public readonly record struct ReduceOp : IDisposable
{
    // HAI_OPS of haiend_mpi.h: smaller handles name predefined operations.
    private const long FirstCreated = 15;

    private ReduceOp(long handle) => Handle = handle;

    /// <summary>The sum.</summary>
    public static ReduceOp Sum => new(1);

    /// <summary>The product.</summary>
    public static ReduceOp Prod => new(2);

    /// <summary>The smaller.</summary>
    public static ReduceOp Min => new(3);

    /// <summary>The larger.</summary>
    public static ReduceOp Max => new(4);

    /// <summary>Whether both differ from zero.</summary>
    public static ReduceOp LogicalAnd => new(5);

    /// <summary>Whether one differs from zero.</summary>
    public static ReduceOp LogicalOr => new(6);

    /// <summary>Whether exactly one differs from zero.</summary>
    public static ReduceOp LogicalXor => new(7);

    /// <summary>Bitwise and.</summary>
    public static ReduceOp BitAnd => new(8);

    /// <summary>Bitwise or.</summary>
    public static ReduceOp BitOr => new(9);

    /// <summary>Bitwise exclusive or.</summary>
    public static ReduceOp BitXor => new(10);

    /// <summary>The smaller value with its index, of <see cref="DoubleInt"/> or <see cref="FloatInt"/>.</summary>
    public static ReduceOp MinLoc => new(11);

    /// <summary>The larger value with its index, of <see cref="DoubleInt"/> or <see cref="FloatInt"/>.</summary>
    public static ReduceOp MaxLoc => new(12);

    /// <summary>The new value; one-sided calls only.</summary>
    public static ReduceOp Replace => new(13);

    /// <summary>The old value; one-sided calls only.</summary>
    public static ReduceOp NoOp => new(14);

    /// <summary>The shim's handle.</summary>
    internal long Handle { get; }

    /// <summary>An operation of one's own: <c>inout[i] = in[i] op inout[i]</c> for <c>*length</c> elements.</summary>
    /// <param name="function">Arguments: in, inout, length, datatype. It must not throw: the caller is native.</param>
    /// <param name="commutes">Whether the order of the two does not matter.</param>
    /// <returns>An operation to dispose.</returns>
    /// <exception cref="MpiException">MPI refused.</exception>
    public static unsafe ReduceOp Create(
        delegate* unmanaged<void*, void*, int*, void*, void> function, bool commutes)
    {
        long made;
        Check(MpiShim.hai_op_create(function, commutes ? 1 : 0, &made), "MPI_Op_create");
        return new ReduceOp(made);
    }

    /// <summary>Frees an operation of one's own; a predefined one stays.</summary>
    public unsafe void Dispose()
    {
        if ((ulong)Handle >= FirstCreated)
        {
            long handle = Handle;
            Check(MpiShim.hai_op_free(&handle), "MPI_Op_free");
        }
    }
}
