using System.Numerics;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Something whose outermost layers neighbours need.</summary>
/// <typeparam name="T">a point</typeparam>
public unsafe interface IHaloed<T>
    where T : unmanaged
{
    /// <summary>The rank beyond a face; -1 where there is none.</summary>
    int Neighbour(Face face);

    /// <summary>Bytes that cross a face in each direction.</summary>
    long LayerBytes(Face face);

    /// <summary>Where the neighbour's layer is to be received.</summary>
    T* Halo(Face face);

    /// <summary>This rank's own layer at a face, as it is to be sent.</summary>
    T* Outgoing(Face face);
}

/// <summary>The messages of one step: a layer to and from each neighbour.</summary>
/// <typeparam name="T">a point</typeparam>
/// <param name="team">the ranks; null for one alone</param>
/// <param name="field">whose layers are sent and received</param>
public sealed unsafe class HaloExchange<T>(Communicator? team, IHaloed<T> field) : IDisposable
    where T : unmanaged, INumber<T>
{
    private readonly RequestSet _requests = new(2 * Decomposition.Faces.Length);

    /// <summary>Posts all receives and sends.</summary>
    public void Post() => Post(Decomposition.Faces);

    /// <summary>Posts those of some faces. A layer travels with the number of the face that it leaves by.</summary>
    public void Post(ReadOnlySpan<Face> faces)
    {
        if (team is null)
            return;
        foreach (Face face in faces)
        {
            int neighbour = field.Neighbour(face);
            if (neighbour >= 0)
                _requests.Add(team.IReceive(
                    field.Halo(face), field.LayerBytes(face), Datatype.Byte, neighbour, (int)face ^ 1));
        }

        foreach (Face face in faces)
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
