using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Mpi.MpiException;

namespace HaiEnd.Mpi.Bindings.Mpi;

/// <summary>From which threads MPI may be called.</summary>
public enum MpiThreads
{
    /// <summary>There is one thread.</summary>
    Single,

    /// <summary>Only from the thread that started the session.</summary>
    Funneled,

    /// <summary>From any thread, one at a time.</summary>
    Serialized,

    /// <summary>From any thread at any time.</summary>
    Multiple,
}

/// <summary>A kind of device whose memory an MPI library may take directly.</summary>
public enum MpiDeviceMemory
{
    /// <summary>NVIDIA.</summary>
    Cuda,

    /// <summary>AMD.</summary>
    Rocm,

    /// <summary>Intel Level Zero.</summary>
    LevelZero,
}

/// <summary>
/// MPI, from its start to its end: one per process, on one thread. Do not leave a <c>using</c> block by an exception
/// that other ranks do not share: disposing waits for them. Call <see cref="Abort"/> instead.
/// </summary>
public sealed unsafe class MpiSession : IDisposable
{
    private const int TextBytes = 8192;

    // UCX would take SIGSEGV and SIGFPE when it is loaded, and a caught NullReferenceException would end the process:
    // .NET raises it from that very signal.
    private static readonly (string Name, string Value)[] BeforeLoading =
        [("UCX_HANDLE_ERRORS", "none"), ("UCX_ERROR_SIGNALS", ""), ("UCX_DEBUG_SIGNO", "")];

    private bool _disposed;

    private MpiSession(LaunchEnvironment launch, string flavour, MpiThreads level)
    {
        Launch = launch;
        Library = flavour;
        ThreadLevel = level;
        World = new Communicator(1);
        Self = new Communicator(2);
        byte* text = stackalloc byte[TextBytes];
        Check(MpiShim.hai_get_library_version(text, TextBytes), "MPI_Get_library_version");
        LibraryVersion = Text.FromC(text).Split('\n')[0].TrimEnd();
        int major, minor;
        Check(MpiShim.hai_get_version(&major, &minor), "MPI_Get_version");
        Standard = new Version(major, minor);
        Check(MpiShim.hai_get_processor_name(text, TextBytes), "MPI_Get_processor_name");
        ProcessorName = Text.FromC(text);
    }

    /// <summary>Whether an MPI launcher started this process; read from the environment, nothing is loaded.</summary>
    public static bool IsLaunched => LaunchEnvironment.Current().IsLaunched;

    /// <summary>Seconds on MPI's own clock, from some moment in the past.</summary>
    public static double WallTimeSeconds => MpiShim.hai_wtime();

    /// <summary>The resolution of MPI's own clock in seconds.</summary>
    public static double WallTickSeconds => MpiShim.hai_wtick();

    /// <summary>What the library has granted this process; MPI must have been started.</summary>
    public static MpiThreads Granted
    {
        get
        {
            int level;
            Check(MpiShim.hai_query_thread(&level), "MPI_Query_thread");
            return (MpiThreads)level;
        }
    }

    /// <summary>How the process was started.</summary>
    public LaunchEnvironment Launch { get; }

    /// <summary>What started the process, in words.</summary>
    public string Launcher => Launch.Launcher;

    /// <summary>The implementation that the shim was compiled against: <c>openmpi</c>, <c>mpich</c> or
    /// <c>mpi</c>.</summary>
    public string Library { get; }

    /// <summary>The first line of what the library says of itself.</summary>
    public string LibraryVersion { get; }

    /// <summary>The version of the MPI standard.</summary>
    public Version Standard { get; }

    /// <summary>The name of this process's node.</summary>
    public string ProcessorName { get; }

    /// <summary>What the library grants.</summary>
    public MpiThreads ThreadLevel { get; }

    /// <summary>All ranks.</summary>
    public Communicator World { get; }

    /// <summary>This rank alone.</summary>
    public Communicator Self { get; }

    /// <summary>Loads and starts MPI. Every rank calls it, early.</summary>
    /// <param name="launch">How the process was started; read from the environment unless given.</param>
    /// <returns>The session to dispose.</returns>
    /// <exception cref="MpiLaunchException">No MPI can be loaded, or it is not the launcher's.</exception>
    /// <exception cref="InvalidOperationException">MPI was started before in this process.</exception>
    /// <exception cref="MpiException">MPI refused.</exception>
    public static MpiSession Start(LaunchEnvironment? launch = null)
    {
        launch ??= LaunchEnvironment.Current();
        MpiThreads threads = Asked(launch.Threads);
        string flavour = MpiShimLoader.Load(launch, BeforeLoading);
        int started, level;
        Check(MpiShim.hai_initialized(&started), "MPI_Initialized");
        if (started != 0)
        {
            throw new InvalidOperationException("MPI was started before in this process; it cannot be started twice.");
        }
        Check(MpiShim.hai_init_thread((int)threads, &level), "MPI_Init_thread");
        MpiSession session = new(launch, flavour, (MpiThreads)level);
        if (launch.Size is { } expected && expected != session.World.Size)
        {
            int size = session.World.Size;
            session.Dispose();
            throw new MpiLaunchException(Mismatch(launch, flavour, size));
        }
        return session;
    }

    /// <summary>By default as many as a second thread that waits for a collective needs.</summary>
    private static MpiThreads Asked(string text) => text.Length == 0 ? MpiThreads.Serialized
        : Enum.GetNames<MpiThreads>().Contains(text, StringComparer.OrdinalIgnoreCase)
        ? Enum.Parse<MpiThreads>(text, ignoreCase: true)
        : throw new MpiLaunchException(
            $"{LaunchEnvironment.ThreadsVariable} is '{text}'; it is single, funneled, serialized or multiple.");

    /// <summary>Whether the library takes addresses in device memory; null when it does not say. MPI must have been
    /// started.</summary>
    /// <param name="kind">The kind of device.</param>
    public static bool? Accepts(MpiDeviceMemory kind) =>
        MpiShim.hai_gpu_support((int)kind) switch { 1 => true, 0 => false, _ => null };

    /// <summary>Ends all processes of the launch.</summary>
    /// <param name="code">What the launcher is asked to return.</param>
    public void Abort(int code) => World.Abort(code);

    /// <summary>Ends MPI; waits for the other ranks. On the thread that started it.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Check(MpiShim.hai_finalize(), "MPI_Finalize");
        }
    }

    private static string Mismatch(LaunchEnvironment launch, string flavour, int size) =>
        $"{launch.Launcher} started {launch.Size} ranks, but MPI sees {size}: the ranks do not find each other.\n"
        + $"Probably the program was bound to another MPI ({flavour}) than the launcher belongs to.\n"
        + $"Start it with the mpirun of that MPI, or unset {LaunchEnvironment.Override}, or set it to the launcher's: "
        + $"{LaunchEnvironment.Override}=openmpi or {LaunchEnvironment.Override}=mpich. "
        + "Under Slurm: srun --mpi=pmix for Open MPI, srun --mpi=pmi2 for MPICH.";
}
