using System.Collections.Concurrent;
using AIMetering.Readings;
using AIMetering.Sources;
using Xunit;

namespace AIMetering.Tests.Telemetry;

/// <summary>What the process's instruments tell where sessions overlap, end unseen, lose their sensor or measure by other methods.</summary>
public sealed class ManySessionsTests
{
    private readonly SteppedCounter _counter = SteppedCounter.New();

    [Fact]
    public void A_session_inside_another_that_ends_before_anybody_listens_takes_nothing_from_the_outer_one()
    {
        MeterSession outer = _counter.Configured().Start();
        _counter.Spend(20);
        MeterSession inner = _counter.Configured().Start();
        _counter.Spend(5);
        inner.Stop();
        _counter.Spend(10);
        double whole = SteppedCounter.Joules(outer.Stop());

        using Listener late = new(_counter.Id);
        Assert.Equal(whole, Assert.Single(late.Collect("hw.energy")).Value, 0.01 * whole);
    }

    [Fact]
    public void The_bound_is_that_of_the_counter_over_all_sessions_and_stays_when_they_have_ended()
    {
        using Listener listener = new(_counter.Id);
        EnergyResult first = Measure(40), second = Measure(2);
        double energy = Assert.Single(listener.Collect("hw.energy")).Value;
        (double bound, IReadOnlyDictionary<string, object?> tags) = Assert.Single(listener.Collect("aimeter.energy.bound"));

        Assert.Equal(first.Bound!.Value.Joules + second.Bound!.Value.Joules, bound, 1e-9);
        Assert.InRange(_counter.Spent, energy - bound, energy + bound);
        Assert.Equal(Assert.Single(listener.Collect("hw.energy")).Tags, tags); // the two can be divided by each other
    }

    [Fact]
    public void The_bound_holds_where_one_session_takes_over_from_another()
    {
        using Listener listener = new(_counter.Id);
        MeterSession early = _counter.Configured().Start();
        _counter.Spend(5);
        MeterSession late = _counter.Configured().Start();
        _counter.Spend(7);
        early.Stop();
        _counter.Spend(9);
        late.Stop();

        double energy = Assert.Single(listener.Collect("hw.energy")).Value, bound = Assert.Single(listener.Collect("aimeter.energy.bound")).Value;
        Assert.InRange(_counter.Spent, energy - bound, energy + bound);
    }

    [Fact]
    public void A_sensor_that_is_lost_has_no_present_power_use_or_heat_and_its_joules_stay()
    {
        using Listener listener = new(_counter.Id);
        using MeterSession meter = _counter.Configured().Start();
        _counter.Spend(20);
        listener.WaitFor("hw.power");
        _counter.IsSilent = true;
        string[] gone = ["hw.power", "hw.gpu.utilization", "hw.gpu.memory.utilization", "hw.gpu.memory.usage", "hw.temperature"];
        for (long began = TimeProvider.System.GetTimestamp(); gone.Any(instrument => listener.Collect(instrument).Count > 0);)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(5), "a lost sensor goes on telling what it said last");
        }

        Assert.InRange(Assert.Single(listener.Collect("hw.energy")).Value, 10, 30);
        _counter.IsSilent = false;
        listener.WaitFor("hw.power");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_estimate_never_passes_for_a_measurement_nor_one_for_the_other(bool measuredFirst)
    {
        using Listener listener = new(_counter.Id);
        double counted = 0, estimated = 0;
        foreach (bool measured in new[] { measuredFirst, !measuredFirst })
        {
            if (measured)
            {
                counted = Measure(30).Energy!.Value.Joules;
            }
            else
            {
                estimated = Estimate();
            }
        }

        Dictionary<object, double> told = listener.Collect("hw.energy").ToDictionary(each => each.Tags["aimeter.method"]!, each => each.Value);
        Assert.Equal(2, told.Count);
        Assert.Equal(counted, told["counter"], 1e-9);
        Assert.Equal(estimated, told["estimated"], 1e-9);
    }

    [Fact]
    public async Task Sessions_that_come_and_go_on_many_threads_harm_nobody_and_never_count_more_than_was_spent()
    {
        using Listener listener = new(_counter.Id);
        ConcurrentQueue<Exception> errors = [];
        using CancellationTokenSource done = new();
        Task spending = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                _counter.Spend(5);
            }
        }, TestContext.Current.CancellationToken);
        Task collecting = Task.Run(() => Collect(listener, errors, done.Token), TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(() => Churn(worker, errors), TestContext.Current.CancellationToken)));
        await done.CancelAsync();
        await Task.WhenAll(spending, collecting);

        Assert.Empty(errors);
        double energy = Assert.Single(listener.Collect("hw.energy")).Value, bound = Assert.Single(listener.Collect("aimeter.energy.bound")).Value;
        Assert.True(energy <= _counter.Spent + bound, $"{energy} J of {_counter.Spent} J, ± {bound} J");
    }

    private void Churn(int worker, ConcurrentQueue<Exception> errors)
    {
        try
        {
            for (int round = 0; round < 25; round++)
            {
                using MeterSession meter = _counter.Configured().Start();
                Thread.Sleep((worker * 3) + (round % 7));
                meter.Stop();
            }
        }
        catch (Exception error)
        {
            errors.Enqueue(error);
        }
    }

    private static void Collect(Listener listener, ConcurrentQueue<Exception> errors, CancellationToken done)
    {
        try
        {
            for (double highest = 0; !done.IsCancellationRequested;)
            {
                foreach ((double joules, _) in listener.Collect("hw.energy"))
                {
                    Assert.True(joules >= highest, $"{joules} J after {highest} J");
                    highest = joules;
                }
            }
        }
        catch (Exception error)
        {
            errors.Enqueue(error);
        }
    }

    private EnergyResult Measure(double joules)
    {
        MeterSession meter = _counter.Configured().Start();
        _counter.Spend(joules);
        return meter.Stop().Devices.Single(device => device.Device.Id == _counter.Id).Energy;
    }

    private double Estimate()
    {
        MeterSession meter = AIMeter.Configure("model").WithSysRoot(Directory.CreateTempSubdirectory("aimeter-sys-").FullName).WithoutEstimates()
            .SampleEvery(TimeSpan.FromMilliseconds(5)).AddSource(new Model(_counter.Id)).Start();
        Thread.Sleep(50);
        return meter.Stop().Devices.Single(device => device.Device.Id == _counter.Id).Energy.Energy!.Value.Joules;
    }

    /// <summary>A model of the same GPU.</summary>
    private sealed class Model(string id) : IMetricSampler
    {
        public string Name => "model";

        public bool MayBlock => false;

        public IReadOnlyList<Channel> Channels { get; } =
            [Channel.Power(new Device(id, DeviceKind.Gpu, "simulated"), new() { Method = MeasurementMethod.Estimated, RefreshPeriod = TimeSpan.FromMilliseconds(1), GainError = 0.5 })];

        public void Sample(SampleWriter writer) => writer.Write(0, 100);
    }
}
