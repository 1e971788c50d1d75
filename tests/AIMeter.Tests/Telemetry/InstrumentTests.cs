using System.Diagnostics.Metrics;
using AIMetering.Readings;
using AIMetering.Sources;
using Xunit;

namespace AIMetering.Tests.Telemetry;

public sealed class InstrumentTests
{
    private static int s_devices;

    private readonly SteppedCounter _counter = new($"tel{Interlocked.Increment(ref s_devices)}");

    [Fact]
    public void A_listener_sees_the_joules_of_the_report()
    {
        using Listener listener = new(_counter.Id);
        MeterReport report = Measure(_counter, joules: 12);

        (double value, IReadOnlyDictionary<string, object?> tags) = Assert.Single(listener.Collect("hw.energy"));
        Assert.Equal(report.Devices.Single(device => device.Device.Id == _counter.Id).Energy.Energy!.Value.Joules, value, 1e-9);
        Assert.Equal("gpu", tags["hw.type"]);
        Assert.Equal("simulated", tags["hw.name"]);
        Assert.Equal("counter", tags["aimeter.method"]);
    }

    [Fact]
    public void The_counter_goes_on_from_session_to_session_and_never_back()
    {
        using Listener listener = new(_counter.Id);
        double first = Joules(Measure(_counter, joules: 12));
        Assert.Equal(first, Assert.Single(listener.Collect("hw.energy")).Value, 1e-9);

        double second = Joules(Measure(_counter, joules: 30));
        Assert.Equal(first + second, Assert.Single(listener.Collect("hw.energy")).Value, 1e-9);
    }

    [Fact]
    public void Sessions_that_overlap_count_each_joule_once()
    {
        using Listener listener = new(_counter.Id);
        MeterSession outer = Start(_counter);
        _counter.Spend(5);
        MeterSession inner = Start(_counter);
        _counter.Spend(7);
        listener.Collect("hw.energy");
        inner.Stop();
        _counter.Spend(9);
        listener.Collect("hw.energy");
        double whole = Joules(outer.Stop());

        Assert.Equal(whole, Assert.Single(listener.Collect("hw.energy")).Value, 0.01 * whole);
    }

    [Fact]
    public void A_session_that_outlives_the_leading_one_takes_over_without_a_jump()
    {
        using Listener listener = new(_counter.Id);
        MeterSession early = Start(_counter);
        _counter.Spend(5);
        MeterSession late = Start(_counter);
        _counter.Spend(7);
        double counted = Joules(early.Stop());
        double before = Assert.Single(listener.Collect("hw.energy")).Value;
        _counter.Spend(9);
        late.Stop();
        double after = Assert.Single(listener.Collect("hw.energy")).Value;

        Assert.InRange(before, counted, counted + 0.5);
        Assert.InRange(after - before, 7, 11); // a counter that stands still leaves open when it went on
    }

    [Fact]
    public void Power_is_told_while_a_session_runs_and_not_afterwards()
    {
        using Listener listener = new(_counter.Id);
        MeterSession meter = Start(_counter);
        _counter.Spend(20);
        Assert.True(Assert.Single(listener.Collect("hw.power")).Value > 0);
        Assert.True(Assert.Single(listener.Collect("aimeter.energy.bound")).Value > 0);
        meter.Stop();
        Assert.Empty(listener.Collect("hw.power"));
    }

    [Fact]
    public void The_use_memory_and_heat_of_a_GPU_have_their_conventional_names_and_units()
    {
        using Listener listener = new(_counter.Id);
        using MeterSession meter = Start(_counter);
        _counter.Spend(1);

        Assert.Equal(0.42, Assert.Single(listener.Collect("hw.gpu.utilization")).Value, 1e-12);
        Assert.Equal(0.25, Assert.Single(listener.Collect("hw.gpu.memory.utilization")).Value, 1e-12);
        Assert.Equal(1024, Assert.Single(listener.Collect("hw.gpu.memory.usage")).Value);
        Assert.Equal(71, Assert.Single(listener.Collect("hw.temperature")).Value);
        Assert.Equal("J", listener.UnitOf("hw.energy"));
        Assert.Equal("W", listener.UnitOf("hw.power"));
        Assert.Equal("Cel", listener.UnitOf("hw.temperature"));
        Assert.Equal("g{CO2eq}", listener.UnitOf("aimeter.emissions"));
    }

    [Fact]
    public void Carbon_is_counted_by_signal_when_a_session_ends()
    {
        using Listener listener = new(_counter.Id);
        double before = Average();
        MeterSession meter = Configured(_counter).InRegion("FR").Start();
        _counter.Spend(50);
        double grams = meter.Stop().Carbon!.Average.Mass!.Value.Grams;

        Assert.True(grams > 0);
        Assert.True(Average() >= before + grams - 1e-9);

        double Average() => listener.Collect("aimeter.emissions", all: true)
            .Where(each => (string?)each.Tags["aimeter.carbon.signal"] == "location_based").Sum(each => each.Value);
    }

    [Fact]
    public void Names_of_sessions_and_phases_never_become_tags()
    {
        using Listener listener = new(_counter.Id);
        using MeterSession meter = Start(_counter);
        using (meter.Phase("secret phase"))
        {
            _counter.Spend(1);
        }

        meter.Record("loss", 1);
        Assert.Equal(
            ["aimeter.method", "hw.id", "hw.name", "hw.type"],
            Assert.Single(listener.Collect("hw.energy")).Tags.Keys.Order(StringComparer.Ordinal));
    }

    private static double Joules(MeterReport report) => report.Devices.Single(device => device.Source == "stepped").Energy.Energy!.Value.Joules;

    private static MeterConfiguration Configured(SteppedCounter counter) => AIMeter.Configure("telemetry")
        .WithSysRoot(Directory.CreateTempSubdirectory("aimeter-sys-").FullName).WithoutEstimates()
        .SampleEvery(TimeSpan.FromMilliseconds(5)).AddSource(counter);

    private static MeterSession Start(SteppedCounter counter) => Configured(counter).Start();

    private static MeterReport Measure(SteppedCounter counter, double joules)
    {
        MeterSession meter = Start(counter);
        counter.Spend(joules);
        return meter.Stop();
    }

    /// <summary>A GPU whose energy the tests spend.</summary>
    private sealed class SteppedCounter(string id) : IMetricSampler
    {
        private static readonly TimeSpan Refresh = TimeSpan.FromMicroseconds(10), Spending = TimeSpan.FromMilliseconds(20);

        private readonly Device _device = new(id, DeviceKind.Gpu, "simulated");
        private readonly Lock _lock = new();
        private double _spent, _spending;
        private long _began;

        public string Id => id;

        public string Name => "stepped";

        public bool MayBlock => false;

        public IReadOnlyList<Channel> Channels =>
        [
            Channel.EnergyCounter(_device, new() { JoulesPerCount = 1e-6, RefreshPeriod = Refresh, LongestRefreshPeriod = Refresh, MaxPowerWatts = 5_000 }),
            Channel.Gauge(_device, "utilization", MetricUnit.Percent),
            Channel.Gauge(_device, "memory_usage", MetricUnit.Percent),
            Channel.Gauge(_device, "memory_used", MetricUnit.Bytes),
            Channel.Gauge(_device, "temperature", MetricUnit.Celsius),
        ];

        /// <summary>Spends up to 100 J evenly over 20 ms.</summary>
        public void Spend(double joules)
        {
            Begin(joules);
            Thread.Sleep(Spending + Refresh);
            Begin(0);
        }

        public void Sample(SampleWriter writer)
        {
            lock (_lock)
            {
                double done = Math.Min(1, TimeProvider.System.GetElapsedTime(_began) / Spending);
                writer.Write(0, Math.Floor((_spent + (_spending * done)) * 1e6));
            }

            double[] gauges = [42, 25, 1024, 71];
            for (int gauge = 0; gauge < gauges.Length && !writer.EnergyOnly; gauge++)
            {
                writer.Write(gauge + 1, gauges[gauge]);
            }
        }

        private void Begin(double joules)
        {
            lock (_lock)
            {
                _spent += _spending;
                (_spending, _began) = (joules, TimeProvider.System.GetTimestamp());
            }
        }
    }

    /// <summary>What any listener of the BCL sees, such as dotnet-counters.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, string?> _units = [];
        private readonly List<(string Name, double Value, IReadOnlyDictionary<string, object?> Tags)> _seen = [];
        private readonly string _device;

        public Listener(string device)
        {
            _device = device;
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "AIMeter")
                {
                    _units[instrument.Name] = instrument.Unit;
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            {
                Dictionary<string, object?> copy = [];
                foreach (KeyValuePair<string, object?> tag in tags)
                {
                    copy[tag.Key] = tag.Value;
                }

                _seen.Add((instrument.Name, value, copy));
            });
            _listener.Start();
        }

        public string? UnitOf(string instrument) => _units[instrument];

        public IReadOnlyList<(double Value, IReadOnlyDictionary<string, object?> Tags)> Collect(string instrument, bool all = false)
        {
            Thread.Sleep(25); // beyond what counts as one collection
            _seen.Clear();
            _listener.RecordObservableInstruments();
            return [.. _seen.Where(each => each.Name == instrument && (all || (string?)each.Tags["hw.id"] == _device)).Select(each => (each.Value, each.Tags))];
        }

        public void Dispose() => _listener.Dispose();
    }
}
