using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.BindingTests;

/// <summary>The MPI is chosen from what the launchers set, as they were seen to set it.</summary>
public sealed class LaunchEnvironmentTests
{
    [TestCase("OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_RANK=3 PMIX_RANK=3", "openmpi", 4, 3)]
    [TestCase("PMI_RANK=1 PMI_SIZE=2 PMI_FD=7 MPI_LOCALNRANKS=2", "mpich", 2, 1)]
    [TestCase("PMIX_RANK=1 SLURM_STEP_NUM_TASKS=2 SLURM_PROCID=1", "openmpi", 2, 1)]
    [TestCase("PMI_FD=7 PMI_RANK=1 PMI_SIZE=2 SLURM_STEP_NUM_TASKS=2 SLURM_PROCID=1", "mpich", 2, 1)]
    [TestCase("PALS_RANKID=1 SLURM_STEP_NUM_TASKS=8 SLURM_PROCID=5", "mpich", 8, 5)]
    [TestCase("SLURM_STEP_NUM_TASKS=2 SLURM_PROCID=1", "openmpi", 2, 1)]
    public void A_launcher_is_known_by_its_variables(string variables, string flavour, int size, int rank)
    {
        LaunchEnvironment found = LaunchEnvironment.From(Parse(variables));
        Assert.That(found.IsLaunched, Is.True);
        Assert.That(found.Flavours[0], Is.EqualTo(flavour));
        Assert.That((found.Size, found.Rank), Is.EqualTo(((int?)size, (int?)rank)));
    }

    [TestCase("OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_LOCAL_RANK=3 SLURM_LOCALID=0", 3)]
    [TestCase("PMI_RANK=1 PMI_SIZE=2 MPI_LOCALRANKID=1 SLURM_LOCALID=0", 1)]
    [TestCase("PMI_RANK=1 MV2_COMM_WORLD_LOCAL_RANK=2", 2)]
    [TestCase("PMIX_RANK=5 SLURM_STEP_NUM_TASKS=8 SLURM_LOCALID=1", 1)]
    [TestCase("PALS_RANKID=5 PALS_LOCAL_RANKID=2", 2)]
    [TestCase("PMI_RANK=5 PMI_LOCAL_RANK=4", 4)]
    [TestCase("PMI_RANK=5 FLUX_TASK_LOCAL_ID=3", 3)]
    [TestCase("PMI_RANK=5", null)]
    [TestCase("SLURM_STEP_NUM_TASKS=1 SLURM_LOCALID=0", null)]
    public void The_place_on_the_node_is_the_launchers(string variables, int? place) =>
        Assert.That(LaunchEnvironment.From(Parse(variables)).LocalRank, Is.EqualTo(place));

    [TestCase("")]
    [TestCase("HOME=/root SLURM_JOB_ID=7")]
    [TestCase("SLURM_STEP_NUM_TASKS=1 SLURM_PROCID=0")]
    [TestCase("OMPI_COMM_WORLD_SIZE=many")]
    public void Without_a_launcher_nothing_is_launched(string variables)
    {
        LaunchEnvironment found = LaunchEnvironment.From(Parse(variables));
        Assert.That(found.IsLaunched, Is.False);
        Assert.That(found.Launcher, Is.EqualTo("none"));
        Assert.That(found.Size, Is.Null);
    }

    [Test]
    public void An_mpirun_inside_a_Slurm_step_wins_over_the_step()
    {
        LaunchEnvironment found = LaunchEnvironment.From(
            Parse("SLURM_STEP_NUM_TASKS=1 SLURM_PROCID=0 OMPI_COMM_WORLD_SIZE=16 OMPI_COMM_WORLD_RANK=2"));
        Assert.That((found.Size, found.Rank), Is.EqualTo(((int?)16, (int?)2)));
    }

    [Test]
    public void A_thread_level_that_there_is_not_is_refused_before_MPI_is_loaded()
    {
        LaunchEnvironment found = LaunchEnvironment.From(Parse("HAIEND_MPI_THREADS=two HAIEND_MPI=nothing"));
        Assert.That(() => MpiSession.Start(found), Throws.TypeOf<MpiLaunchException>().With.Message.EqualTo(
            "HAIEND_MPI_THREADS is 'two'; it is single, funneled, serialized or multiple."));
    }

    [Test]
    public void The_override_changes_the_library_and_not_the_launcher()
    {
        LaunchEnvironment found = LaunchEnvironment.From(Parse("HAIEND_MPI=openmpi PMI_RANK=0 PMI_SIZE=2"));
        Assert.That(found.Flavours, Is.EqualTo(new[] { "openmpi" }));
        Assert.That(found.Size, Is.EqualTo(2));
    }

    private static Dictionary<string, string> Parse(string variables) => variables
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(v => v.Split('=', 2))
        .ToDictionary(v => v[0], v => v[1]);
}
