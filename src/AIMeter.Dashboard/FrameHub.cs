using System.Globalization;
using System.Text;

namespace AIMetering.Live;

/// <summary>Keeps the last frames and hands new ones to every client. A client that does not keep up is let go; nobody waits for it.</summary>
internal sealed class FrameHub(string runId, DashboardOptions options)
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Id, byte[] Message)> _frames = [];
    private readonly List<FrameClient> _clients = [];
    private readonly List<(string Kind, byte[] Message)> _states = [];
    private long _next;
    private bool _ended;

    public int Clients
    {
        get
        {
            lock (_gate)
            {
                return _clients.Count;
            }
        }
    }

    /// <summary>Tells how something stands now, such as <c>run</c>; who comes later gets the last of each kind first, in the order in which they began.</summary>
    public void Announce(string kind, byte[] json)
    {
        lock (_gate)
        {
            byte[] message = Message($"event: {kind}\n", json);
            int place = _states.FindIndex(state => state.Kind == kind);
            if (place < 0)
            {
                _states.Add((kind, message));
            }
            else
            {
                _states[place] = (kind, message);
            }

            Hand(message);
        }
    }

    public void Publish(byte[] json)
    {
        lock (_gate)
        {
            long id = _next++;
            byte[] message = Message(string.Create(CultureInfo.InvariantCulture, $"id: {runId}-{id}\n"), json);
            _frames.Enqueue((id, message));
            if (_frames.Count > options.KeepFrames)
            {
                _frames.Dequeue();
            }

            Hand(message);
        }
    }

    public void End(byte[] json)
    {
        lock (_gate)
        {
            _ended = true;
            Hand(Message("event: end\n", json));
            _clients.ForEach(client => client.Finish());
        }
    }

    /// <summary>Lets a client in.</summary>
    /// <param name="lastId">The last frame it has seen, as the browser tells when it comes back; null for a new one.</param>
    /// <param name="letGo">Breaks its connection when it does not keep up.</param>
    /// <returns>The client with what it has missed; null when there are too many, or it is over.</returns>
    public FrameClient? Join(string? lastId, Action letGo)
    {
        lock (_gate)
        {
            if (_ended || _clients.Count >= options.MaxClients)
            {
                return null;
            }

            long seen = Seen(lastId);
            FrameClient client = new([.. _states.Select(state => state.Message), .. _frames.Where(frame => frame.Id > seen).Select(frame => frame.Message)], letGo);
            _clients.Add(client);
            return client;
        }
    }

    public void Leave(FrameClient client)
    {
        lock (_gate)
        {
            _clients.Remove(client);
        }
    }

    // The id of another run, or nonsense, is as good as none.
    private long Seen(string? lastId) =>
        lastId is not null && lastId.StartsWith(runId + "-", StringComparison.Ordinal)
        && long.TryParse(lastId.AsSpan(runId.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : -1;

    private void Hand(byte[] message) => _clients.RemoveAll(client => !client.TryHand(message));

    private static byte[] Message(string head, byte[] json) => [.. Encoding.UTF8.GetBytes(head + "data: "), .. json, (byte)'\n', (byte)'\n'];
}
