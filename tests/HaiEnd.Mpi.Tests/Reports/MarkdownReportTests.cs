using System.Text.RegularExpressions;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>The report for a merge request: nothing that a stranger named becomes markup, link or mention.</summary>
public sealed class MarkdownReportTests
{
    [Test]
    public void Hostile_names_become_neither_markup_nor_links_nor_mentions()
    {
        const string Text = "a|b`c`<img src=x>\n# d [e](javascript:f) @team https://g.example www.h.example";
        Launch launch = Examples.Hostile(Text);
        var report = MarkdownReport.Of(Report.Of(ReportData.Of([launch])), "a b](x");
        string[] lines = report.Text.Split('\n');
        Assert.Multiple(() =>
        {
            // Inside a fence everything is text.
            Assert.That(
                Regex.Replace(report.Text, "(?s)```.*?```", ""), Does.Not.Match(@"(?<!\\)(<img|\[e|`c)").And
                    .Not.Contain("@team").And.Not.Contain("https://").And.Not.Contain("www."));
            Assert.That(lines.Count(l => l.StartsWith("# ", StringComparison.Ordinal)), Is.EqualTo(1));
            Assert.That(
                lines.Where(l => l.StartsWith("| ", StringComparison.Ordinal)), Is.Not.Empty.And.All.EndsWith("|"));
        });
    }

    [Test]
    public void A_command_can_not_leave_its_block()
    {
        Launch run = Examples.Run(Examples.Unmeasured(PointStatus.Failed, "x")) with { File = "a```\nb" };
        string[] lines = MarkdownReport.Of(Report.Of(ReportData.Of([run])), "r").Text.Split('\n');
        int at = Array.FindIndex(lines, l => l.StartsWith("````sh", StringComparison.Ordinal));
        Assert.That(lines[at + 1], Does.Contain("'a``` b'"));
        Assert.That(lines[at + 2], Is.EqualTo("````"));
    }

    [Test]
    public void The_order_is_that_of_the_page()
    {
        string text = MarkdownReport.Of(Report.Of(ReportData.Of(Site.Launches(1))), "r").Text;
        string[] parts = ["WRONG ANSWERS", "haiend run -s", "FMA peak", "## Verdicts", "FAILED", "## Figures",
            "](r-roofline.svg)", "## Environment", "gn001 gn002"];
        Assert.That(parts.Select(p => text.IndexOf(p, StringComparison.Ordinal)), Is.Ordered.And.All.Positive);
        Assert.That(text, Does.Contain("<details><summary>"));
    }
}
