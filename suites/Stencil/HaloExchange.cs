using System.Numerics;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>The messages of one step: a layer to and from each neighbour.</summary>
/// <typeparam name="T">a point</typeparam>
/// <param name="team">the ranks; null for one alone</param>
/// <param name="field">whose layers are sent and received</param>
public sealed unsafe class HaloExchange<T>(Communicator? team, Field<T> field) : IDisposable
    where T : unmanaged, INumber<T>
{
    private readonly RequestSet _requests = new(2 * Decomposition.Faces.Length);

    /// <summary>Posts all receives and sends. A layer travels with the number of the face that it leaves by.</summary>
    public void Post()
    {
        if (team is null)
            return;
        foreach (Face face in Decomposition.Faces)
        {
            int neighbour = field.Neighbour(face);
            if (neighbour >= 0)
                _requests.Add(team.IReceive(
                    field.Halo(face), field.LayerBytes(face), Datatype.Byte, neighbour, (int)face ^ 1));
        }

        foreach (Face face in Decomposition.Faces)
        {
            int neighbour = field.Neighbour(face);
            if (neighbour >= 0)
                _requests.Add(team.ISend(
                    field.Outgoing(face), field.LayerBytes(face), Datatype.Byte, neighbour, (int)face));
        }
    }

    /// <summary>Returns when all that was posted is done.</summary>
    public void Wait()
    {
        if (_requests.Count > 0)
            _requests.WaitAll();
    }

    /// <inheritdoc/>
    public void Dispose() => _requests.Dispose();
}
