using HaiEnd.Mpi.Bindings.Devices;
using static HaiEnd.Mpi.Bindings.Interop.OpenCl;

namespace HaiEnd.Mpi.Bindings.OpenCl;

/// <summary>A queue of OpenCL.</summary>
internal sealed unsafe class OpenClQueue(OpenClDevice device, nint queue) : DeviceQueue(queue)
{
    public override void Write(DeviceBuffer to, long offset, void* from, long bytes)
    {
        if (bytes > 0)
            device.Check(
                clEnqueueWriteBuffer(Handle, to.Handle, 0, (nuint)offset, (nuint)bytes, from, 0, null, null),
                nameof(clEnqueueWriteBuffer));
    }

    public override void Read(DeviceBuffer from, long offset, void* to, long bytes)
    {
        if (bytes > 0)
            device.Check(
                clEnqueueReadBuffer(Handle, from.Handle, 0, (nuint)offset, (nuint)bytes, to, 0, null, null),
                nameof(clEnqueueReadBuffer));
    }

    public override void Copy(DeviceBuffer from, long fromOffset, DeviceBuffer to, long toOffset, long bytes)
    {
        if (bytes > 0)
            device.Check(
                clEnqueueCopyBuffer(
                    Handle, from.Handle, to.Handle, (nuint)fromOffset, (nuint)toOffset, (nuint)bytes, 0, null, null),
                nameof(clEnqueueCopyBuffer));
    }

    /// <summary>What waits for it in another queue would wait for ever if this one's driver held it back.</summary>
    public override void Record(DeviceEvent mark)
    {
        nint set;
        device.Check(
            clEnqueueMarkerWithWaitList(Handle, 0, null, &set), nameof(clEnqueueMarkerWithWaitList));
        ((OpenClEvent)mark).Become(set);
        device.Check(clFlush(Handle), nameof(clFlush));
    }

    public override void Wait(DeviceEvent mark)
    {
        nint set = ((OpenClEvent)mark).Handle;
        if (set != 0)
            device.Check(
                clEnqueueBarrierWithWaitList(Handle, 1, &set, null), nameof(clEnqueueBarrierWithWaitList));
    }

    public override void Finish() => device.Check(clFinish(Handle), nameof(clFinish));

    public override void Dispose()
    {
        if (Handle != 0)
            _ = clReleaseCommandQueue(Handle);
        Handle = 0;
    }
}

/// <summary>An event of OpenCL: a new one each time that it is recorded.</summary>
internal sealed unsafe class OpenClEvent(OpenClDevice device) : DeviceEvent
{
    private const double SecondsOfNs = 1e-9;

    /// <summary>The last one; 0 before it is recorded.</summary>
    internal nint Handle { get; private set; }

    public override void Finish()
    {
        nint set = Handle;
        if (set != 0)
            device.Check(clWaitForEvents(1, &set), nameof(clWaitForEvents));
    }

    public override double SecondsSince(DeviceEvent earlier)
    {
        Finish();
        earlier.Finish();
        return SecondsOfNs * (long)(TimeNs() - ((OpenClEvent)earlier).TimeNs());
    }

    public override void Dispose() => Become(0);

    internal void Become(nint set)
    {
        if (Handle != 0)
            _ = clReleaseEvent(Handle);
        Handle = set;
    }

    private ulong TimeNs()
    {
        ulong ns;
        device.Check(
            clGetEventProfilingInfo(Handle, CL_PROFILING_COMMAND_END, sizeof(ulong), &ns, null),
            nameof(clGetEventProfilingInfo));
        return ns;
    }
}
