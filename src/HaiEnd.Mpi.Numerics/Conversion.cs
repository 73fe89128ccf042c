using System.Numerics;
using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Numerics;

/// <summary>Arrays of one number type as another.</summary>
public static unsafe class Conversion
{
    /// <summary>Copies numbers, each rounded to nearest where the other type is narrower; in vectors between fp32, fp64
    /// and bf16 to and from fp32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert<TFrom, TTo>(TFrom* from, TTo* to, nint length)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        if (typeof(TFrom) == typeof(TTo))
            Buffer.MemoryCopy(from, to, length * sizeof(TTo), length * sizeof(TFrom));
        else if (typeof(TFrom) == typeof(float) && typeof(TTo) == typeof(double))
            Widen((float*)from, (double*)to, length);
        else if (typeof(TFrom) == typeof(double) && typeof(TTo) == typeof(float))
            Narrow((double*)from, (float*)to, length);
        else if (typeof(TFrom) == typeof(Bf16) && typeof(TTo) == typeof(float))
            Bf16.Widen((Bf16*)from, (float*)to, length);
        else if (typeof(TFrom) == typeof(float) && typeof(TTo) == typeof(Bf16))
            Bf16.Narrow((float*)from, (Bf16*)to, length);
        else
            for (nint i = 0; i < length; i++)
                to[i] = TTo.CreateTruncating(from[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(float* from, double* to, nint length)
    {
        nint i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(from + i), out Vector<double> low, out Vector<double> high);
            low.Store(to + i);
            high.Store(to + i + Vector<double>.Count);
        }

        for (; i < length; i++)
            to[i] = from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow(double* from, float* to, nint length)
    {
        nint i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
            Vector.Narrow(Vector.Load(from + i), Vector.Load(from + i + Vector<double>.Count)).Store(to + i);
        for (; i < length; i++)
            to[i] = (float)from[i];
    }
}
