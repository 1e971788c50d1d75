using AIMetering.Readings;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AIMetering.Hosting;

/// <summary>Whether the service is measured: wholly, in part or by estimates, or no more.</summary>
internal sealed class MeterHealthCheck(ServiceMeter? meter, IOptions<AIMeterOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HealthStatus failure = context.Registration.FailureStatus;
        return Task.FromResult(meter is null ? new(failure, "the health check needs services.AddAIMeter()") : Check(meter, failure));
    }

    private HealthCheckResult Check(ServiceMeter service, HealthStatus failure)
    {
        if (service.TurnedOffBy is { } by)
        {
            return HealthCheckResult.Healthy($"measuring is turned off by {by}");
        }

        HealthStatus unmeasured = options.Value.Require.Count > 0 ? failure : HealthStatus.Degraded;
        if (service.Session is not { } session)
        {
            return new(unmeasured, service.Absence);
        }

        MeterSnapshot snapshot = session.Current;
        string[] lost = [.. options.Value.Require.Select(wanted => Lack(wanted, snapshot)).OfType<string>()];
        string[] limits = [.. Limits(snapshot)];
        Dictionary<string, object> data = Data(snapshot, session.Sources);
        return session.IsStopped ? new(unmeasured, "the session was stopped", data: data)
            : lost.Length > 0 ? new(failure, string.Join("; ", lost), data: data)
            : limits.Length > 0 ? HealthCheckResult.Degraded(string.Join("; ", limits), data: data)
            : HealthCheckResult.Healthy("every device is measured", data);
    }

    /// <summary>Whether a device's energy is known up to now: its sensor still answers.</summary>
    public static bool IsMeasured(DeviceSnapshot device) => device.Energy.IsKnown && !device.Energy.Caveats.HasFlag(EnergyCaveats.SensorLost);

    // A device by its id, or any of a kind.
    private static string? Lack(string wanted, MeterSnapshot snapshot)
    {
        DeviceSnapshot[] meant = [.. snapshot.Devices.Where(each =>
            each.Device.Id.Equals(wanted, StringComparison.OrdinalIgnoreCase) || each.Device.Kind.ToString().Equals(wanted, StringComparison.OrdinalIgnoreCase))];
        return meant.Length == 0 ? $"{wanted} is required and has no source"
            : meant.Any(IsMeasured) ? null
            : $"{wanted} is required and {meant[0].Energy.Reason ?? "its sensor no longer answers"}";
    }

    private static IEnumerable<string> Limits(MeterSnapshot snapshot)
    {
        foreach (string missing in snapshot.Energy.Missing)
        {
            yield return $"not measured: {missing}";
        }

        foreach (DeviceSnapshot device in snapshot.Devices.Where(each => each.Device.InTotal && each.Energy.IsKnown))
        {
            if (!IsMeasured(device))
            {
                yield return $"{device.Device.Id}: its sensor no longer answers";
            }

            if (device.Energy.Caveats.HasFlag(EnergyCaveats.ContainsEstimate))
            {
                yield return $"{device.Device.Id} is estimated, not measured";
            }
        }
    }

    private static Dictionary<string, object> Data(MeterSnapshot snapshot, IEnumerable<SourceStatus> sources)
    {
        Dictionary<string, object> data = new()
        {
            ["elapsed_seconds"] = snapshot.Elapsed.TotalSeconds,
            ["missing"] = string.Join("; ", snapshot.Energy.Missing),
            ["sources_missing"] = string.Join('\n', sources.Where(source => !source.IsReady)),
        };
        if (snapshot.Energy.Energy is { } energy)
        {
            data["energy_joules"] = energy.Joules;
            data["energy_bound_joules"] = snapshot.Energy.Bound!.Value.Joules;
            data["energy_method"] = snapshot.Energy.Method!.Value.ToString().ToLowerInvariant();
            data["energy_source"] = snapshot.Energy.Source;
        }

        // A sensor that is gone has no present power, whatever it said last.
        if (snapshot.Power is { } power && !snapshot.Energy.Caveats.HasFlag(EnergyCaveats.SensorLost))
        {
            data["power_watts"] = power.Watts;
        }

        return data;
    }
}
