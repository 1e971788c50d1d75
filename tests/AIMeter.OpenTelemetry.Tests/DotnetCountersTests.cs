using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Xunit;

namespace AIMetering.Telemetry.Tests;

/// <summary>What <c>dotnet-counters</c> sees from outside: these libraries are what it is made of, and go by the diagnostics port of the process.</summary>
public sealed class DotnetCountersTests
{
    [Fact]
    public async Task A_tool_at_the_diagnostics_port_sees_the_joules_and_watts_of_a_session()
    {
        using MeterSession meter = Spender.Start("counters0");
        using EventPipeSession pipe = Open(AIMeterTelemetry.MeterName);
        ConcurrentDictionary<string, double> seen = [];
        Task reading = Task.Run(() => Read(pipe, seen), TestContext.Current.CancellationToken);
        for (long began = TimeProvider.System.GetTimestamp(); !(seen.GetValueOrDefault("hw.energy J") > 50 && seen.ContainsKey("hw.power W"));)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), string.Join(", ", seen.Keys));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await pipe.StopAsync(TestContext.Current.CancellationToken);
        await reading;
        double joules = meter.Stop().Devices.Single(device => device.Device.Id == "counters0").Energy.Energy!.Value.Joules;
        Assert.InRange(seen["hw.energy J"], 50, joules);
        Assert.InRange(seen["hw.power W"], 100, 300);
        Assert.InRange(seen["hw.temperature Cel"], 70, 70);
    }

    // The provider, the keyword and the arguments of dotnet-counters.
    private static EventPipeSession Open(string meter)
    {
        const long TimeSeriesValues = 0x2;
        string id = Guid.NewGuid().ToString();
        return new DiagnosticsClient(Environment.ProcessId).StartEventPipeSession(
            [new EventPipeProvider("System.Diagnostics.Metrics", EventLevel.Informational, TimeSeriesValues, new Dictionary<string, string>
            {
                ["SessionId"] = id,
                ["ClientId"] = id,
                ["Metrics"] = meter,
                ["RefreshInterval"] = "0.5",
                ["MaxTimeSeries"] = "1000",
                ["MaxHistograms"] = "10",
            })], requestRundown: false);
    }

    private static void Read(EventPipeSession pipe, ConcurrentDictionary<string, double> seen)
    {
        using EventPipeEventSource source = new(pipe.EventStream);
        source.Dynamic.All += each =>
        {
            string[] names = each.PayloadNames;
            if (names.Contains("instrumentName") && names.Contains("tags") && ((string)each.PayloadByName("tags")).Contains("hw.id=counters0", StringComparison.Ordinal))
            {
                string value = (string)each.PayloadByName(names.Contains("value") ? "value" : "lastValue");
                if (double.TryParse(value, CultureInfo.InvariantCulture, out double number))
                {
                    seen[$"{each.PayloadByName("instrumentName")} {each.PayloadByName("unit")}"] = number;
                }
            }
        };
        source.Process();
    }
}
