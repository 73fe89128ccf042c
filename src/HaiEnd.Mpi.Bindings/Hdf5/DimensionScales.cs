using static HaiEnd.Mpi.Bindings.Interop.Hdf5;

namespace HaiEnd.Mpi.Bindings.Hdf5;

/// <summary>
/// Names the dimensions of datasets, so that xarray and netCDF4 see them. Writes the attributes of the "HDF5 Dimension
/// Scale Specification" itself: they are four, and libhdf5_hl, which has calls for it, is often not installed.
/// </summary>
public sealed unsafe class DimensionScales
{
    private readonly List<(H5Dataset Scale, List<Use> Uses)> _scales = [];

    /// <summary>Declares a one-dimensional dataset a scale. It must stay open until <see cref="Complete"/>.</summary>
    /// <exception cref="Hdf5Exception">The file cannot be written.</exception>
    public void Add(H5Dataset scale, string name)
    {
        SetFixed(scale, "CLASS", "DIMENSION_SCALE");
        SetFixed(scale, "NAME", name);
        _scales.Add((scale, []));
    }

    /// <summary>Says which scale each dimension of a dataset has.</summary>
    /// <param name="dataset">not a scale itself</param>
    /// <param name="dimensions">one added scale per dimension</param>
    /// <exception cref="Hdf5Exception">The file cannot be written.</exception>
    public void Attach(H5Dataset dataset, params ReadOnlySpan<H5Dataset> dimensions)
    {
        ulong* references = stackalloc ulong[dimensions.Length];
        hvl_t* lists = stackalloc hvl_t[dimensions.Length];
        ulong self = Reference(dataset);
        for (int i = 0; i < dimensions.Length; i++)
        {
            references[i] = Reference(dimensions[i]);
            lists[i] = new hvl_t { len = 1, p = references + i };
            H5Dataset scale = dimensions[i];
            _scales.Find(s => s.Scale == scale).Uses.Add(new Use { Dataset = self, Dimension = i });
        }
        using H5Handle type = H5.Own(H5Tvlen_create(H5Types.ObjectReference));
        using H5Handle space = H5Object.Simple([dimensions.Length]);
        dataset.WriteAttribute("DIMENSION_LIST", type.Id, space, lists);
    }

    /// <summary>Writes into each scale where it is used.</summary>
    /// <exception cref="Hdf5Exception">The file cannot be written.</exception>
    public void Complete()
    {
        using H5Handle type = H5.Own(H5Tcreate(H5T_COMPOUND, (nuint)sizeof(Use)));
        H5.Check(H5Tinsert(type.Id, "dataset", 0, H5Types.ObjectReference));
        H5.Check(H5Tinsert(type.Id, "dimension", sizeof(ulong), H5Types.Of<int>()));
        foreach ((H5Dataset scale, List<Use> uses) in _scales.Where(s => s.Uses.Count > 0))
        {
            using H5Handle space = H5Object.Simple([uses.Count]);
            fixed (Use* p = uses.ToArray())
            {
                scale.WriteAttribute("REFERENCE_LIST", type.Id, space, p);
            }
        }
    }

    private static ulong Reference(H5Dataset dataset)
    {
        ulong reference;
        H5.Check(H5Rcreate(&reference, dataset.Id, ".", H5R_OBJECT, -1));
        return reference;
    }

    // Other readers look for texts of fixed length here, as the specification shows them.
    private static void SetFixed(H5Dataset dataset, string name, string text)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text + "\0");
        using H5Handle type = H5Types.Strings((nuint)bytes.Length, 0);
        using H5Handle space = H5Object.Simple([]);
        fixed (byte* p = bytes)
        {
            dataset.WriteAttribute(name, type.Id, space, p);
        }
    }

    private struct Use
    {
        internal ulong Dataset;
        internal int Dimension;
    }
}
