using System.Runtime.CompilerServices;
using AIMetering.Carbon;

namespace AIMetering.Live;

/// <summary>A live page that is being served. Dispose it to end that; it ends with its session by itself.</summary>
public sealed class LiveDashboard : IDisposable
{
    // Longer than a server takes to let its last client go (DashboardServer.Patience).
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    // No intensity changes sooner than in minutes.
    private static readonly TimeSpan PriceEvery = TimeSpan.FromSeconds(2);

    private readonly WeakReference<MeterSession> _meter;
    private readonly DashboardOptions _options;
    private readonly LiveFeed _feed;
    private readonly FrameHub _hub;
    private readonly DashboardServer _server;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stop = new();
    private IDisposable? _subscription;
    private TimeSpan _nextPrice;
    private bool _isPriced = true;

    private LiveDashboard(MeterSession meter, DashboardOptions options)
    {
        (_meter, _options) = (new(meter), options);
        _feed = new(meter.Name, meter.RunId, options);
        _hub = new(meter.RunId, options);
        _server = DashboardServer.Start(options, _hub);
        _thread = new Thread(Serve) { IsBackground = true, Name = "AIMeter dashboard" };
    }

    /// <summary>Gets the address to open in a browser, the token in it. The page takes the token out of the address bar at once.</summary>
    /// <value>Such as <c>http://127.0.0.1:41873/?token=…</c>. Whoever has it sees the page.</value>
    public Uri Url => _server.Url;

    /// <summary>Gets whether the page is still served.</summary>
    public bool IsServing => !_stop.IsSet;

    internal static LiveDashboard Start(MeterSession meter, DashboardOptions options)
    {
        LiveDashboard dashboard = new(meter, options);
        dashboard._subscription = meter.Readings.Subscribe(dashboard._feed);
        dashboard._thread.Start();
        return dashboard;
    }

    /// <summary>Tells the browsers that it is over and stops serving. Never throws; later calls do nothing.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join(LongestWait);
        }
    }

    private void Serve()
    {
        try
        {
            while (Look() && !_stop.Wait(_options.RefreshEvery))
            {
            }
        }
        catch (Exception)
        {
            // The page ends; what it shows is no matter of the measured program.
        }
        finally
        {
            _stop.Set();
            _subscription?.Dispose();
            _hub.End(LiveFeed.End());
            _server.Dispose();
        }
    }

    // Not inlined, or the loop would hold on to a session that its program forgot.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Look()
    {
        if (!_meter.TryGetTarget(out MeterSession? meter))
        {
            return false;
        }

        bool isStopped = meter.IsStopped;
        MeterSnapshot snapshot = meter.Current;
        if (_feed.Run(snapshot) is { } run)
        {
            _hub.Announce("run", run);
        }

        if (_feed.Phases(meter.CurrentPhases) is { } phases)
        {
            _hub.Announce("phases", phases);
        }

        Price(meter, snapshot.Elapsed, isStopped);
        _hub.Publish(_feed.Frame(snapshot));
        return !isStopped;
    }

    private void Price(MeterSession meter, TimeSpan now, bool isStopped)
    {
        if (!_isPriced || (now < _nextPrice && !isStopped))
        {
            return;
        }

        CarbonStatement statement = meter.CarbonSoFar();
        _isPriced = statement.Region is not null || statement.Average.Mass is not null; // neither comes later
        _nextPrice = now + PriceEvery;
        if (_isPriced)
        {
            _hub.Announce("carbon", LiveFeed.Carbon(statement));
        }
    }
}
