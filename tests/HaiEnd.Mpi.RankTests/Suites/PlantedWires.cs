using HaiEnd.Mpi.Suites.Collectives;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Compressed sums whose wire has a defect, which the check must find.</summary>
/// <param name="name">which</param>
public abstract class PlantedCompression(string name) : CompressedAllreduce(Rounding.Int8)
{
    public override string Name => name;

    public override string Summary => "a defect on the wire";
}

/// <summary>The scale's exponent is one too large.</summary>
public sealed class WrongScale() : PlantedCompression("planted-scale")
{
    private protected override IWire WireOn(int rank) => new Wire();

    private sealed unsafe class Wire : IWire
    {
        private readonly Int8Wire _right = new();

        public void Encode(float* from, int length, byte* to) => _right.Encode(from, length, to);

        public void Decode(byte* from, int length, float* to)
        {
            _right.Decode(from, length, to);
            for (int i = 0; i < length; i++)
                to[i] *= 2;
        }
    }
}

/// <summary>Every third block stays behind: where it would be, nothing was ever written.</summary>
public sealed class MissingBlock() : PlantedCompression("planted-block")
{
    private protected override IWire WireOn(int rank) => new Wire();

    private sealed unsafe class Wire : IWire
    {
        private readonly Int8Wire _right = new();
        private int _block;

        public void Encode(float* from, int length, byte* to)
        {
            if (++_block % 3 != 0)
                _right.Encode(from, length, to);
            else
                new Span<byte>(to, sizeof(float) + length).Clear();
        }

        public void Decode(byte* from, int length, float* to) => _right.Decode(from, length, to);
    }
}

/// <summary>What the last rank sends to be summed is zero.</summary>
public sealed class DroppedRank() : PlantedCompression("planted-rank")
{
    private protected override IWire WireOn(int rank) =>
        rank == Launch.Size - 1 ? new Wire() : new Int8Wire();

    private sealed unsafe class Wire : IWire
    {
        private readonly Int8Wire _right = new();

        public void Encode(float* from, int length, byte* to)
        {
            float* zeros = stackalloc float[length];
            new Span<float>(zeros, length).Clear();
            _right.Encode(zeros, length, to);
        }

        public void Decode(byte* from, int length, float* to) => _right.Decode(from, length, to);
    }
}
