using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>Compiled kernels, kept between runs in a folder of the node's temporary ones, which nobody else may read or
/// write. Where there can be no such folder, nothing is kept.</summary>
internal static unsafe class KernelCache
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>What was compiled before, or is now.</summary>
    /// <param name="identity">all that the result depends on: source, options, kind of device, compiler</param>
    /// <param name="compile">makes it</param>
    public static byte[] Find(IEnumerable<string> identity, Func<byte[]> compile)
    {
        if (Folder() is not { } folder)
            return compile();
        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', identity)));
        string file = Path.Combine(folder, Convert.ToHexStringLower(key));
        if (Kept(file) is { } kept)
            return kept;
        byte[] image = compile();
        Keep(file, image);
        return image;
    }

    /// <summary>The folder, made where it is not there; null where it is another's, or can't be made.</summary>
    internal static string? Folder()
    {
        if (OperatingSystem.IsWindows())
            return null;
        string folder = Path.Combine(
            Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"haiend-kernels-{Libc.geteuid()}"));
        try
        {
            Directory.CreateDirectory(folder, OwnerOnly);
            return File.GetUnixFileMode(folder) == OwnerOnly && OwnerOf(folder) == Libc.geteuid() ? folder : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Of a file or folder; of a link itself; null where the system does not say.</summary>
    private static uint? OwnerOf(string path)
    {
        byte* answer = stackalloc byte[Libc.STATX_BYTES];
        int code = Libc.statx(
            Libc.AT_FDCWD, path.TrimEnd('/'), Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_UID, answer);
        return code == 0 ? *(uint*)(answer + Libc.STATX_UID_AT) : null;
    }

    /// <summary>An entry is a hash and what it is of; null where there is none, or it is damaged.</summary>
    private static byte[]? Kept(string file)
    {
        try
        {
            byte[] all = File.Exists(file) ? File.ReadAllBytes(file) : [];
            return all.Length > SHA256.HashSizeInBytes
                && SHA256.HashData(all.AsSpan(SHA256.HashSizeInBytes)).AsSpan()
                    .SequenceEqual(all.AsSpan(0, SHA256.HashSizeInBytes))
                ? all[SHA256.HashSizeInBytes..]
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>All ranks of a node may do it at once: each writes a file of its own and gives it the name.</summary>
    private static void Keep(string file, byte[] image)
    {
        string temporary = $"{file}.{Environment.ProcessId}";
        try
        {
            File.WriteAllBytes(temporary, [.. SHA256.HashData(image), .. image]);
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
        }
    }
}
