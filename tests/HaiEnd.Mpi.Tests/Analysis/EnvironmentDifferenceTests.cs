using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using NUnit.Framework;
using static HaiEnd.Mpi.Tests.Analysis.LaunchSets;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>What differs around sets of launches.</summary>
public sealed class EnvironmentDifferenceTests
{
    private static readonly RunRecord Plain = Launch(0).Run;

    [Test]
    public void Launches_of_the_same_differ_in_nothing() =>
        Assert.That(Between([Plain], [Plain with { RunId = "other", Created = Begin.AddDays(9) }]).Conclusion,
            Is.EqualTo("nothing recorded differs"));

    [Test]
    public void A_new_mpi_with_its_binding_module_and_variables_is_one_thing()
    {
        RunRecord old = Launch(0).WithMpi("4.1.4").Run with
        {
            Modules = ["openmpi/4.1.4", "gcc/14"],
            EnvironmentJson = """{"OMPI_MCA_pml": "ob1"}""",
        };
        RunRecord recent = Launch(1).WithMpi("5.0.3").Run with { Modules = ["openmpi/5.0.3", "gcc/14"] };
        EnvironmentDifference found = Between([old], [recent]);
        Assert.That(found.Conclusion, Is.EqualTo("one thing changed: MPI"));
        Assert.That(found.Facts.Select(f => f.Name), Is.EquivalentTo(
            new[] { "MPI binding", "MPI library", "OMPI_MCA_pml", "module openmpi" }));
    }

    [Test]
    public void When_several_things_changed_the_cause_cannot_be_told()
    {
        RunRecord recent = Launch(1).WithMpi("5.0.3").Run;
        recent = recent with { Nodes = [Plain.Nodes[0] with { HostName = "n2", Clocks = "powersave" }] };
        Assert.That(Between([Launch(0).WithMpi("4.1.4").Run], [recent]).Conclusion, Is.EqualTo(
            "several things changed (MPI, nodes, clocks): the cause cannot be told from this"));
    }

    [Test]
    public void What_varies_within_both_sets_is_shown_and_is_no_difference()
    {
        RunRecord other = Plain with { Nodes = [Plain.Nodes[0] with { HostName = "n2" }] };
        EnvironmentDifference found = Between([Plain, other, other], [other, Plain]);
        Assert.That(found.Conclusion, Is.EqualTo("nothing recorded differs"));
        Assert.That(found.Facts.Single().Base, Is.EqualTo(new[] { new FactValue("n2", 2), new FactValue("n1", 1) }));
    }

    [Test]
    public void What_varies_within_one_set_is_found()
    {
        RunRecord other = Plain with { Nodes = [Plain.Nodes[0] with { HostName = "n2" }] };
        Assert.That(EnvironmentDifference.Within([Plain, Plain with { RunId = "other" }]), Is.Empty);
        VaryingFact found = EnvironmentDifference.Within([Plain, other, other]).Single();
        Assert.That((found.Group, found.Name), Is.EqualTo((FactGroup.Nodes, "hosts")));
        Assert.That(found.Values, Is.EqualTo(new[] { new FactValue("n2", 2), new FactValue("n1", 1) }));
    }

    [TestCase("haiend run -s quick -o a.h5", "haiend run -s quick --output=b.h5 --json", "")]
    [TestCase("haiend run -s quick", "haiend run -s smoke", "settings")]
    public void The_output_file_is_no_setting(string old, string recent, string groups) => Assert.That(
        string.Join(' ', Between([Plain with { CommandLine = old }], [Plain with { CommandLine = recent }]).Groups
            .Select(EnvironmentDifference.NameOf)), Is.EqualTo(groups));

    [TestCase("""{"SLURM_JOB_ID": "7", "OMPI_MCA_orte_hnp_uri": "x", "OMPI_MCA_ess_base_jobid": "9"}""", "")]
    [TestCase("""{"SLURM_CPU_BIND": "none"}""", "variables")]
    [TestCase("""{"OMP_NUM_THREADS": "2"}""", "variables")]
    [TestCase("[not even JSON", "")]
    [TestCase("[1]", "")]
    public void Only_variables_that_steer_are_compared(string json, string groups) => Assert.That(
        string.Join(' ', Between([Plain], [Plain with { EnvironmentJson = json }]).Groups
            .Select(EnvironmentDifference.NameOf)), Is.EqualTo(groups));

    [TestCase("haiend run -s quick -o a.h5", "haiend run --launches 7 -s quick -- mpirun -n 1")]
    [TestCase("haiend run; rm -rf ~ $(x) 'y'", @"haiend run --launches 7 rm -rf '~' '$(x)' ''\''y'\''' -- mpirun -n 1")]
    public void The_command_to_repeat_a_run_is_harmless_to_paste(string typed, string command) => Assert.That(
        ComparisonText.Repeated(Plain with { CommandLine = typed }, 7), Is.EqualTo(command));

    [Test]
    public void Everything_that_is_kept_is_compared()
    {
        RunRecord full = Tests.Results.Examples.Run();
        IReadOnlyList<FactGroup> groups = Between([Plain], [full]).Groups;
        Assert.That(groups, Is.EquivalentTo(Enum.GetValues<FactGroup>()));
    }

    private static EnvironmentDifference Between(RunRecord[] before, RunRecord[] after) =>
        EnvironmentDifference.Between(before, after);
}
