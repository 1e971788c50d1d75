using AIMetering.Hosting.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AIMetering.Hosting;

/// <summary>Keeps one session for the lifetime of the host: from before the first service starts until after the last has stopped.</summary>
internal sealed class SessionService(
    ServiceMeter meter, IOptions<AIMeterOptions> options, IHostEnvironment host, ILogger<ServiceMeter> log, TimeProvider? time = null)
    : IHostedLifecycleService, IDisposable
{
    // Sensors answer within a second; a driver that hangs must not keep the service from starting.
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private bool _isOver, _isEnded;
    private LossWatch? _watch;

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        Task start = Task.Run(Start, cancellationToken);
        try
        {
            await (options.Value.Strict ? start.WaitAsync(cancellationToken) : start.WaitAsync(StartPatience, time ?? TimeProvider.System, cancellationToken)).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!start.IsCompleted)
        {
            log.StartsLate(StartPatience);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(End, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            log.NotWaitedFor();
        }
    }

    /// <summary>Ends the session of a host that did not get as far as stopping.</summary>
    public void Dispose() => End();

    private void Start()
    {
        if (!options.Value.Enabled)
        {
            TurnedOff($"{options.Value.Section}:{nameof(AIMeterOptions.Enabled)}");
            return;
        }

        meter.Lack("the sensors have not been found yet");
        if (SessionStarter.TryStart(options.Value, host.ApplicationName, log, meter.Lack) is { } session)
        {
            Begin(session);
        }
    }

    // A host may be gone by the time that its sensors answer.
    private void Begin(MeterSession session)
    {
        bool isLate;
        lock (_gate)
        {
            meter.Begin(session);
            isLate = _isOver;
        }

        if (session.Sources.Count == 0)
        {
            TurnedOff("AIMETER_DISABLED");
        }
        else
        {
            StartNotes.Tell(session, log);
            _watch = new LossWatch(session, log, time ?? TimeProvider.System);
        }

        if (isLate)
        {
            End();
        }
    }

    private void TurnedOff(string by)
    {
        meter.TurnOff(by);
        log.TurnedOff(by);
    }

    private void End()
    {
        lock (_gate)
        {
            _isOver = true;
            if (meter.Session is null || _isEnded)
            {
                return;
            }

            _isEnded = true;
        }

        _watch?.Dispose();
        try
        {
            MeterReport report = meter.Session.Stop();
            meter.End(report);
            if (meter.TurnedOffBy is null)
            {
                log.Measured(report.Name, report.Energy.ToString(), report.Duration);
            }
        }
        catch (Exception error) // the host must stop, whatever happens here
        {
            log.NotEnded(error.Message);
        }
    }
}
