using Microsoft.Extensions.Logging;

namespace AIMetering.Hosting;

/// <summary>Tells the log when a device that was measured no longer is, and when it is again: a service may run for weeks.</summary>
internal sealed class LossWatch : IDisposable
{
    // Soon enough for who reads a log, and nothing to the machine: it looks at what the session has kept, and reads no sensor.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly MeterSession _session;
    private readonly ILogger _log;
    private readonly HashSet<string> _lost = [];
    private readonly ITimer _timer;

    public LossWatch(MeterSession session, ILogger log, TimeProvider time)
    {
        (_session, _log) = (session, log);
        _timer = time.CreateTimer(static state => ((LossWatch)state!).TryLook(), this, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    private void TryLook()
    {
        try
        {
            Look();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A log that throws must not end the service: this is a thread of the pool.
        }
    }

    private void Look()
    {
        lock (_lost)
        {
            if (_session.IsStopped)
            {
                return;
            }

            foreach (DeviceSnapshot device in _session.Current.Devices.Where(each => each.Energy.IsKnown))
            {
                string id = device.Device.Id;
                if (MeterHealthCheck.IsMeasured(device))
                {
                    if (_lost.Remove(id))
                    {
                        _log.AnswersAgain(id);
                    }
                }
                else if (_lost.Add(id))
                {
                    _log.Lost(id, device.Energy.Source);
                }
            }
        }
    }
}
