using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AIMetering.Hosting.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Measured_wholly_is_healthy_and_tells_power_and_energy()
    {
        using MeteredHost host = await MeteredHost.Start(options => options.Require.Add("cpu"));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        HealthReportEntry health = await host.Health();

        Assert.Equal((HealthStatus.Healthy, "every device is measured"), (health.Status, health.Description));
        Assert.InRange((double)health.Data["power_watts"], 0.9 * Spender.Watts, 1.1 * Spender.Watts);
        Assert.InRange((double)health.Data["energy_joules"], 0.2 * Spender.Watts, double.PositiveInfinity);
        Assert.True((double)health.Data["energy_bound_joules"] > 0);
        Assert.Equal(("counter", "spender", ""), (health.Data["energy_method"], health.Data["energy_source"], health.Data["missing"]));
    }

    [Fact]
    public async Task Without_a_sensor_it_is_degraded_and_names_what_is_missing_and_why()
    {
        using MeteredHost host = await MeteredHost.Start(options => options.Configure = MeteredHost.NoSensor);
        HealthReportEntry health = await host.Health();

        Assert.Equal((HealthStatus.Degraded, "not measured: CPU: no source of CPU energy is ready"), (health.Status, health.Description));
        Assert.DoesNotContain(health.Data.Keys, key => key is "energy_joules" or "power_watts");
        Assert.Contains("powercap: not available, ", Assert.IsType<string>(health.Data["sources_missing"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_required_device_without_a_source_is_unhealthy()
    {
        using MeteredHost host = await MeteredHost.Start(options => options.Require.Add("gpu"));
        HealthReportEntry health = await host.Health();
        Assert.Equal((HealthStatus.Unhealthy, "gpu is required and has no source"), (health.Status, health.Description));
    }

    [Theory]
    [InlineData(true, HealthStatus.Unhealthy, "cpu0 is required and its sensor no longer answers")]
    [InlineData(false, HealthStatus.Degraded, "cpu0: its sensor no longer answers")]
    public async Task A_sensor_that_falls_silent_is_told_and_when_it_answers_again_all_is_well(bool isRequired, HealthStatus status, string description)
    {
        using MeteredHost host = await MeteredHost.Start(options =>
        {
            options.SampleEvery = TimeSpan.FromMilliseconds(10);
            if (isRequired)
            {
                options.Require.Add("cpu0");
            }
        });
        host.Sensor.IsSilent = true;
        await MeteredHost.Until(async () => (await host.Health()).Status != HealthStatus.Healthy);
        HealthReportEntry health = await host.Health();
        Assert.Equal((status, description), (health.Status, health.Description));
        Assert.DoesNotContain("power_watts", health.Data.Keys);

        host.Sensor.IsSilent = false;
        await MeteredHost.Until(async () => (await host.Health()).Status == HealthStatus.Healthy);
    }

    // An orchestrator restarts what is unhealthy, which brings no sensor back.
    [Theory]
    [InlineData(null, HealthStatus.Degraded)]
    [InlineData("cpu", HealthStatus.Unhealthy)]
    public async Task A_service_that_could_not_be_measured_or_is_no_longer_fails_only_where_measuring_is_required(string? required, HealthStatus expected)
    {
        void Require(AIMeterOptions options, Action<MeterConfiguration>? configure)
        {
            options.Configure = configure ?? options.Configure;
            if (required is not null)
            {
                options.Require.Add(required);
            }
        }

        using MeteredHost failed = await MeteredHost.Start(options => Require(options, _ => throw new TimeoutException("the plug is out")));
        HealthReportEntry health = await failed.Health();
        Assert.Equal((expected, "measuring could not start: the plug is out"), (health.Status, health.Description));

        using MeteredHost stopped = await MeteredHost.Start(options => Require(options, null));
        stopped.Meter.Session!.Stop();
        health = await stopped.Health();
        Assert.Equal((expected, "the session was stopped"), (health.Status, health.Description));
    }

    [Fact]
    public async Task One_turned_off_is_healthy_and_says_so()
    {
        using MeteredHost host = await MeteredHost.Start(options => options.Enabled = false);
        HealthReportEntry health = await host.Health();
        Assert.Equal((HealthStatus.Healthy, "measuring is turned off by AIMeter:Enabled"), (health.Status, health.Description));
    }

    [Fact]
    public async Task A_check_without_the_services_names_the_line_that_is_missing()
    {
        ServiceCollection services = new();
        services.AddLogging(logging => logging.ClearProviders()).AddHealthChecks().AddAIMeter();
        using ServiceProvider provider = services.BuildServiceProvider();
        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal("the health check needs services.AddAIMeter()", report.Entries[AIMeterHealthChecks.Name].Description);
    }
}
