namespace HaiEnd.Mpi.Tests.Hostile;

/// <summary>Damaged copies of a file, the same ones every time.</summary>
internal static class Mutants
{
    private static readonly byte[][] Extremes =
    [
        [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [1, 0, 0, 0], [0, 0, 0, 0x80],
    ];

    /// <summary>The file cut off at every 64th part, then as many others as asked for.</summary>
    public static IEnumerable<byte[]> Of(byte[] whole, int count, int seed)
    {
        for (int i = 0; i < 64; i++)
            yield return whole[..(whole.Length * i / 64)];
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
            yield return Damage([.. whole], i % 6, random);
    }

    private static byte[] Damage(byte[] bytes, int kind, Random random)
    {
        int Place(int length) => random.Next(bytes.Length - length);
        switch (kind)
        {
            case 0:
                for (int i = random.Next(1, 9); i > 0; i--)
                    bytes[Place(1)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                Extremes[random.Next(Extremes.Length)].CopyTo(bytes, Place(4) & ~3);
                break;
            case 2:
                bytes.AsSpan(Place(512), 512).Clear();
                break;
            case 3:
                bytes.AsSpan(Place(256), 256).CopyTo(bytes.AsSpan(Place(256)));
                break;
            case 4:
                // Most of what HDF5 keeps of structure stands at the head.
                bytes[random.Next(2048)] = (byte)random.Next(256);
                break;
            default:
                random.NextBytes(bytes.AsSpan(Place(16), 16));
                break;
        }

        return bytes;
    }
}
