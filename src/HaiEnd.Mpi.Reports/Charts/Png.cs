using System.Buffers.Binary;
using System.IO.Compression;

namespace HaiEnd.Mpi.Reports.Charts;

/// <summary>PNG with a palette (ISO/IEC 15948): one byte a pixel before compression.</summary>
public static class Png
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(n => Remainder((uint)n))];

    /// <summary>An image.</summary>
    /// <param name="width">pixels</param>
    /// <param name="pixels">index into the palette, row by row from the top</param>
    /// <param name="palette">at most 256 colours, 0xAARRGGBB; what is behind shows through where AA is less than
    /// FF</param>
    /// <param name="zoom">pixels of the image along each side of one of these</param>
    public static byte[] Of(int width, ReadOnlySpan<byte> pixels, ReadOnlySpan<uint> palette, int zoom = 1)
    {
        int height = pixels.Length / width;
        using var file = new MemoryStream();
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width * zoom);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height * zoom);
        // 8 bits a pixel, by palette; the only compression and filter there are, not interlaced.
        header[8] = 8;
        header[9] = 3;
        Chunk(file, "IHDR"u8, header);
        byte[] colors = new byte[3 * palette.Length], opacities = new byte[palette.Length];
        for (int i = 0; i < palette.Length; i++)
            (opacities[i], colors[3 * i], colors[3 * i + 1], colors[3 * i + 2]) =
                ((byte)(palette[i] >> 24), (byte)(palette[i] >> 16), (byte)(palette[i] >> 8), (byte)palette[i]);
        Chunk(file, "PLTE"u8, colors);
        Chunk(file, "tRNS"u8, opacities);
        Chunk(file, "IDAT"u8, Compressed(width, height, pixels, zoom));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compressed(int width, int height, ReadOnlySpan<byte> pixels, int zoom)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            // Each row begins with its filter, 0 for none.
            var row = new byte[1 + width * zoom];
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                    row.AsSpan(1 + x * zoom, zoom).Fill(pixels[y * width + x]);
                for (int i = 0; i < zoom; i++)
                    zlib.Write(row);
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(Stream to, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> data)
    {
        byte[] body = [.. kind, .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        to.Write(number);
        to.Write(body);
        uint crc = 0xFFFFFFFF;
        foreach (byte b in body)
            crc = Table[(crc ^ b) & 0xFF] ^ (crc >> 8);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        to.Write(number);
    }

    /// <summary>CRC-32 of one byte, bits reversed: polynomial 0xEDB88320 (ISO/IEC 15948, annex D).</summary>
    private static uint Remainder(uint n)
    {
        for (int bit = 0; bit < 8; bit++)
            n = (n & 1) == 1 ? 0xEDB88320 ^ (n >> 1) : n >> 1;
        return n;
    }
}
