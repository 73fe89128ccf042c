using HaiEnd.Mpi.Tests.Tidy;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>Texts as they were when a person last looked at them, in the folder Golden.</summary>
internal static class Golden
{
    /// <summary>Set to anything, this variable has the tests write what they get; then look at the difference in
    /// git.</summary>
    private const string Renew = "HAIEND_RENEW_GOLDEN";

    /// <summary>Compares a text with the one that is kept.</summary>
    /// <param name="name">of its file</param>
    /// <param name="text">what there is now</param>
    public static void Check(string name, string text)
    {
        string path = Path.Combine(Source.Root, "tests", "HaiEnd.Mpi.Tests", "Reports", "Golden", name);
        if (Environment.GetEnvironmentVariable(Renew) is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.That(File.Exists(path), Is.True, $"{path} is missing; {Renew}=1 writes it");
        Assert.That(text, Is.EqualTo(File.ReadAllText(path)), $"{name} differs; where that is meant, set {Renew}=1");
    }
}
