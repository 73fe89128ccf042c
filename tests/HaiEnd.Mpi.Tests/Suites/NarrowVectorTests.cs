using System.Diagnostics;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>Processors without AVX-512 and without AVX, played by a child process whose runtime is told so.</summary>
public sealed class NarrowVectorTests
{
    [TestCase("256", "DOTNET_EnableAVX512", "DOTNET_EnableAVX512F")]
    [TestCase("128", "DOTNET_EnableAVX", "DOTNET_EnableAVX2")]
    public void Kernels_are_right_on_narrower_vectors(string bits, params string[] switches)
    {
        if (!System.Runtime.Intrinsics.X86.X86Base.IsSupported)
            Assert.Ignore("the switches are for x86");
        string answers = nameof(ConformanceTests.Every_way_of_doing_it_gives_the_right_answer);
        InAChild(
            $"FullyQualifiedName~{nameof(LocalGemmTests)}|Name~{answers}",
            [(LocalGemmTests.LanesVariable, bits), .. switches.Select(s => (s, "0"))]);
    }

    /// <summary>Some of the tests in a process of its own, whose environment differs.</summary>
    internal static void InAChild(string filter, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(NarrowVectorTests).Assembly.Location);
        start.ArgumentList.Add("--filter");
        start.ArgumentList.Add(filter);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.That(child.ExitCode, Is.Zero, () => output + errors.Result);
    }
}
