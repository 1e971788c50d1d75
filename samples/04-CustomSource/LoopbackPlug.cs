using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CustomSource;

/// <summary>Plays a smart plug on this machine, so that the sample runs without one: a web server with a single answer.</summary>
internal sealed class LoopbackPlug : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);

    public LoopbackPlug()
    {
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}");
        new Thread(Serve) { IsBackground = true, Name = "loopback plug" }.Start();
    }

    public Uri Address { get; }

    /// <summary>What the plug says its load draws.</summary>
    public double Watts { get; set; }

    public void Dispose() => _listener.Stop();

    private void Serve()
    {
        while (TryAccept() is { } client)
        {
            using (client)
            {
                TryAnswer(client.GetStream());
            }
        }
    }

    private TcpClient? TryAccept()
    {
        try
        {
            return _listener.AcceptTcpClient();
        }
        catch (SocketException)
        {
            return null; // The listener was stopped: the sample is over.
        }
    }

    private void TryAnswer(NetworkStream stream)
    {
        try
        {
            Answer(stream);
        }
        catch (IOException)
        {
            // The asker hung up.
        }
    }

    private void Answer(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (reader.ReadLine() is { Length: > 0 })
        {
            // The request ends at an empty line; there is only one thing to ask.
        }

        string body = string.Create(CultureInfo.InvariantCulture, $$"""{"id":0,"output":true,"apower":{{Watts}}}""");
        string head = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        stream.Write(Encoding.ASCII.GetBytes(head + body));
    }
}
