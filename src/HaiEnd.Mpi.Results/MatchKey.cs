using System.Security.Cryptography;
using System.Text;

namespace HaiEnd.Mpi.Results;

/// <summary>The identity of a point across files, sites and dates.</summary>
public static class MatchKey
{
    /// <summary>First 16 hex digits of SHA-256 over benchmark, version, realisation, the Problem and Method axes sorted
    /// by name, and the scale. Tuning axes, site, MPI, driver and date are context and stay out.</summary>
    public static string Of(CaseInfo c, IEnumerable<Parameter> parameters, int nodes, int ranks)
    {
        var text = new StringBuilder($"{c.Benchmark}\n{c.BenchmarkVersion}\n{c.Realisation}\n");
        foreach (Parameter p in parameters
            .Where(p => p.Role != Role.Tuning).OrderBy(p => p.Name, StringComparer.Ordinal))
            text.Append($"{p.Name}={p.Value}\n");
        text.Append($"nodes={nodes}\nranks={ranks}\n");
        return HashOf(text.ToString());
    }

    /// <summary>First 16 hex digits of a text's SHA-256.</summary>
    public static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
