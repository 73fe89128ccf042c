using NUnit.Framework;

namespace HaiEnd.Mpi.Tests;

/// <summary>The house rules that a machine can check.</summary>
public sealed class TidyTests
{
    [Test]
    public void The_solution_builds() => Assert.That(true, Is.True);
}
