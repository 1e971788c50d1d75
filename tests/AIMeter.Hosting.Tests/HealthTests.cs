using System.Globalization;
using Xunit;

namespace AIMetering.Hosting.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Measured_wholly_is_healthy_and_tells_power_and_energy()
    {
        await using WebService service = await WebService.Start(options => options.Require.Add("cpu"));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        string[] lines = await Health(service);
        Assert.Equal(["Healthy", "every device is measured"], lines[..2]);
        Assert.InRange(Number(lines, "power_watts"), 0.9 * Spender.Watts, 1.1 * Spender.Watts);
        Assert.InRange(Number(lines, "energy_joules"), 0.2 * Spender.Watts, double.PositiveInfinity);
        Assert.True(Number(lines, "energy_bound_joules") > 0);
        Assert.Contains("energy_method=counter", lines);
        Assert.Contains("energy_source=spender", lines);
        Assert.Contains("missing=", lines);
    }

    [Fact]
    public async Task Without_a_sensor_it_is_degraded_and_names_what_is_missing()
    {
        await using WebService service = await WebService.Start(options => options.Configure = NoSensor);
        string[] lines = await Health(service);
        Assert.Equal(["Degraded", "not measured: CPU: no source of CPU energy is ready"], lines[..2]);
        Assert.DoesNotContain(lines, line => line.StartsWith("energy_joules", StringComparison.Ordinal) || line.StartsWith("power_watts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_required_device_without_a_source_is_unhealthy()
    {
        await using WebService service = await WebService.Start(options => options.Require.Add("gpu"));
        Assert.Equal(["Unhealthy", "gpu is required and has no source"], (await Health(service))[..2]);
    }

    [Theory]
    [InlineData(true, "Unhealthy", "cpu0 is required and its sensor no longer answers")]
    [InlineData(false, "Degraded", "cpu0: its sensor no longer answers")]
    public async Task A_sensor_that_falls_silent_is_told_and_when_it_answers_again_all_is_well(bool isRequired, string status, string description)
    {
        await using WebService service = await WebService.Start(options =>
        {
            options.SampleEvery = TimeSpan.FromMilliseconds(10);
            if (isRequired)
            {
                options.Require.Add("cpu0");
            }
        });
        service.Sensor.IsSilent = true;
        await WebService.Until(() => Health(service).Result[0] != "Healthy");
        string[] lines = await Health(service);
        Assert.Equal([status, description], lines[..2]);
        Assert.DoesNotContain(lines, line => line.StartsWith("power_watts", StringComparison.Ordinal));

        service.Sensor.IsSilent = false;
        await WebService.Until(() => Health(service).Result[0] == "Healthy");
    }

    [Fact]
    public async Task A_session_that_was_stopped_is_unhealthy()
    {
        await using WebService service = await WebService.Start();
        service.Meter.Session!.Stop();
        Assert.Equal(["Unhealthy", "the session was stopped"], (await Health(service))[..2]);
    }

    [Fact]
    public async Task One_that_could_not_start_is_unhealthy_and_one_turned_off_is_not()
    {
        await using WebService failed = await WebService.Start(options => options.Configure = _ => throw new TimeoutException("the plug is out"));
        Assert.Equal(["Unhealthy", "measuring could not start: the plug is out"], await Health(failed));
        await using WebService off = await WebService.Start(options => options.Enabled = false);
        Assert.Equal(["Healthy", "measuring is turned off by AIMeter:Enabled"], await Health(off));
    }

    private static void NoSensor(MeterConfiguration meter) => meter.WithSysRoot(Directory.CreateTempSubdirectory("aimeter-sys-").FullName).WithoutEstimates();

    private static async Task<string[]> Health(WebService service)
    {
        using HttpResponseMessage response = await service.Get("/health");
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');
    }

    private static double Number(string[] lines, string key) =>
        double.Parse(Assert.Single(lines, line => line.StartsWith(key + "=", StringComparison.Ordinal))[(key.Length + 1)..], CultureInfo.InvariantCulture);
}
