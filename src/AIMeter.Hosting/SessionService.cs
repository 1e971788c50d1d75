using AIMetering.Hosting.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AIMetering.Hosting;

/// <summary>Keeps one session for the lifetime of the host: from before the first service starts until after the last has stopped.</summary>
internal sealed class SessionService(ServiceMeter meter, IOptions<AIMeterOptions> options, IHostEnvironment host, ILogger<ServiceMeter> log)
    : IHostedLifecycleService, IDisposable
{
    private int _ended;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.Run(Start, cancellationToken);

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
            meter.Lack("measuring is turned off by AIMeter:Enabled");
            log.TurnedOff();
            return;
        }

        if (TryStart() is { } session)
        {
            meter.Begin(session);
            Tell(session);
        }
    }

    private MeterSession? TryStart()
    {
        try
        {
            return Start(withOutputs: true);
        }
        catch (IOException error) when (!options.Value.Strict)
        {
            log.ReportRefused(error.Message);
            return TryStartWithoutOutputs();
        }
        catch (Exception error) when (!options.Value.Strict)
        {
            return Fail(error);
        }
    }

    // Measuring is worth more than the file: health check and requests still tell the energy.
    private MeterSession? TryStartWithoutOutputs()
    {
        try
        {
            return Start(withOutputs: false);
        }
        catch (Exception error)
        {
            return Fail(error);
        }
    }

    private MeterSession Start(bool withOutputs) =>
        OptionSteps.Configure(options.Value, host.ApplicationName, withOutputs).WithLogger(log).Start();

    private MeterSession? Fail(Exception error)
    {
        meter.Lack($"measuring could not start: {error.Message}");
        log.NotStarted(error.Message);
        return null;
    }

    private void Tell(MeterSession session)
    {
        MeterSnapshot begun = session.Current;
        log.Started(session.Name, session.RunId, string.Join(", ", begun.Devices.Where(each => each.Device.InTotal).Select(each => $"{each.Device.Id} ({each.Energy.Source})")));
        foreach (string missing in begun.Energy.Missing)
        {
            log.NotMeasured(missing);
        }
    }

    private void End()
    {
        if (meter.Session is not { } session || Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        try
        {
            MeterReport report = session.Stop();
            meter.End(report);
            log.Measured(report.Name, report.Energy.ToString(), report.Duration);
        }
        catch (Exception error) // the host must stop, whatever happens here
        {
            log.NotEnded(error.Message);
        }
    }
}
