namespace HaiEnd.Mpi.Numerics.Emulation;

/// <summary>Exponent span capacity: by how many bits the greatest term of a sum may be smaller than the product of the
/// greatest factors, to whose scale digits are cut. It tells how many digits make emulation as accurate as fp64.
/// Source: Schwarz et al., arXiv 2511.13778: ESC(x, y) = expmax(x) + expmax(y) - expmax(x y) + 1.</summary>
public static class Esc
{
    /// <summary>Columns of A and rows of B that are looked at together.</summary>
    private const int Block = 64;

    /// <summary>The greatest over all rows of A and columns of B, never below the true one: for a block of the inner
    /// dimension only the greatest and least exponents of each side are known. 1 where all products are zero.</summary>
    /// <param name="a">m x k, finite</param>
    /// <param name="b">k x n, finite</param>
    public static int Of(Doubles a, Doubles b)
    {
        int blocks = (a.Columns + Block - 1) / Block;
        (int[] greatestA, int[] leastA) = Ranges(a, blocks);
        (int[] greatestB, int[] leastB) = Ranges(b.Transposed, blocks);
        int most = 1;
        for (int i = 0; i < a.Rows; i++)
            for (int j = 0; j < b.Columns; j++)
            {
                int term = Magnitudes.OfZero, x = Magnitudes.OfZero, y = Magnitudes.OfZero;
                for (int p = i * blocks, q = j * blocks, end = p + blocks; p < end; p++, q++)
                {
                    term = Math.Max(term, Math.Max(greatestA[p] + leastB[q], leastA[p] + greatestB[q]));
                    x = Math.Max(x, greatestA[p]);
                    y = Math.Max(y, greatestB[q]);
                }

                // A row or a column of zeros has a product that any digits get right.
                if (x > Magnitudes.OfZero && y > Magnitudes.OfZero)
                    most = Math.Max(most, x + y - term + 1);
            }

        return most;
    }

    /// <summary>Digits of 8 bits that hold 53 bits and the span.</summary>
    public static int Slices(int esc) => (int)Math.Min(int.MaxValue, (53L + esc + 7) / 8);

    /// <summary>The greatest and the least exponent of each block of each row. A block with a zero has no least one:
    /// the greatest factor of the other side may meet just it.</summary>
    private static (int[] Greatest, int[] Least) Ranges(Doubles a, int blocks)
    {
        int[] greatest = new int[a.Rows * blocks], least = new int[a.Rows * blocks];
        for (int i = 0; i < a.Rows; i++)
            for (int p = 0; p < blocks; p++)
            {
                int most = Magnitudes.OfZero, fewest = int.MaxValue;
                for (int l = p * Block; l < Math.Min(a.Columns, (p + 1) * Block); l++)
                {
                    int exponent = Magnitudes.Exponent(a[i, l]);
                    most = Math.Max(most, exponent);
                    fewest = Math.Min(fewest, exponent);
                }

                (greatest[i * blocks + p], least[i * blocks + p]) = (most, fewest);
            }

        return (greatest, least);
    }
}
