using Xunit;

namespace AIMetering.Tests.Telemetry;

public sealed class InstrumentTests
{
    private readonly SteppedCounter _counter = SteppedCounter.New();

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
        Assert.True(listener.WaitFor("hw.power") > 0);
        Assert.True(listener.WaitFor("aimeter.energy.bound") > 0);
        meter.Stop();
        Assert.Empty(listener.Collect("hw.power"));
    }

    [Fact]
    public void The_use_memory_and_heat_of_a_GPU_have_their_conventional_names_and_units()
    {
        using Listener listener = new(_counter.Id);
        using MeterSession meter = Start(_counter);
        _counter.Spend(1);

        Assert.Equal(0.42, listener.WaitFor("hw.gpu.utilization"), 1e-12);
        Assert.Equal(0.25, listener.WaitFor("hw.gpu.memory.utilization"), 1e-12);
        Assert.Equal(1024, listener.WaitFor("hw.gpu.memory.usage"));
        Assert.Equal(71, listener.WaitFor("hw.temperature"));
        Assert.Equal("J", listener.UnitOf("hw.energy"));
        Assert.Equal("W", listener.UnitOf("hw.power"));
        Assert.Equal("Cel", listener.UnitOf("hw.temperature"));
        Assert.Equal("g{CO2eq}", listener.UnitOf("aimeter.emissions"));
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

    private static double Joules(MeterReport report) => SteppedCounter.Joules(report);

    private static MeterConfiguration Configured(SteppedCounter counter) => counter.Configured();

    private static MeterSession Start(SteppedCounter counter) => counter.Configured().Start();

    private static MeterReport Measure(SteppedCounter counter, double joules)
    {
        MeterSession meter = Start(counter);
        counter.Spend(joules);
        return meter.Stop();
    }
}
