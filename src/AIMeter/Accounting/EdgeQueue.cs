namespace AIMetering.Accounting;

/// <summary>A moment at which the energy of every track is wanted: the begin or end of a phase or session.</summary>
internal sealed class Edge(double seconds, int tracks)
{
    private readonly EdgeValue?[] _values = new EdgeValue?[tracks];

    public double Seconds { get; } = seconds;

    /// <summary>Gets how many tracks have not answered yet.</summary>
    public int Waiting { get; private set; } = tracks;

    /// <summary>Gets the energy of a track at this moment; unknown while it has not answered.</summary>
    public EdgeValue this[int track] => _values[track] ?? EdgeValue.Unknown(Seconds);

    public bool IsSettled(int track) => _values[track] is not null;

    public void Settle(int track, EdgeValue value)
    {
        _values[track] = value;
        Waiting--;
    }
}

/// <summary>The edges that wait for one track, in the order of time.</summary>
internal sealed class EdgeQueue
{
    // A sensor that has stopped answering must not keep every phase of a long run waiting.
    private const int MostWaiting = 4096;

    private readonly List<(Edge Edge, int Track)> _waiting = [];
    private EdgeValue? _last;

    public int Count => _waiting.Count;

    /// <summary>Gets the moment of the earliest edge that waits.</summary>
    public double First => _waiting[0].Edge.Seconds;

    /// <summary>Adds an edge; edges come nearly in order, so the search for the place starts at the end.</summary>
    public void Add(Edge edge, int track)
    {
        int place = _waiting.Count;
        while (place > 0 && _waiting[place - 1].Edge.Seconds > edge.Seconds)
        {
            place--;
        }

        _waiting.Insert(place, (edge, track));
    }

    /// <summary>Settles every edge the track can answer now.</summary>
    public void Settle(IEnergyTrack track)
    {
        int settled = 0;
        while (settled < _waiting.Count && track.TrySettle(_waiting[settled].Edge.Seconds) is { } value)
        {
            Answer(_waiting[settled++], value);
        }

        _waiting.RemoveRange(0, settled);
    }

    /// <summary>Settles the older half by what is known when too many wait.</summary>
    public void Relieve(IEnergyTrack track)
    {
        if (_waiting.Count < MostWaiting)
        {
            return;
        }

        for (int waiting = 0; waiting < MostWaiting / 2; waiting++)
        {
            Answer(_waiting[waiting], track.At(_waiting[waiting].Edge.Seconds));
        }

        _waiting.RemoveRange(0, MostWaiting / 2);
    }

    /// <summary>Settles every edge by what is known, at the end.</summary>
    public void Finish(IEnergyTrack track)
    {
        foreach ((Edge Edge, int Track) waiting in _waiting)
        {
            Answer(waiting, track.At(waiting.Edge.Seconds));
        }

        _waiting.Clear();
    }

    // Edges settled at different times know different things; the estimate must still grow with time, or a phase would be negative.
    private void Answer((Edge Edge, int Track) waiting, EdgeValue value)
    {
        if (_last is { IsKnown: true } last && value.IsKnown && value.Seconds >= last.Seconds && value.Joules < last.Joules)
        {
            value = value with { Joules = last.Joules, High = Math.Max(value.High, last.Joules) };
        }

        waiting.Edge.Settle(waiting.Track, value);
        if (_last is null || value.Seconds >= _last.Value.Seconds)
        {
            _last = value;
        }
    }
}
