namespace HaiEnd.Mpi.Bindings.Hip;

/// <summary>Where ROCm's libraries may be.</summary>
internal static class Rocm
{
    /// <summary>Files of a library, best first: by the loader, in the folder that ROCM_PATH names, where ROCm installs
    /// itself.</summary>
    /// <param name="name">without <c>.so</c></param>
    /// <param name="majors">the versions that are known, the newest first</param>
    public static string[] Files(string name, params ReadOnlySpan<int> majors)
    {
        var files = new List<string>();
        foreach (int major in majors)
            files.Add($"{name}.so.{major}");
        files.Add($"{name}.so");
        if (Environment.GetEnvironmentVariable("ROCM_PATH") is { Length: > 0 } named)
            files.Add(Path.Combine(named, "lib", $"{name}.so"));
        files.Add($"/opt/rocm/lib/{name}.so");
        return [.. files];
    }
}
