namespace AIMetering.Accounting;

/// <summary>A moment at which the energy of every track is wanted: the begin or end of a phase or session, or a turn of shares.</summary>
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
/// <remarks>Quiet edges are answered like the others, when the ordinary reads come; nobody reads a sensor for them.</remarks>
internal sealed class EdgeQueue
{
    // A sensor that has stopped answering must not keep every phase of a long run waiting.
    private const int MostWaiting = 4096;

    private readonly List<(Edge Edge, int Track)> _waiting = [], _quiet = [];
    private EdgeValue? _last;

    /// <summary>Gets how many edges wait for which a read is worth while.</summary>
    public int Count => _waiting.Count;

    /// <summary>Gets the moment of the earliest of them.</summary>
    public double First => _waiting[0].Edge.Seconds;

    /// <summary>Gets the moment of the latest of them that was settled.</summary>
    public double LastSettled { get; private set; } = double.NegativeInfinity;

    /// <summary>Adds an edge.</summary>
    public void Add(Edge edge, int track) => Insert(_waiting, edge, track);

    /// <summary>Adds an edge for which no sensor is read.</summary>
    public void AddQuiet(Edge edge, int track) => Insert(_quiet, edge, track);

    /// <summary>Settles every edge the track can answer now.</summary>
    public void Settle(IEnergyTrack track) => Take(track, isTheEnd: false);

    /// <summary>Settles every edge by what is known, at the end.</summary>
    public void Finish(IEnergyTrack track) => Take(track, isTheEnd: true);

    /// <summary>Settles the older half by what is known when too many wait.</summary>
    public void Relieve(IEnergyTrack track)
    {
        Relieve(_waiting, track);
        Relieve(_quiet, track);
    }

    // Edges come nearly in order, so the search for the place starts at the end.
    private static void Insert(List<(Edge Edge, int Track)> waiting, Edge edge, int track)
    {
        int place = waiting.Count;
        while (place > 0 && waiting[place - 1].Edge.Seconds > edge.Seconds)
        {
            place--;
        }

        waiting.Insert(place, (edge, track));
    }

    private void Relieve(List<(Edge Edge, int Track)> waiting, IEnergyTrack track)
    {
        if (waiting.Count < MostWaiting)
        {
            return;
        }

        for (int index = 0; index < MostWaiting / 2; index++)
        {
            Answer(waiting[index], track.At(waiting[index].Edge.Seconds));
        }

        waiting.RemoveRange(0, MostWaiting / 2);
    }

    // Both kinds in the order of time: what is answered at one moment of knowledge grows with time.
    private void Take(IEnergyTrack track, bool isTheEnd)
    {
        int loud = 0, quiet = 0;
        while (loud < _waiting.Count || quiet < _quiet.Count)
        {
            bool isQuiet = loud == _waiting.Count || (quiet < _quiet.Count && _quiet[quiet].Edge.Seconds < _waiting[loud].Edge.Seconds);
            (Edge Edge, int Track) next = isQuiet ? _quiet[quiet] : _waiting[loud];
            if ((isTheEnd ? track.At(next.Edge.Seconds) : track.TrySettle(next.Edge.Seconds)) is not { } value)
            {
                break;
            }

            Answer(next, value);
            (loud, quiet) = isQuiet ? (loud, quiet + 1) : (loud + 1, quiet);
            LastSettled = isQuiet ? LastSettled : next.Edge.Seconds;
        }

        _waiting.RemoveRange(0, loud);
        _quiet.RemoveRange(0, quiet);
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
