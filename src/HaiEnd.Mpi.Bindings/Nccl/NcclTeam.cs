using System.Globalization;
using System.Text;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Interop;
using HaiEnd.Mpi.Bindings.Mpi;
using static HaiEnd.Mpi.Bindings.Interop.Nccl;

namespace HaiEnd.Mpi.Bindings.Nccl;

/// <summary>The ranks of a communicator of MPI as one of NCCL, each with its device.</summary>
public sealed unsafe class NcclTeam : IDisposable
{
    private const int TextBytes = 256;

    private readonly NcclLibrary _library;
    private nint _team;

    private NcclTeam(NcclLibrary library) => _library = library;

    /// <summary>Why there is none; the same on all ranks, and empty where there is one.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Joins all ranks; collective. What fails is a reason on all of them.</summary>
    /// <param name="library">of the device's vendor</param>
    /// <param name="team">the ranks</param>
    /// <param name="device">this rank's</param>
    /// <param name="node">this rank's, numbered from 0</param>
    public static NcclTeam Join(NcclLibrary library, Communicator team, Device device, int node)
    {
        var joined = new NcclTeam(library);
        // One device twice in a communicator is not supported and may hang (NCCL user guide, "Creating a
        // communicator").
        string shared = SharedDevice(team, device, node);
        string fault = shared.Length > 0
            ? $"{library.Name} takes a device once, and two ranks have {shared}"
            : joined.Join(team);
        joined.Reason = First(team, fault);
        if (joined.Reason.Length > 0)
            joined.Dispose();
        return joined;
    }

    /// <summary>A rank on its own, without MPI.</summary>
    /// <param name="library">of the device's vendor</param>
    /// <exception cref="DeviceException">it can't be made</exception>
    public static NcclTeam Alone(NcclLibrary library)
    {
        var alone = new NcclTeam(library);
        NcclUniqueId id = alone.Id();
        alone.Join(id, 0, 1);
        return alone;
    }

    /// <summary>Sums elements over the ranks, in the order of a queue: nothing waits for it here.</summary>
    /// <typeparam name="T">the element: fp64, fp32, fp16, bf16, or a whole number of 32 or 64 bits</typeparam>
    /// <param name="from">this rank's elements</param>
    /// <param name="to">the sums; may be the same</param>
    /// <param name="count">elements</param>
    /// <param name="queue">of this rank's device</param>
    /// <exception cref="DeviceException">the library refuses</exception>
    public void AllReduce<T>(DeviceBuffer from, DeviceBuffer to, long count, DeviceQueue queue)
        where T : unmanaged => _library.Check(
            _library.Calls.ncclAllReduce(
                (void*)from.Handle, (void*)to.Handle, (nuint)count, KindOf<T>(), ncclSum, _team, queue.Handle),
            nameof(_library.Calls.ncclAllReduce));

    /// <summary>Fails where something that was begun before did.</summary>
    public void Check()
    {
        int code;
        _library.Check(
            _library.Calls.ncclCommGetAsyncError(_team, &code), nameof(_library.Calls.ncclCommGetAsyncError));
        _library.Check(code, nameof(_library.Calls.ncclAllReduce));
    }

    /// <summary>Leaves; collective.</summary>
    public void Dispose()
    {
        if (_team != 0)
            _ = _library.Calls.ncclCommDestroy(_team);
        _team = 0;
    }

    /// <summary>What NCCL calls a type; it has no others that we sum.</summary>
    private static int KindOf<T>() => typeof(T) == typeof(double) ? ncclFloat64
        : typeof(T) == typeof(float) ? ncclFloat32
        : typeof(T) == typeof(int) ? ncclInt32
        : typeof(T) == typeof(long) ? ncclInt64
        : typeof(T) == typeof(Half) ? ncclFloat16
        : ncclBfloat16;

    /// <summary>Device that two ranks of a node have; empty where there is none.</summary>
    private static string SharedDevice(Communicator team, Device device, int node)
    {
        DeviceFacts d = device.Facts;
        string own = d.Uuid.Length > 0 ? d.Uuid : d.Pci.Length > 0 ? d.Pci : $"{d.Runtime} {d.Index}";
        string[] all = Gathered(team, string.Create(CultureInfo.InvariantCulture, $"{own} of node {node}"));
        return all.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1)?.Key ?? "";
    }

    /// <summary>The first fault of any rank.</summary>
    private static string First(Communicator team, string fault) =>
        Gathered(team, fault).FirstOrDefault(f => f.Length > 0) ?? "";

    private static string[] Gathered(Communicator team, string text)
    {
        byte[] own = new byte[TextBytes], all = new byte[TextBytes * team.Size];
        Encoding.UTF8.GetEncoder().Convert(text, own, flush: true, out _, out _, out _);
        team.AllGather<byte>(own, all);
        return [.. all.Chunk(TextBytes).Select(b => Encoding.UTF8.GetString(b).TrimEnd('\0'))];
    }

    /// <summary>The first rank's number for the communicator goes to all; the fault on this rank.</summary>
    private string Join(Communicator team)
    {
        NcclUniqueId id = default;
        string fault = "";
        if (team.Rank == 0)
            fault = Tried(() => id = Id());
        // Without a number nobody may wait for the others.
        fault = First(team, fault);
        if (fault.Length > 0)
            return fault;
        team.Broadcast<byte>(id, 0);
        return Tried(() => Join(id, team.Rank, team.Size));
    }

    private static string Tried(Action step)
    {
        try
        {
            step();
            return "";
        }
        catch (DeviceException e)
        {
            return e.Message;
        }
    }

    private NcclUniqueId Id()
    {
        NcclUniqueId id;
        _library.Check(_library.Calls.ncclGetUniqueId(&id), nameof(_library.Calls.ncclGetUniqueId));
        return id;
    }

    private void Join(NcclUniqueId id, int rank, int ranks)
    {
        nint team;
        _library.Check(
            _library.Calls.ncclCommInitRank(&team, ranks, id, rank), nameof(_library.Calls.ncclCommInitRank));
        _team = team;
    }
}
