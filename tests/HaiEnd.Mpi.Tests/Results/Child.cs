using System.Diagnostics;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Results;

/// <summary>Other programs, as a user would start them.</summary>
internal static class Child
{
    /// <summary>Runs a program to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(string program, params IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.That(process.WaitForExit(60_000), Is.True, $"{program} hangs");
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>Debian's, which has the modules that Debian packages.</summary>
    public const string Interpreter = "/usr/bin/python3";

    /// <summary>Leaves the test out where Python or a module is not installed.</summary>
    public static void NeedPython(string modules)
    {
        if (!File.Exists(Interpreter) || Run(Interpreter, "-c", $"import {modules}").ExitCode != 0)
        {
            Assert.Ignore($"{Interpreter} has no {modules}");
        }
    }

    /// <summary>Runs Python lines over a file; the test is left out where a module is not installed.</summary>
    /// <param name="modules">to import</param>
    /// <param name="path">what the lines see as <c>path</c></param>
    /// <param name="lines">they print</param>
    public static string[] Python(string modules, string path, string lines)
    {
        NeedPython(modules);
        string script = $"import {modules}, sys\npath = sys.argv[1]\n{lines}";
        (int code, string output, string error) = Run(Interpreter, "-W", "error", "-c", script, path);
        Assert.That(code, Is.Zero, error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
