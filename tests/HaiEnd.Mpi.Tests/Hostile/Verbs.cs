using System.Text.Json;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Cli;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Hostile;

/// <summary>Every verb that reads result files.</summary>
internal static class Verbs
{
    private const int MostMessage = 600;

    // A line each; FILES stands for what is read, SET for the same in one word, OUT for where to write.
    private static readonly string[] Lines =
    [
        "export FILES --to csv -o OUT.csv",
        "export FILES --to json -o OUT.json",
        "export FILES --to md -o OUT.md",
        "export FILES --to testbed-yaml -o OUT.yaml",
        "report FILES",
        "report FILES -o OUT.html",
        "report FILES --fragment",
        "report FILES --format md -o OUT-report",
        "compare SET SET --json", // the text goes to standard error
        "compare FILES --by realisation --json",
        "trend FILES --json",
        "check FILES --suite quick --junit OUT.xml --json",
        "check FILES",
        "baseline FILES -o OUT-refs.yaml",
    ];

    /// <summary>Gives the files to each verb. It may refuse them, but not fail, and what it writes is
    /// harmless.</summary>
    public static void Try(IReadOnlyList<string> files, string folder)
    {
        foreach (string line in Lines)
        {
            string[] words = [.. line.Split(' ').SelectMany(w => w == "FILES" ? files
                : w == "SET" ? [string.Join(',', files)]
                : [w.Replace("OUT", Path.Combine(folder, "out"), StringComparison.Ordinal)])];
            (int code, string output, string error) = InProcess.Run(words);
            TestContext.Out.WriteLine($"{line}: exit {code}");
            Assert.That(code, Is.Not.EqualTo(ExitCode.Fault), $"{line}: {error}");
            // Files that were read can be reported: else nothing of them would have reached a page. But libhdf5 may
            // crash or spin on damage in one process that it survives in another.
            if (line.StartsWith("report", StringComparison.Ordinal) && !error.Contains(": reading it "))
                Assert.That(code, Is.EqualTo(ExitCode.Done), $"{line}: {error}");
            Assert.That(IsHarmless(output), $"{line}: standard output");
            Assert.That(IsHarmless(error), $"{line}: {error}");
            if (line.EndsWith("--json", StringComparison.Ordinal) && output.Length > 0)
                Assert.DoesNotThrow(() => JsonDocument.Parse(output), line);
            foreach (string written in Directory.EnumerateFiles(folder, "out*", SearchOption.AllDirectories))
            {
                // An image by a palette, of numbers only.
                if (!written.EndsWith(".png", StringComparison.Ordinal))
                    Assert.That(IsHarmless(File.ReadAllText(written)), $"{line}: {Path.GetFileName(written)}");
                File.Delete(written);
            }
        }
    }

    /// <summary>A complaint is one line that a person can read.</summary>
    public static void IsOneClearLine(string message, string path)
    {
        Assert.Multiple(() =>
        {
            Assert.That(message, Does.StartWith(path).And.Not.Contain("Exception").And.Not.Contain("   at "));
            Assert.That(message, Has.Length.AtMost(path.Length + MostMessage));
            Assert.That(PlainText.Of(message), Is.EqualTo(message));
        });
    }

    private static bool IsHarmless(string text) =>
        PlainText.Of(text.Replace("\r\n", "\n", StringComparison.Ordinal), lines: true)
            == text.Replace("\r\n", "\n", StringComparison.Ordinal);
}
