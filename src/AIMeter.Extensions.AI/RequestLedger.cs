using System.Runtime.CompilerServices;
using AIMetering.Chat.Sharing;
using AIMetering.Readings;

namespace AIMetering.Chat;

/// <summary>The requests of one session: what each was given of the devices' energy, and what nobody was.</summary>
/// <remarks>
/// All clients over one session share its ledger. Get it with <see cref="Of"/>, or from a client with
/// <c>client.GetService&lt;RequestLedger&gt;()</c>, which is null until the first request was measured. Safe for use from any thread.
/// </remarks>
public sealed class RequestLedger
{
    /// <summary>So many requests are kept with all their figures, the latest; the sums hold all.</summary>
    public const int Kept = 1024;

    private static readonly ConditionalWeakTable<MeterSession, RequestLedger> Ledgers = [];

    private readonly Lock _gate = new();
    private readonly Queue<RequestEnergy> _requests = new();
    private readonly AsyncLocal<OpenRequest?> _enclosing = new();
    private readonly MeteredDevice[] _devices;
    private readonly EdgeReading[] _edges;
    private readonly SharedMeter _meter;
    private MeterSnapshot _snapshot;
    private long _ended;

    private RequestLedger(MeterSession session)
    {
        Session = session;
        _snapshot = session.Current;
        _devices = [.. _snapshot.Devices.Where(each => each.Device.InTotal).Select(each => new MeteredDevice(each.Device))];
        _edges = new EdgeReading[_devices.Length];
        _meter = new SharedMeter(_devices.Length);
        SensorWatch.Begin(session, _devices);
    }

    /// <summary>Gets the session.</summary>
    public MeterSession Session { get; }

    /// <summary>Gets the latest requests that ended, the oldest first; at most <see cref="Kept"/>.</summary>
    public IReadOnlyList<RequestEnergy> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Gets whether the session measures a device that counts towards its total, and has not ended.</summary>
    internal bool IsMeasuring => _devices.Length > 0 && !Session.IsStopped;

    /// <summary>Gets whether the calling code runs inside a request of this ledger: what it uses is in that request already.</summary>
    internal bool IsInsideRequest => _enclosing.Value is { IsClosed: false };

    /// <summary>The ledger of a session; there is one for each.</summary>
    public static RequestLedger Of(MeterSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Ledgers.GetValue(session, static each => new RequestLedger(each));
    }

    /// <summary>Where the session's energy went, up to now; after its stop, up to the stop.</summary>
    public LedgerStatement Statement()
    {
        lock (_gate)
        {
            Advance();
            double attributed = _meter.Attributed.Sum(), idle = _meter.Idle.Sum();
            return new LedgerStatement
            {
                Session = _snapshot.Energy,
                Attributed = Energy.FromJoules(attributed),
                Idle = Energy.FromJoules(idle),
                Unattributed = Energy.FromJoules((_snapshot.Energy.Energy?.Joules ?? 0) - attributed - idle),
                Requests = _ended,
                UnderWay = _meter.UnderWay,
            };
        }
    }

    /// <summary>Begins a request now.</summary>
    internal OpenRequest Open()
    {
        OpenRequest request = new(_devices.Length);
        lock (_gate)
        {
            Advance();
            request.Start = _snapshot.Elapsed;
            for (int device = 0; device < _devices.Length; device++)
            {
                request.CaveatsBefore[device] = _devices[device].Latest.Caveats;
            }

            _meter.Arrive(request, countsTokens: false);
        }

        return request;
    }

    /// <summary>Says that the calling code runs inside a request, for the rest of its asynchronous flow.</summary>
    internal void Enter(OpenRequest request) => _enclosing.Value = request;

    /// <summary>Notes the first token of a request.</summary>
    internal void Turn(OpenRequest request, bool countsTokens)
    {
        lock (_gate)
        {
            Advance();
            _meter.Turn(request, _snapshot.Elapsed - request.Start, countsTokens);
        }
    }

    /// <summary>Ends a request now and keeps its record.</summary>
    /// <param name="request">The request.</param>
    /// <param name="complete">Adds what the ledger does not know.</param>
    internal RequestEnergy Close(OpenRequest request, Func<RequestEnergy, RequestEnergy> complete)
    {
        lock (_gate)
        {
            try
            {
                Advance();
            }
            finally
            {
                _meter.Leave(request); // whatever happens, a request that is over takes no more
            }

            RequestEnergy record = complete(Record(request));
            _requests.Enqueue(record);
            if (_requests.Count > Kept)
            {
                _requests.Dequeue();
            }

            return record;
        }
    }

    private void Advance()
    {
        _snapshot = Session.Current;
        for (int device = 0; device < _devices.Length; device++)
        {
            DeviceSnapshot? present = _snapshot.Devices.FirstOrDefault(each => each.Device.Id == _devices[device].Device.Id);
            _edges[device] = present is null ? EdgeReading.Unknown : _devices[device].Read(present.Energy);
        }

        _meter.Advance(_edges);
    }

    private RequestEnergy Record(OpenRequest request)
    {
        TimeSpan time = _snapshot.Elapsed - request.Start;
        (Device, EnergyResult)[] devices = [.. _devices.Select((each, index) => (each.Device, Result(request, request.Whole, index, time)))];
        return new RequestEnergy
        {
            Number = ++_ended,
            Operation = "",
            Outcome = RequestOutcome.Completed,
            Start = request.Start,
            Duration = time,
            TimeToFirstToken = request.FirstToken,
            Energy = Sum(request, request.Whole, time),
            Prefill = request.Prefill is { } prefill ? Sum(request, prefill, request.FirstToken!.Value) : null,
            Decode = request.Prefill is null ? null : Sum(request, request.Part, time - request.FirstToken!.Value),
            Devices = devices,
            SensorMethod = _snapshot.Energy.Method,
            Rule = request.IsSplitByTokens ? AttributionRule.ByTokens : AttributionRule.EvenSplit,
            MostConcurrent = request.MostConcurrent,
        };
    }

    // What the session's total lacks, such as a GPU without a sensor, the share lacks too.
    private EnergyResult Sum(OpenRequest request, Share share, TimeSpan time) => EnergyResult.Sum(
    [
        .. _devices.Select((each, index) => (each.Device.Id, Result(request, share, index, time))),
        .. MissingOfSession(),
    ]);

    private IEnumerable<(string Name, EnergyResult Result)> MissingOfSession()
    {
        foreach (string part in _snapshot.Energy.Missing)
        {
            int colon = part.IndexOf(": ", StringComparison.Ordinal);
            string name = colon > 0 ? part[..colon] : part;
            if (!_devices.Any(each => each.Device.Id == name))
            {
                yield return (name, EnergyResult.Unknown(colon > 0 ? part[(colon + 2)..] : "missing"));
            }
        }
    }

    private EnergyResult Result(OpenRequest request, Share share, int device, TimeSpan time)
    {
        MeteredDevice of = _devices[device];
        return request.Incomplete[device] ? EnergyResult.Unknown("its first value came while the request was under way", of.Latest.Source)
            : !of.Latest.IsKnown ? of.Latest
            : of.Share(share[device].Joules, share[device].Below, share[device].Above, time, request.CaveatsBefore[device]);
    }
}
