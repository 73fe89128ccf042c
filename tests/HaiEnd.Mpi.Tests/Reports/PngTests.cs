using System.Buffers.Binary;
using System.IO.Compression;
using HaiEnd.Mpi.Reports.Charts;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>The images that are written are read back here.</summary>
public sealed class PngTests
{
    [Test]
    public void An_image_is_read_back_as_it_was_written([Values(1, 3)] int zoom)
    {
        byte[] pixels = [0, 1, 2, 2, 1, 0];
        (int width, int height, byte[] palette, byte[] opacities, byte[] read) =
            Decoded(Png.Of(3, pixels, [0xFFFF0000, 0x8000FF00, 0x000000FF], zoom));
        Assert.Multiple(() =>
        {
            Assert.That((width, height), Is.EqualTo((3 * zoom, 2 * zoom)));
            Assert.That(palette, Is.EqualTo(new byte[] { 255, 0, 0, 0, 255, 0, 0, 0, 255 }));
            Assert.That(opacities, Is.EqualTo(new byte[] { 255, 128, 0 }));
            Assert.That(
                Enumerable.Range(0, 6).Select(i => read[i / 3 * zoom * 3 * zoom + i % 3 * zoom]), Is.EqualTo(pixels));
        });
    }

    [Test]
    public void A_check_sum_is_the_standard_one()
    {
        // The last chunk has no content; its check sum is AE426082 in every PNG there is.
        byte[] file = Png.Of(1, [0], [0]);
        Assert.That(Convert.ToHexString(file[^12..]), Is.EqualTo("0000000049454E44AE426082"));
    }

    [Test]
    public void Four_thousand_ranks_by_forty_tests_stay_small() => Assert.That(
        Png.Of(40, [.. Enumerable.Range(0, 40 * 4096).Select(i => (byte)(i * 7919 % 16))],
            [.. Enumerable.Range(0, 16).Select(i => (uint)i)]),
        Has.Length.LessThan(150_000));

    private static (int Width, int Height, byte[] Palette, byte[] Opacities, byte[] Pixels) Decoded(byte[] file)
    {
        var chunks = new Dictionary<string, byte[]>();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks[System.Text.Encoding.ASCII.GetString(file, at + 4, 4)] = file[(at + 8)..(at + 8 + length)];
            at += 12 + length;
        }

        byte[] header = chunks["IHDR"];
        Assert.That(header[8..], Is.EqualTo(new byte[] { 8, 3, 0, 0, 0 }), "8 bits by palette");
        int width = BinaryPrimitives.ReadInt32BigEndian(header);
        using var zlib = new ZLibStream(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        byte[][] rows = [.. raw.ToArray().Chunk(1 + width)];
        Assert.That(rows.Select(r => r[0]), Has.All.Zero, "no filter");
        return (width, BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)), chunks["PLTE"],
            chunks["tRNS"], [.. rows.SelectMany(r => r[1..])]);
    }
}
