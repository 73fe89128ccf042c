using System.Globalization;
using System.Net.Sockets;
using System.Text;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Cli;

/// <summary>Asks the switch of a cluster of namespaces (tests/cluster/relay.c) to hold its cables to a rate and a
/// delay.</summary>
/// <param name="socket">where it listens</param>
internal sealed class LinkControl(string socket) : ILinks, IDisposable
{
    /// <summary>Names the socket; set by whoever brought the cluster up.</summary>
    public const string Variable = "HAIEND_LINK";

    private LinkLimit? _now;
    private bool _asked;

    /// <summary>That of this launch.</summary>
    public static ILinks Of(Surroundings at) =>
        at.Variable(Variable) is { Length: > 0 } socket ? new LinkControl(socket) : new PlainLinks();

    /// <inheritdoc/>
    public void Limit(LinkLimit? limit)
    {
        if (_asked && limit == _now)
            return;
        string answer = Ask(limit is null ? "free" : string.Create(
            CultureInfo.InvariantCulture, $"limit {limit.BitPerSecond} {limit.DelayUs}"));
        if (answer != "ok")
            throw new InvalidOperationException($"the links can't be limited: {answer}");
        (_asked, _now) = (true, limit);
    }

    /// <summary>The next launch finds the links as this one did.</summary>
    public void Dispose()
    {
        try
        {
            if (_now is not null)
                Limit(null);
        }
        catch (InvalidOperationException)
        {
            // The switch is gone, and its cables with it.
        }
    }

    private string Ask(string command)
    {
        try
        {
            using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            connection.Connect(new UnixDomainSocketEndPoint(socket));
            connection.Send(Encoding.ASCII.GetBytes(command));
            byte[] answer = new byte[256];
            return Encoding.ASCII.GetString(answer, 0, connection.Receive(answer)).TrimEnd();
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new InvalidOperationException($"{Variable}: {e.Message}", e);
        }
    }
}
