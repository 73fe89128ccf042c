using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings;

/// <summary>Dot products of narrow numbers in C, by instructions that .NET 10 does not have. Terms come in groups of 32
/// bits, one group to a sum: four of 8 bits, without a sign in A and with one in B, whose sums wrap around 32 bits; or
/// two of bfloat16, whose sums are binary32. Those of bfloat16 add the second product, then the first, each rounded to
/// nearest, and take subnormal numbers for zeros, in and out, where an instruction does it (Intel 64 and IA-32
/// Architectures Software Developer's Manual, VDPBF16PS).</summary>
public sealed unsafe class DotKernel
{
    /// <summary>Names the library's file.</summary>
    public const string Variable = "HAIEND_KERNELS";

    /// <summary>Terms of a group of 8-bit numbers, and of bfloat16.</summary>
    public const int Whole8 = 4, Bf16 = 2;

    private readonly Kernels.hai_dot* _dot;

    static DotKernel() =>
        Libraries.Register(Kernels.Name, () => Libraries.Load(Kernels.Name, Variable, "libhaiend_kernels.so"));

    private DotKernel(int terms, Kernels.hai_dot* dot)
    {
        Terms = terms;
        _dot = dot;
    }

    /// <summary>Terms of a group.</summary>
    public int Terms { get; }

    /// <summary>What it uses, e.g. <c>AVX512-VNNI</c>; <c>C</c> where the processor has nothing for it.</summary>
    public string Instructions => Marshal.PtrToStringUTF8((nint)_dot->instructions)!;

    /// <summary>Rows of a tile.</summary>
    public int Rows => _dot->rows;

    /// <summary>Columns of a tile.</summary>
    public int Columns => _dot->columns;

    /// <summary>Sums of <see cref="Chain"/>; 0 where no instruction does it.</summary>
    public int Chains => _dot->chains;

    /// <summary>What this processor has for so many terms, the best first and plain C last.</summary>
    /// <param name="terms"><see cref="Whole8"/> or <see cref="Bf16"/></param>
    /// <param name="reason">why there are none; empty where there are</param>
    public static IReadOnlyList<DotKernel> All(int terms, out string reason)
    {
        List<DotKernel> all = [];
        try
        {
            for (Kernels.hai_dot* dot; (dot = Kernels.hai_dot_of(terms, all.Count)) is not null;)
                all.Add(new(terms, dot));
            reason = "";
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            reason = e.Message;
        }

        return all;
    }

    /// <summary>C = starts + A B, or C += starts + A B, for a tile.</summary>
    /// <param name="groups">of each sum</param>
    /// <param name="a">for each group a word of each row</param>
    /// <param name="b">for each group a word of each column</param>
    /// <param name="starts">where the sums of each column begin</param>
    /// <param name="c">the tile's first sum</param>
    /// <param name="ldc">sums between rows of C</param>
    /// <param name="accumulate">add to C</param>
    public void Tile(long groups, uint* a, uint* b, uint* starts, uint* c, long ldc, bool accumulate) =>
        _dot->tile(groups, a, b, starts, c, ldc, accumulate ? 1 : 0);

    /// <summary>Adds the dot product of two groups to sums that stay in registers.</summary>
    /// <param name="steps">how often</param>
    /// <param name="a">a group</param>
    /// <param name="b">another</param>
    /// <param name="sums"><see cref="Chains"/> of them</param>
    public void Chain(long steps, uint a, uint b, uint* sums) => _dot->chain(steps, a, b, sums);
}
