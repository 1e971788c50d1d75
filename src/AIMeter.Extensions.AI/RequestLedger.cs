using System.Runtime.CompilerServices;
using AIMetering.Chat.Clients;

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
    private readonly Queue<LedgerEntry> _entries = new();
    private readonly AsyncLocal<ShareScope?> _enclosing = new();
    private readonly EnergyShares _shares;
    private readonly bool _hasDevices;
    private long _ended;

    private RequestLedger(MeterSession session)
    {
        (Session, _shares) = (session, new EnergyShares(session));
        _hasDevices = session.Current.Devices.Any(each => each.Device.InTotal);
    }

    /// <summary>Gets the session.</summary>
    public MeterSession Session { get; }

    /// <summary>Gets the latest requests that ended, the oldest first; at most <see cref="Kept"/>.</summary>
    /// <value>
    /// Each by what is known now: the samples after its end place it better than its response could tell. Once those have come
    /// (<see cref="RequestEnergy.IsSettled"/>), it stays as it is.
    /// </value>
    public IReadOnlyList<RequestEnergy> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.Select(entry => entry.Record())];
            }
        }
    }

    /// <summary>Gets whether the session measures a device that counts towards its total, and has not ended.</summary>
    internal bool IsMeasuring => _hasDevices && !Session.IsStopped;

    /// <summary>Gets whether the calling code runs inside a request of this ledger: what it uses is in that request already.</summary>
    internal bool IsInsideRequest => _enclosing.Value is { HasEnded: false };

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
            ShareStatement shares = _shares.Current;
            return new LedgerStatement
            {
                Session = shares.Energy,
                Attributed = shares.Attributed,
                Unattributed = shares.Unattributed,
                Requests = _ended,
                UnderWay = shares.Active,
                MostConcurrent = shares.MostActive,
            };
        }
    }

    /// <summary>Begins a request now.</summary>
    internal ShareScope Open() => _shares.Begin();

    /// <summary>Says that the calling code runs inside a request, for the rest of its asynchronous flow.</summary>
    internal void Enter(ShareScope request) => _enclosing.Value = request;

    /// <summary>Ends a request now and keeps its record.</summary>
    /// <param name="share">The request's share.</param>
    /// <param name="price">Prices its energy; null without a region.</param>
    /// <param name="complete">Adds what the share does not know.</param>
    internal RequestEnergy Close(ShareScope share, CarbonPrice? price, Func<RequestEnergy, RequestEnergy> complete)
    {
        share.Dispose();
        lock (_gate)
        {
            LedgerEntry entry = new(share, price, complete(LedgerEntry.New(share, ++_ended, _shares.Current.Energy.Method)));
            RequestEnergy record = entry.Record();
            _entries.Enqueue(entry);
            if (_entries.Count > Kept)
            {
                _entries.Dequeue();
            }

            return record;
        }
    }
}
