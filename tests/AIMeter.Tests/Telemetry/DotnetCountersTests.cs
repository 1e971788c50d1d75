using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using Xunit;

namespace AIMetering.Tests.Telemetry;

/// <summary>What <c>dotnet-counters monitor --counters AIMeter</c> sees: it enables the event source <c>System.Diagnostics.Metrics</c> with these
/// arguments and shows its events.</summary>
public sealed class DotnetCountersTests
{
    [Fact]
    public void Dotnet_counters_is_told_the_joules_the_watts_and_their_units()
    {
        SteppedCounter counter = SteppedCounter.New();
        using Counters counters = new("AIMeter");
        using MeterSession meter = counter.Configured().Start();
        double? total = null, watts = null;
        for (long began = TimeProvider.System.GetTimestamp(); (total is not > 50 || watts is not > 0) && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30);)
        {
            counter.Spend(40);
            total = counters.Last("CounterRateValuePublished", "hw.energy", counter.Id);
            watts = counters.Last("GaugeValuePublished", "hw.power", counter.Id);
        }

        Assert.InRange(total!.Value, 50, counter.Spent);
        Assert.True(watts > 0);
        Assert.Equal(("J", "W"), (counters.Unit("hw.energy"), counters.Unit("hw.power")));
        Assert.DoesNotContain(counters.Names, name => name is "Error" or "ObservableInstrumentCallbackError" or "TimeSeriesLimitReached");
    }

    /// <summary>The events of one session of dotnet-counters.</summary>
    private sealed class Counters : EventListener
    {
        private const EventKeywords TimeSeriesValues = (EventKeywords)0x2;

        private readonly ConcurrentQueue<(string Name, Dictionary<string, string> Payload)> _events = [];
        private readonly string _session = Guid.NewGuid().ToString();

        public Counters(string meter)
        {
            EventSource source = EventSource.GetSources().Single(each => each.Name == "System.Diagnostics.Metrics");
            EnableEvents(source, EventLevel.Informational, TimeSeriesValues, new Dictionary<string, string?>
            {
                ["SessionId"] = _session,
                ["ClientId"] = _session,
                ["Metrics"] = meter,
                ["RefreshInterval"] = "0.2",
                ["MaxTimeSeries"] = "1000",
                ["MaxHistograms"] = "10",
            });
        }

        public IEnumerable<string> Names => _events.Select(each => each.Name);

        /// <summary>The latest value of an instrument for a device: the counter's sum, not its rate.</summary>
        public double? Last(string name, string instrument, string device) => _events
            .Where(each => each.Name == name && each.Payload["instrumentName"] == instrument && each.Payload["tags"].Contains($"hw.id={device}", StringComparison.Ordinal))
            .Select(each => each.Payload.GetValueOrDefault("value") ?? each.Payload["lastValue"])
            .Select(text => double.TryParse(text, CultureInfo.InvariantCulture, out double value) ? value : (double?)null).LastOrDefault(value => value is not null);

        public string? Unit(string instrument) =>
            _events.Where(each => each.Payload.GetValueOrDefault("instrumentName") == instrument).Select(each => each.Payload["unit"]).LastOrDefault();

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            Dictionary<string, string> payload = eventData.PayloadNames!.Zip(eventData.Payload!).ToDictionary(
                each => each.First, each => Convert.ToString(each.Second, CultureInfo.InvariantCulture) ?? "");
            if (payload.GetValueOrDefault("sessionId") == _session)
            {
                _events.Enqueue((eventData.EventName!, payload));
            }
        }
    }
}
