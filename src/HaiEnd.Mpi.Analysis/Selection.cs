namespace HaiEnd.Mpi.Analysis;

/// <summary>Order statistics without sorting: a launch may have thousands of ranks.</summary>
internal static class Selection
{
    /// <summary>The median, the mean of the middle two where there is no middle one; NaN without data.</summary>
    /// <param name="values">put into another order</param>
    public static double Median(Span<double> values)
    {
        if (values.IsEmpty)
            return double.NaN;
        int middle = values.Length / 2;
        double upper = At(values, middle);
        if (values.Length % 2 == 1)
            return upper;
        double lower = double.NegativeInfinity;
        foreach (double value in values[..middle])
            lower = Math.Max(lower, value);
        return lower + 0.5 * (upper - lower);
    }

    /// <summary>The value that would stand at this place if all were sorted (C. A. R. Hoare, Algorithm 65: FIND,
    /// Communications of the ACM 4, 1961). No greater one stands before it afterwards.</summary>
    /// <param name="values">put into another order; no NaN</param>
    /// <param name="place">from 0</param>
    public static double At(Span<double> values, int place)
    {
        int low = 0, high = values.Length - 1;
        while (low < high)
        {
            double pivot = values[place];
            int i = low, j = high;
            do
            {
                while (values[i] < pivot)
                    i++;
                while (pivot < values[j])
                    j--;
                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }
            while (i <= j);
            if (j < place)
                low = i;
            if (place < i)
                high = j;
        }

        return values[place];
    }
}
