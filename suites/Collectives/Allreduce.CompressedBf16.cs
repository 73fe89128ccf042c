namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Sends bfloat16: half the bytes of fp32, an error below a hundredth of the greatest possible sum.</summary>
public sealed class CompressedBf16Allreduce() : CompressedAllreduce(Rounding.Bf16)
{
    /// <inheritdoc/>
    public override string Name => "compressed-bf16";

    /// <inheritdoc/>
    public override string Summary => "all-to-all, sum and all-gather of numbers rounded to bfloat16";
}
