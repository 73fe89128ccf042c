namespace HaiEnd.Mpi.Analysis.Fits;

/// <summary>Student's t distribution.</summary>
internal static class Student
{
    /// <summary>97.5 % quantiles for 1, 2, ... degrees of freedom (Abramowitz and Stegun 1964, table 26.10).</summary>
    private static readonly double[] Table =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Half the width of a two-sided 95 % interval in standard errors. Beyond the table an expansion in the
    /// inverse of the degrees (Abramowitz and Stegun 26.7.5), right to four digits.</summary>
    /// <param name="degrees">of freedom, at least 1</param>
    public static double Quantile975(int degrees)
    {
        const double Z = 1.959964;
        return degrees <= Table.Length ? Table[degrees - 1] : Z + (Z * Z * Z + Z) / 4 / degrees;
    }
}
