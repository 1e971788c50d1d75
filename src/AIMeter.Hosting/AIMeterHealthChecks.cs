using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AIMetering.Hosting;

/// <summary>Tells by a health check whether the service is measured: <c>services.AddHealthChecks().AddAIMeter()</c>.</summary>
public static class AIMeterHealthChecks
{
    /// <summary>The name of the health check where none is given.</summary>
    public const string Name = "aimeter";

    /// <summary>Adds a health check: healthy when every device is measured or measuring is turned off; degraded when something is missing,
    /// estimated, lost, or nothing is measured at all; unhealthy when a device in <see cref="AIMeterOptions.Require"/> is not measured.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">What to report in place of unhealthy; null for unhealthy.</param>
    /// <param name="tags">Tags to choose checks by.</param>
    /// <returns>The health checks, to go on with.</returns>
    /// <remarks>Where nothing is required the check never fails: orchestrators restart what fails, and a restart brings no sensor back.</remarks>
    public static IHealthChecksBuilder AddAIMeter(
        this IHealthChecksBuilder builder, string name = Name, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name, provider => new MeterHealthCheck(provider.GetService<ServiceMeter>(), provider.GetRequiredService<IOptions<AIMeterOptions>>()), failureStatus, tags));
    }
}
