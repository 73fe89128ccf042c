namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Sends a byte for each number and a scale for each block: a quarter of the bytes of fp32.</summary>
public sealed class CompressedInt8Allreduce() : CompressedAllreduce(Rounding.Int8)
{
    /// <inheritdoc/>
    public override string Name => "compressed-int8";

    /// <inheritdoc/>
    public override string Summary => "all-to-all, sum and all-gather of numbers rounded to bytes with a scale a block";
}
