using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AIMetering.Hosting.Tests;

/// <summary>A generic host without any web server, measured by a sensor of known truth unless told otherwise.</summary>
internal sealed class MeteredHost : IDisposable
{
    private readonly IHost _host;

    private MeteredHost(IHost host, Spender sensor, NoteBook notes) => (_host, Sensor, Notes) = (host, sensor, notes);

    public Spender Sensor { get; }

    public NoteBook Notes { get; }

    public ServiceMeter Meter => Services.GetRequiredService<ServiceMeter>();

    public IServiceProvider Services => _host.Services;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static MeteredHost Build(Action<AIMeterOptions>? configure = null, params (string Key, string? Value)[] settings)
    {
        Spender sensor = new();
        NoteBook notes = new();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(notes);
        builder.Configuration.AddInMemoryCollection(settings.Select(each => KeyValuePair.Create(each.Key, each.Value)));
        builder.Services.AddAIMeter(options =>
        {
            options.Configure = sensor.Only;
            configure?.Invoke(options);
        });
        builder.Services.AddHealthChecks().AddAIMeter();
        return new MeteredHost(builder.Build(), sensor, notes);
    }

    public static async Task<MeteredHost> Start(Action<AIMeterOptions>? configure = null, params (string Key, string? Value)[] settings)
    {
        MeteredHost host = Build(configure, settings);
        await host.Start();
        return host;
    }

    /// <summary>A machine without any sensor, and no model that stands in.</summary>
    public static void NoSensor(MeterConfiguration meter) =>
        meter.WithSysRoot(Directory.CreateTempSubdirectory("aimeter-sys-").FullName).WithoutEstimates();

    public Task Start(CancellationToken? cancel = null) => _host.StartAsync(cancel ?? Cancel);

    public Task Stop() => _host.StopAsync(Cancel);

    public async Task<HealthReportEntry> Health()
    {
        HealthReport report = await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancel);
        return report.Entries[AIMeterHealthChecks.Name];
    }

    /// <summary>Waits for what happens on other threads a moment later.</summary>
    public static async Task Until(Func<Task<bool>> condition)
    {
        for (long began = TimeProvider.System.GetTimestamp(); !await condition();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "it did not happen in 30 s");
            await Task.Delay(5, Cancel);
        }
    }

    public void Dispose() => _host.Dispose();
}
