using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AIMetering.Chat.Clients;

/// <summary>What one client measures with: the session that it was given, or one of its own from the first request on.</summary>
internal sealed class Metering(ChatMeterOptions options, ILoggerFactory? loggers) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ILogger? _logger = loggers?.CreateLogger("AIMeter.Extensions.AI");
    private MeterSession? _own;
    private RequestLedger? _ledger;
    private CarbonPrice? _price;
    private bool _isDecided, _isDisposed;
    private int _failures;

    /// <summary>Gets the ledger; null until the first request was measured, and where nothing can be.</summary>
    public RequestLedger? Ledger => Volatile.Read(ref _ledger);

    /// <summary>Gets the session; null until the first request was measured, and where nothing can be.</summary>
    public MeterSession? Session => options.Session ?? Ledger?.Session;

    /// <summary>Gets the price of carbon; null where no place was given, neither here nor to the session.</summary>
    public CarbonPrice? Price => Volatile.Read(ref _price);

    public Func<ChatResponseUpdate, int?>? CountTokens => options.CountTokens;

    /// <summary>Begins to measure a request.</summary>
    /// <returns>The request; null where nothing is measured, or where it runs inside one that is.</returns>
    public RequestRun? Begin(RequestFacts facts)
    {
        try
        {
            return Find() is { IsMeasuring: true, IsInsideRequest: false } ledger ? RequestRun.Begin(this, ledger, facts) : null;
        }
        catch (Exception error) // the chat goes on without a figure
        {
            Failed(error);
            return null;
        }
    }

    /// <summary>What a client of ours has to give that asks for services: the ledger and the session.</summary>
    /// <returns>Null for what others may have.</returns>
    public object? Service(Type type, object? key) =>
        key is not null ? null : type == typeof(RequestLedger) ? Ledger : type == typeof(MeterSession) ? Session : null;

    /// <summary>Notes a failure of the measurement, the first of them in the log.</summary>
    public void Failed(Exception error)
    {
        if (Interlocked.Increment(ref _failures) == 1)
        {
            Log.MeasurementFailed(_logger, error.Message);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            try
            {
                _own?.Dispose();
            }
            catch (Exception error) // disposing a chat client throws nothing of ours
            {
                Failed(error);
            }
        }
    }

    private RequestLedger? Find()
    {
        if (Volatile.Read(ref _isDecided))
        {
            return _ledger;
        }

        lock (_gate)
        {
            if (!_isDecided && !_isDisposed)
            {
                _ledger = Decide();
                Volatile.Write(ref _isDecided, true);
            }

            return _ledger;
        }
    }

    private RequestLedger? Decide()
    {
        try
        {
            RequestLedger ledger = RequestLedger.Of(options.Session ?? (_own = Start()));
            Volatile.Write(ref _price, CarbonPrice.Of(options.Place, ledger.Session.Carbon));
            return ledger.IsMeasuring ? ledger : Aside(Missing(ledger.Session));
        }
        catch (Exception error) // such as an output of the session that cannot be written
        {
            return Aside(error.Message);
        }
    }

    private MeterSession Start()
    {
        MeterConfiguration configuration = AIMeter.Configure("chat");
        if (options.Place is { } place)
        {
            configuration.InRegion(place);
        }

        options.ConfigureSession?.Invoke(configuration);
        return configuration.Start();
    }

    private RequestLedger? Aside(string reason)
    {
        Log.SteppedAside(_logger, reason);
        _own?.Dispose();
        _own = null;
        return null;
    }

    private static string Missing(MeterSession session) =>
        session.IsStopped ? "its session was stopped" : session.Current.Energy.Reason ?? "nothing here tells its energy";
}
