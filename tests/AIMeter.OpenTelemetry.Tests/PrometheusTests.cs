using OpenTelemetry;
using OpenTelemetry.Metrics;
using Xunit;

namespace AIMetering.Telemetry.Tests;

public sealed class PrometheusTests
{
    [Fact]
    public void The_counter_that_Prometheus_stores_equals_the_joules_of_the_report()
    {
        PrometheusServer.SkipWithout();
        int port = Ports.Free();
        using MeterProvider provider = Sdk.CreateMeterProviderBuilder().AddAIMeter()
            .AddPrometheusHttpListener(options => (options.Host, options.Port) = ("127.0.0.1", port)).Build();
        using PrometheusServer prometheus = new(port);

        MeterSession meter = Spender.Start("prom0");
        double? running = prometheus.WaitFor("hw_energy_joules_total{hw_id=\"prom0\",hw_type=\"gpu\"}", joules => joules > 100);
        double? power = prometheus.WaitFor("hw_power_watts{hw_id=\"prom0\"}", watts => watts > 0);
        double? carbon = prometheus.WaitFor("aimeter_emissions_grams_total{aimeter_carbon_signal=\"location_based\"}", grams => grams > 0);
        double? relative = prometheus.WaitFor("aimeter_energy_bound_joules{hw_id=\"prom0\"} / hw_energy_joules_total", ratio => ratio < 0.2);
        double joules = meter.Stop().Devices.Single(device => device.Device.Id == "prom0").Energy.Energy!.Value.Joules;
        double? stored = prometheus.WaitFor("hw_energy_joules_total{hw_id=\"prom0\"}", value => value >= joules - 1e-6);

        Assert.InRange(running!.Value, 100, joules + 1e-6);
        Assert.InRange(power!.Value, 100, 300);
        Assert.InRange(relative!.Value, 1e-6, 0.2); // a session's bound shrinks towards the scale error of its sensor, 5 %
        Assert.True(carbon > 0);
        Assert.Equal(joules, stored!.Value, 1e-3); // the text form of Prometheus keeps the double's digits
    }
}
