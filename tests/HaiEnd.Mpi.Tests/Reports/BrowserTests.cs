using System.Diagnostics;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Reports.Html;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>The page in a browser, where there is one.</summary>
public sealed class BrowserTests
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    [Test]
    public void A_browser_shows_the_page_without_a_complaint()
    {
        string page = HtmlReport.Of(Report.Of(ReportData.Of(Site.Launches())));
        Assert.Multiple(() =>
        {
            Assert.That(Complaints("report.html", page), Is.Empty);
            Assert.That(
                Complaints("spoilt.html", page.Replace(".hx h1", ".hx  h1", StringComparison.Ordinal)),
                Does.Contain("Content Security Policy"), "a style that is not ours is refused, and that is seen");
        });
    }

    /// <summary>What the browser writes to its console about a page.</summary>
    private static string Complaints(string file, string page)
    {
        string? browser = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .SelectMany(p => Names.Select(n => Path.Combine(p, n))).FirstOrDefault(File.Exists);
        if (browser is null)
            Assert.Ignore("no chromium here");
        string folder = TestContext.CurrentContext.WorkDirectory, path = Path.Combine(folder, file);
        File.WriteAllText(path, page);
        var start = new ProcessStartInfo(browser)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--window-size=1280,4000",
                $"--user-data-dir={Path.Combine(folder, "browser")}", $"--screenshot={path}.png", $"file://{path}",
            },
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{browser} did not end within 60 s");
        }

        _ = output.Result;
        return string.Join('\n', error.Result.Split('\n').Where(l => l.Contains("CONSOLE", StringComparison.Ordinal)));
    }
}
