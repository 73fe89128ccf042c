using System.Xml.Linq;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Faults;

/// <summary>What is planted under a real launcher is what <c>check</c> and <c>report</c> name.</summary>
public sealed class JudgedFaultTests
{
    [Test]
    public void A_slow_rank_is_named_with_its_host_by_check_and_by_the_heat_map()
    {
        using var launch = new Launch();
        string xml = Path.Combine(launch.Folder, "junit.xml"), page = Path.Combine(launch.Folder, "report.html");
        // Several of the samples may be disturbed on a busy machine.
        (int exit, _, string error) = launch.Run(
            2, "  - {bench: toy, sweep: {milliseconds: [30, 40]}, set: {plant: Slow, rank: 1}, "
                + "accept: [{metric: imbalance, max: 1.05}]}", "--iterations", "15");
        Assert.That(exit, Is.EqualTo(ExitCode.Done), error);
        RunRecord run = ResultFile.Read(launch.Output).Run;
        string who = $"rank 1 on {run.Nodes[run.Ranks[1].Node].HostName}";

        (int judged, string text, _) = launch.Alone("check", launch.Output, "--junit", xml);
        launch.Alone("report", launch.Output, "-o", page);
        XElement[] failures = [.. XDocument.Load(xml).Descendants("failure")];
        Assert.Multiple(() =>
        {
            Assert.That(judged, Is.EqualTo(ExitCode.TargetMissed), text);
            Assert.That(text, Does.Match($"FAIL +toy.plain Slow .* imbalance .*\n +{who} is 1\\.[12]\\d x the median"));
            Assert.That(failures.Select(f => f.Attribute("message")!.Value),
                Has.Exactly(2).StartsWith($"{who} is 1."));
            Assert.That(Between(File.ReadAllText(page), "id=\"hx-ranks\"", "</figure>"),
                Does.Match($"R{who[1..]} takes 1\\.[12]\\d*x the median of all ranks, and is slow in 2 of 2 tests"));
        });
    }

    [TestCase("1 s", ExitCode.Done, "ACCEPTED")]
    [TestCase("1 ns", ExitCode.TargetMissed, "NOT ACCEPTED")]
    public void Several_launches_are_judged_once_and_together(string most, int expected, string verdict)
    {
        using var launch = new Launch();
        string suite = launch.Suite(
            $"  - {{bench: toy, sweep: {{milliseconds: 1}}, accept: [{{metric: time, max: {most}}}]}}");
        // A launcher of one rank.
        string[] words = ["--launches", "3", "--", "sh", "-c", "exec \"$@\"", "sh"];
        string of = Path.Combine(launch.Folder, "told"), with = Path.Combine(launch.Folder, "gated");
        (int told, string text, string error) = launch.Alone(
            ["run", "-s", suite, "-S", "milliseconds=2", "-o", of, .. words]);
        (int gated, _, _) = launch.Alone(["run", "-s", suite, "--gate", "-o", with, .. words]);
        Assert.Multiple(() =>
        {
            Assert.That((told, gated), Is.EqualTo((ExitCode.Done, expected)), error);
            Assert.That(text, Does.Contain($"\n{verdict} (planted, 3 launches): ").And.Not.Contain("1 launch)"));
        });
    }

    [Test]
    public void A_slow_node_is_named_by_the_run_itself_and_none_where_all_are_alike()
    {
        const string Cases = "  - {bench: gemm, realisations: [planted-slow], sweep: {n: [32, 64]}, "
            + "accept: [{metric: imbalance, max: 1.3}]}";
        using Launch launch = new Launch { RanksOfHost = 2 }, one = new();
        string page = Path.Combine(launch.Folder, "report.html");
        (int exit, string text, string error) = launch.Run(6, Cases, "--iterations", "15");
        Assert.That(exit, Is.EqualTo(ExitCode.Done), error);
        launch.Alone("report", launch.Output, "-o", page);
        (_, string clean, _) = one.Run(2, Cases, "--iterations", "15");
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Match(
                "FAIL +gemm.planted-slow n=32 .*\n +host n3 \\(ranks 4 to 5\\) takes [12]\\.\\d+ x the median of 3 "
                    + "hosts"));
            Assert.That(text, Does.Contain("NOT ACCEPTED (planted, 1 launch): 2 fail, 0 of 2 checks passed."));
            Assert.That(Between(File.ReadAllText(page), "id=\"hx-ranks\"", "</figure>"),
                Does.Match("Host n3 \\(ranks 4 to 5\\) takes [12]\\.\\d*x the median of all ranks"));
            Assert.That(clean, Does.Contain("\nACCEPTED (planted, 1 launch): 2 of 2 checks passed.")
                .And.Not.Contain("host ").And.Not.Contain("FAIL"));
        });
    }

    [Test]
    public void A_slow_link_is_named_with_both_hosts_by_check_and_by_the_matrix()
    {
        using var launch = new Launch();
        string page = Path.Combine(launch.Folder, "report.html");
        (int exit, _, string error) = launch.Run(
            4, "  - {bench: pairs, realisations: [planted-slow], set: {bytes: 8, round: all}, "
                + "accept: [{metric: slow_link, max: 1.5}]}", "--iterations", "9");
        Assert.That(exit, Is.EqualTo(ExitCode.Done), error);
        string host = ResultFile.Read(launch.Output).Run.Nodes[0].HostName;
        string link = $"rank 0 on {host} and rank 3 on {host}";

        (int judged, string text, _) = launch.Alone("check", launch.Output);
        launch.Alone("report", launch.Output, "-o", page);
        string figure = Between(File.ReadAllText(page), "id=\"hx-pairs\"", "</figure>");
        Assert.Multiple(() =>
        {
            Assert.That(judged, Is.EqualTo(ExitCode.TargetMissed), text);
            Assert.That(
                text, Does.Match($"FAIL +pairs.planted-slow .* slow_link .*\n +{link} take [23]\\.\\d+ x the median"));
            Assert.That(text.Split("FAIL ").Length - 1, Is.EqualTo(1), "the other rounds pass");
            Assert.That(figure, Does.Contain($"Between {link} a message of 8 B takes "));
        });
    }

    [Test]
    public void A_wrong_answer_is_the_first_that_check_and_report_say()
    {
        using var launch = new Launch();
        string page = Path.Combine(launch.Folder, "report.html");
        (int exit, _, string error) = launch.Run(
            2, "  - {bench: toy, sweep: {milliseconds: [1, 2]}, accept: [{metric: time, max: 1 ns}]}\n"
                + "  - {bench: toy, set: {plant: Wrong, rank: 1}, accept: [{metric: time, max: 1 s}]}",
            "--iterations", "10");
        Assert.That(exit, Is.EqualTo(ExitCode.Wrong), error);

        (int judged, string text, _) = launch.Alone("check", launch.Output);
        launch.Alone("report", launch.Output, "-o", page);
        string html = File.ReadAllText(page);
        string first = Between(html, "<tbody>", "</tr>");
        Assert.Multiple(() =>
        {
            Assert.That(judged, Is.EqualTo(ExitCode.Wrong), text);
            Assert.That(text.Split('\n')[1], Does.StartWith("WRONG").And.Contain("Wrong rank=1"));
            Assert.That(text, Does.Contain("2 fail"), "the others are missed too, and come later");
            Assert.That(html, Does.Contain("WRONG ANSWERS"));
            Assert.That(first, Does.Contain("WRONG").And.Contain("Wrong rank=1"));
        });
    }

    private static string Between(string text, string begin, string end)
    {
        int first = text.IndexOf(begin, StringComparison.Ordinal);
        Assert.That(first, Is.Not.Negative, $"there is no {begin}");
        return text[first..text.IndexOf(end, first, StringComparison.Ordinal)];
    }
}
