using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Mpi.MpiException;

namespace HaiEnd.Mpi.Bindings.Mpi;

// Messages between two ranks. Spans are for calls that return when the buffer is free; calls that go on after they
// return take native memory, which cannot move. The forms with an address are the measured path and add nothing to the
// C call.
public sealed unsafe partial class Communicator
{
    /// <summary>Sends; returns when the buffer may be used again.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">What is sent.</param>
    /// <param name="destination">To whom.</param>
    /// <param name="tag">The message's tag, at least 0.</param>
    public void Send<T>(ReadOnlySpan<T> source, int destination, int tag = 0) where T : unmanaged
    {
        fixed (T* s = source)
        {
            Send(s, Datatype.Units<T>(source.Length), Datatype.Of<T>(), destination, tag);
        }
    }

    /// <inheritdoc cref="Send{T}(ReadOnlySpan{T}, int, int)"/>
    public void Send<T>(NativeSlice<T> source, int destination, int tag = 0) where T : unmanaged =>
        Send(source.Pointer, Datatype.Units<T>(source.Length), Datatype.Of<T>(), destination, tag);

    /// <summary>Sends from an address.</summary>
    /// <param name="source">The first element.</param>
    /// <param name="count">Elements.</param>
    /// <param name="type">Their type.</param>
    /// <param name="destination">To whom.</param>
    /// <param name="tag">The message's tag, at least 0.</param>
    public void Send(void* source, long count, Datatype type, int destination, int tag) =>
        Check(MpiShim.hai_send(source, count, type.Handle, destination, tag, Handle), "MPI_Send");

    /// <summary>Sends, and returns only when the receiver has begun to receive.</summary>
    /// <inheritdoc cref="Send(void*, long, Datatype, int, int)"/>
    public void SynchronousSend(void* source, long count, Datatype type, int destination, int tag) =>
        Check(MpiShim.hai_ssend(source, count, type.Handle, destination, tag, Handle), "MPI_Ssend");

    /// <summary>Receives.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="target">At least as long as the message.</param>
    /// <param name="source">From whom, or <see cref="Ranks.Any"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="Ranks.AnyTag"/>.</param>
    public void Receive<T>(Span<T> target, int source, int tag = 0) where T : unmanaged
    {
        fixed (T* t = target)
        {
            Receive(t, Datatype.Units<T>(target.Length), Datatype.Of<T>(), source, tag);
        }
    }

    /// <inheritdoc cref="Receive{T}(Span{T}, int, int)"/>
    public void Receive<T>(NativeSlice<T> target, int source, int tag = 0) where T : unmanaged =>
        Receive(target.Pointer, Datatype.Units<T>(target.Length), Datatype.Of<T>(), source, tag);

    /// <summary>Receives, and says what arrived.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="target">At least as long as the message.</param>
    /// <param name="source">From whom, or <see cref="Ranks.Any"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="Ranks.AnyTag"/>.</param>
    /// <param name="status">Sender, tag and length of the message.</param>
    public void Receive<T>(Span<T> target, int source, int tag, out Status status) where T : unmanaged
    {
        Status known;
        fixed (T* t = target)
        {
            Check(
                MpiShim.hai_recv(
                    t, Datatype.Units<T>(target.Length), Datatype.Of<T>().Handle, source, tag, Handle, &known),
                "MPI_Recv");
        }
        status = known;
    }

    /// <summary>Receives to an address.</summary>
    /// <param name="target">The first element.</param>
    /// <param name="count">Room, in elements.</param>
    /// <param name="type">Their type.</param>
    /// <param name="source">From whom, or <see cref="Ranks.Any"/>.</param>
    /// <param name="tag">The message's tag, or <see cref="Ranks.AnyTag"/>.</param>
    public void Receive(void* target, long count, Datatype type, int source, int tag) =>
        Check(MpiShim.hai_recv(target, count, type.Handle, source, tag, Handle, null), "MPI_Recv");

    /// <summary>Sends to one and receives from another at once.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">What is sent.</param>
    /// <param name="destination">To whom.</param>
    /// <param name="target">At least as long as the message; must not overlap the source.</param>
    /// <param name="from">From whom.</param>
    /// <param name="tag">The tag of both messages.</param>
    public void SendReceive<T>(ReadOnlySpan<T> source, int destination, Span<T> target, int from, int tag = 0)
        where T : unmanaged
    {
        fixed (T* s = source, t = target)
        {
            SendReceive(
                s, Datatype.Units<T>(source.Length), destination, t, Datatype.Units<T>(target.Length), from,
                Datatype.Of<T>(), tag);
        }
    }

    /// <inheritdoc cref="SendReceive{T}(ReadOnlySpan{T}, int, Span{T}, int, int)"/>
    public void SendReceive<T>(NativeSlice<T> source, int destination, NativeSlice<T> target, int from, int tag = 0)
        where T : unmanaged =>
        SendReceive(
            source.Pointer, Datatype.Units<T>(source.Length), destination,
            target.Pointer, Datatype.Units<T>(target.Length), from, Datatype.Of<T>(), tag);

    /// <summary>Sends to one and receives from another at once.</summary>
    /// <param name="source">The first element sent.</param>
    /// <param name="sourceCount">Elements.</param>
    /// <param name="destination">To whom.</param>
    /// <param name="target">Where the message goes.</param>
    /// <param name="targetCount">Room, in elements.</param>
    /// <param name="from">From whom.</param>
    /// <param name="type">The type of both.</param>
    /// <param name="tag">The tag of both.</param>
    public void SendReceive(
        void* source, long sourceCount, int destination, void* target, long targetCount, int from, Datatype type,
        int tag) =>
        Check(
            MpiShim.hai_sendrecv(
                source, sourceCount, type.Handle, destination, tag, target, targetCount, type.Handle, from, tag,
                Handle, null),
            "MPI_Sendrecv");

    /// <summary>Begins to send; the memory must stay as it is until the request is complete.</summary>
    /// <inheritdoc cref="Send{T}(ReadOnlySpan{T}, int, int)"/>
    /// <returns>The request to wait for.</returns>
    public Request ISend<T>(NativeSlice<T> source, int destination, int tag = 0) where T : unmanaged =>
        ISend(source.Pointer, Datatype.Units<T>(source.Length), Datatype.Of<T>(), destination, tag);

    /// <inheritdoc cref="ISend{T}(NativeSlice{T}, int, int)"/>
    /// <param name="source">The first element.</param>
    /// <param name="count">Elements.</param>
    /// <param name="type">Their type.</param>
    /// <param name="destination">To whom.</param>
    /// <param name="tag">The message's tag.</param>
    public Request ISend(void* source, long count, Datatype type, int destination, int tag)
    {
        long request;
        Check(MpiShim.hai_isend(source, count, type.Handle, destination, tag, Handle, &request), "MPI_Isend");
        return new Request(request);
    }

    /// <summary>Begins to send; complete only when the receiver has begun to receive.</summary>
    /// <inheritdoc cref="ISend(void*, long, Datatype, int, int)"/>
    public Request ISynchronousSend(void* source, long count, Datatype type, int destination, int tag)
    {
        long request;
        Check(MpiShim.hai_issend(source, count, type.Handle, destination, tag, Handle, &request), "MPI_Issend");
        return new Request(request);
    }

    /// <summary>Begins to receive; the memory must be left alone until the request is complete.</summary>
    /// <inheritdoc cref="Receive{T}(Span{T}, int, int)"/>
    /// <returns>The request to wait for.</returns>
    public Request IReceive<T>(NativeSlice<T> target, int source, int tag = 0) where T : unmanaged =>
        IReceive(target.Pointer, Datatype.Units<T>(target.Length), Datatype.Of<T>(), source, tag);

    /// <inheritdoc cref="IReceive{T}(NativeSlice{T}, int, int)"/>
    /// <param name="target">The first element.</param>
    /// <param name="count">Room, in elements.</param>
    /// <param name="type">Their type.</param>
    /// <param name="source">From whom.</param>
    /// <param name="tag">The message's tag.</param>
    public Request IReceive(void* target, long count, Datatype type, int source, int tag)
    {
        long request;
        Check(MpiShim.hai_irecv(target, count, type.Handle, source, tag, Handle, &request), "MPI_Irecv");
        return new Request(request);
    }

    /// <summary>Prepares a send that is started many times; the memory must stay until the request is freed.</summary>
    /// <inheritdoc cref="ISend{T}(NativeSlice{T}, int, int)"/>
    public Request PrepareSend<T>(NativeSlice<T> source, int destination, int tag = 0) where T : unmanaged
    {
        long request;
        Check(
            MpiShim.hai_send_init(
                source.Pointer, Datatype.Units<T>(source.Length), Datatype.Of<T>().Handle, destination, tag, Handle,
                &request),
            "MPI_Send_init");
        return new Request(request);
    }

    /// <summary>Prepares a receive that is started many times; the memory must stay until the request is
    /// freed.</summary>
    /// <inheritdoc cref="IReceive{T}(NativeSlice{T}, int, int)"/>
    public Request PrepareReceive<T>(NativeSlice<T> target, int source, int tag = 0) where T : unmanaged
    {
        long request;
        Check(
            MpiShim.hai_recv_init(
                target.Pointer, Datatype.Units<T>(target.Length), Datatype.Of<T>().Handle, source, tag, Handle,
                &request),
            "MPI_Recv_init");
        return new Request(request);
    }

    /// <summary>Waits for a message without receiving it.</summary>
    /// <param name="source">From whom, or <see cref="Ranks.Any"/>.</param>
    /// <param name="tag">Its tag, or <see cref="Ranks.AnyTag"/>.</param>
    /// <returns>Sender, tag and length.</returns>
    public Status Probe(int source, int tag = 0)
    {
        Status status;
        Check(MpiShim.hai_probe(source, tag, Handle, &status), "MPI_Probe");
        return status;
    }

    /// <summary>Whether a message is there to be received.</summary>
    /// <param name="source">From whom, or <see cref="Ranks.Any"/>.</param>
    /// <param name="tag">Its tag, or <see cref="Ranks.AnyTag"/>.</param>
    /// <param name="status">Sender, tag and length, if there is one.</param>
    public bool TryProbe(int source, int tag, out Status status)
    {
        int there;
        Status known = default;
        Check(MpiShim.hai_iprobe(source, tag, Handle, &there, &known), "MPI_Iprobe");
        status = known;
        return there != 0;
    }
}
