using HaiEnd.Mpi.Tests.Tidy;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Results;

/// <summary>docs/result-file.md describes what is in a file.</summary>
public sealed class ResultFilePageTests
{
    [Test]
    public void The_page_names_every_dataset_and_attribute()
    {
        string folder = Examples.NewFolder();
        string[] names;
        try
        {
            // Facts and axes have names of their own; the rest of HDF5's dimension scales.
            names = Child.Python(
                "h5py", Examples.Seal(folder, Examples.Run(), Examples.Point(0), Examples.Oom(1)), """
                names = set()
                def visit(path, thing):
                    if "role" in thing.attrs or "/facts/" in path or path.startswith("machine/topology/"):
                        return
                    if isinstance(thing, h5py.Dataset):
                        names.add(path.split("/", 2)[-1] if path.startswith("results/") else path.split("/")[-1])
                    elif path != "provenance":
                        names.update(thing.attrs)
                with h5py.File(path) as f:
                    names.update(f.attrs)
                    f.visititems(visit)
                print(*sorted(names), sep="\n")
                """);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        string page = File.ReadAllText(Path.Combine(Source.Root, "docs", "result-file.md"));
        Assert.That(names, Has.Length.GreaterThan(80));
        Assert.That(names.Where(n => !page.Contains($"`{n}`", StringComparison.Ordinal)), Is.Empty);
    }
}
