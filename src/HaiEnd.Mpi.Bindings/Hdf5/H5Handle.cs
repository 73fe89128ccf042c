using System.Runtime.InteropServices;
using static HaiEnd.Mpi.Bindings.Interop.Hdf5;

namespace HaiEnd.Mpi.Bindings.Hdf5;

/// <summary>An identifier of libhdf5 of any kind; all kinds are released by H5Idec_ref.</summary>
public sealed class H5Handle : SafeHandle
{
    internal H5Handle(long id)
        : base(-1, ownsHandle: true) => SetHandle((nint)id);

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    internal long Id => handle;

    /// <summary>Releases the identifier and reports a failure, which <c>Dispose</c> cannot.</summary>
    /// <exception cref="Hdf5Exception">What was still to be written could not be.</exception>
    internal void Finish()
    {
        long id = handle;
        SetHandleAsInvalid();
        H5.Check(H5Idec_ref(id));
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => H5Idec_ref(handle) >= 0;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // A forgotten identifier leaks: libhdf5 may be built without thread safety, so the finalizer must not call it.
        if (!disposing)
        {
            SetHandleAsInvalid();
        }
        base.Dispose(disposing);
    }
}
