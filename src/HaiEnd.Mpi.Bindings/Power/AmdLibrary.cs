using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Hip;
using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Interop.AmdSmi;
using static HaiEnd.Mpi.Bindings.Interop.RocmSmi;

namespace HaiEnd.Mpi.Bindings.Power;

/// <summary>A library of AMD's that counts the energy of boards. It is started once in a process, and ends with it.
/// </summary>
/// <param name="name">for a person</param>
internal abstract unsafe class AmdLibrary(string name)
{
    private readonly Dictionary<ulong, nint> _boards = [];
    private string? _reason;

    /// <summary>For a person.</summary>
    public string Name => name;

    /// <summary>Its boards by their places on the bus.</summary>
    /// <param name="reason">why there are none; empty where there are</param>
    public IReadOnlyDictionary<ulong, nint> Boards(out string reason)
    {
        reason = _reason ??= Start();
        return _boards;
    }

    /// <summary>What a board has taken since some moment.</summary>
    /// <param name="board">one of <see cref="Boards"/></param>
    /// <param name="count">in steps</param>
    /// <param name="microJoules">a step [uJ]</param>
    /// <returns>why it can't be read; empty where it can</returns>
    public abstract string Read(nint board, out ulong count, out float microJoules);

    /// <summary>Loads it.</summary>
    protected abstract void Load();

    /// <summary>Starts it and shows its boards.</summary>
    protected abstract string Find();

    /// <summary>What a code means.</summary>
    protected abstract byte* TextOf(int code);

    /// <summary>Keeps a board at a place that the library gave: domain, bus, device, function. What it has in the bits
    /// 31 to 28 and in the function tells the parts of a board apart, which have one meter.</summary>
    protected void Add(ulong place, nint board) => _boards.TryAdd(BoardOf(place), board);

    /// <summary>What failed; empty where nothing did. All their successes are 0.</summary>
    protected string Meaning(int code, string call) =>
        code == AMDSMI_STATUS_SUCCESS ? "" : $"{call} failed: {Utf8.Text(TextOf(code))} ({code})";

    /// <summary>The place without function and part.</summary>
    internal static ulong BoardOf(ulong place) => place & 0xFFFFFFFF_0000FFF8;

    private string Start()
    {
        try
        {
            Load();
            return Find();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return e.Message;
        }
    }
}

/// <summary>The one of ROCm 6 and later. The variable HAIEND_AMD_SMI may name its file.</summary>
internal sealed unsafe class AmdSmiLibrary() : AmdLibrary("AMD SMI")
{
    /// <inheritdoc/>
    public override string Read(nint board, out ulong count, out float microJoules)
    {
        ulong steps, at;
        float size;
        int code = amdsmi_get_energy_count(board, &steps, &size, &at);
        (count, microJoules) = (steps, size);
        return Meaning(code, nameof(amdsmi_get_energy_count));
    }

    /// <inheritdoc/>
    protected override void Load()
    {
        nint handle = Libraries.Load(
            AmdSmi.Library, "HAIEND_AMD_SMI", Rocm.Files("libamd_smi", 27, 26, 25, 24, 23));
        Libraries.Register(AmdSmi.Library, () => handle);
    }

    /// <inheritdoc/>
    protected override string Find()
    {
        string fault = Meaning(amdsmi_init(AMDSMI_INIT_AMD_GPUS), nameof(amdsmi_init));
        if (fault.Length > 0)
            return fault;
        uint sockets = 0;
        fault = Meaning(amdsmi_get_socket_handles(&sockets, null), nameof(amdsmi_get_socket_handles));
        nint[] all = new nint[sockets];
        fixed (nint* found = all)
            if (fault.Length == 0 && sockets > 0)
                fault = Meaning(amdsmi_get_socket_handles(&sockets, found), nameof(amdsmi_get_socket_handles));
        foreach (nint socket in all.Take((int)sockets))
            if (fault.Length == 0)
                fault = OfSocket(socket);
        return fault;
    }

    /// <inheritdoc/>
    protected override byte* TextOf(int code)
    {
        byte* text;
        return amdsmi_status_code_to_string(code, &text) == AMDSMI_STATUS_SUCCESS ? text : null;
    }

    private string OfSocket(nint socket)
    {
        uint count = 0;
        string fault = Meaning(
            amdsmi_get_processor_handles(socket, &count, null), nameof(amdsmi_get_processor_handles));
        nint[] all = new nint[count];
        fixed (nint* found = all)
            if (fault.Length == 0 && count > 0)
                fault = Meaning(
                    amdsmi_get_processor_handles(socket, &count, found), nameof(amdsmi_get_processor_handles));
        foreach (nint board in all.Take((int)count))
        {
            ulong place = 0;
            if (fault.Length == 0)
                fault = Meaning(amdsmi_get_gpu_bdf_id(board, &place), nameof(amdsmi_get_gpu_bdf_id));
            if (fault.Length == 0)
                Add(place, board);
        }

        return fault;
    }
}

/// <summary>The one that ROCm 5 has alone. The variable HAIEND_ROCM_SMI may name its file.</summary>
internal sealed unsafe class RocmSmiLibrary() : AmdLibrary("ROCm SMI")
{
    /// <inheritdoc/>
    public override string Read(nint board, out ulong count, out float microJoules)
    {
        ulong steps, at;
        float size;
        int code = rsmi_dev_energy_count_get((uint)board, &steps, &size, &at);
        (count, microJoules) = (steps, size);
        return Meaning(code, nameof(rsmi_dev_energy_count_get));
    }

    /// <inheritdoc/>
    protected override void Load()
    {
        nint handle = Libraries.Load(
            RocmSmi.Library, "HAIEND_ROCM_SMI", Rocm.Files("librocm_smi64", 7, 6, 5, 1));
        Libraries.Register(RocmSmi.Library, () => handle);
    }

    /// <inheritdoc/>
    protected override string Find()
    {
        string fault = Meaning(rsmi_init(0), nameof(rsmi_init));
        uint count = 0;
        if (fault.Length == 0)
            fault = Meaning(rsmi_num_monitor_devices(&count), nameof(rsmi_num_monitor_devices));
        for (uint board = 0; board < count && fault.Length == 0; board++)
        {
            ulong place;
            fault = Meaning(rsmi_dev_pci_id_get(board, &place), nameof(rsmi_dev_pci_id_get));
            if (fault.Length == 0)
                Add(place, (nint)board);
        }

        return fault;
    }

    /// <inheritdoc/>
    protected override byte* TextOf(int code)
    {
        byte* text;
        return rsmi_status_string(code, &text) == RSMI_STATUS_SUCCESS ? text : null;
    }
}
