// Stand-in until the store lands; that change deletes this file.
#pragma warning disable CS1591
namespace HaiEnd.Mpi.Results.Storage;

public interface IRunStore : IDisposable { void Begin(RunRecord run); void Started(int order, string pointKey); void Append(PointRecord point); string Seal(RunRecord final); }
