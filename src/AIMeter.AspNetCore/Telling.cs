using AIMetering.Hosting;
using Microsoft.Extensions.Logging;

namespace AIMetering.AspNetCore;

/// <summary>How the requests of a pipeline are told their energy.</summary>
internal sealed class Telling(ServiceMeter meter, AIMeterOptions options, ILogger log)
{
    private int _failed;

    /// <summary>Gets the header that tells clients; null tells them nothing.</summary>
    public string? Header { get; } = string.IsNullOrEmpty(options.Header) ? null : options.Header;

    /// <summary>Gets how the figures of the devices come to be, which stays as it is once it is known; null until then.</summary>
    public string? SensorMethod => field ??= meter.Session?.Current.Energy.Method?.ToString().ToLowerInvariant();

    /// <summary>Says once that something failed.</summary>
    public void Fail(Exception error)
    {
        if (Interlocked.Exchange(ref _failed, 1) == 0)
        {
            log.RequestNotTold(error.Message);
        }
    }
}
