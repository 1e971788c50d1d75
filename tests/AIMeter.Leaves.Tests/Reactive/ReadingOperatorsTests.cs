using System.Reactive.Linq;
using System.Reactive.Subjects;
using AIMetering.Observing;
using AIMetering.Readings;
using CsCheck;
using Xunit;

namespace AIMetering.Leaves.Tests.Reactive;

public class ReadingOperatorsTests
{
    private static readonly Device Cpu = new("cpu0", DeviceKind.Cpu);
    private static readonly Device Gpu = new("gpu0", DeviceKind.Gpu);
    private static readonly Channel Energy = Channel.EnergyCounter(Cpu, new());
    private static readonly Channel Temperature = Channel.Gauge(Cpu, "temperature", MetricUnit.Celsius);
    private static readonly Channel Power = Channel.Power(Gpu, new());
    private static readonly Channel Trace = Channel.Power(Cpu, new(), accountsEnergy: false);

    [Fact]
    public void Readings_are_chosen_by_device_metric_and_kind()
    {
        Reading[] all = [At(Energy, 0, 1), At(Temperature, 0, 40), At(Power, 0, 70)];
        Assert.Equal(all[..2], Run(all, readings => readings.Of("cpu0")));
        Assert.Equal(all[1..2], Run(all, readings => readings.Of("cpu0", "temperature")));
        Assert.Equal(all[2..], Run(all, readings => readings.Of(DeviceKind.Gpu)));
    }

    [Fact]
    public void Power_is_the_growth_of_a_counter_over_time_and_a_power_reading_as_it_is()
    {
        Reading[] all = [At(Energy, 0, 10), At(Power, 0.05, 70), At(Trace, 0.06, 999), At(Energy, 0.5, 15), At(Energy, 1.5, 15)];
        Assert.Equal(
            [new(Gpu, Seconds(0.05), Watts(70)), new(Cpu, Seconds(0.5), Watts(10)), new(Cpu, Seconds(1.5), Watts(0))],
            Run(all, readings => readings.Power()));
        Assert.Equal([new(Gpu, Seconds(0.05), Watts(70))], Run(all, readings => readings.PowerOf("gpu0")));
    }

    [Fact]
    public void A_counter_that_was_restarted_or_missed_gives_no_power_there()
    {
        Reading[] all = [At(Energy, 0, 10), At(Energy, 1, double.NaN), At(Energy, 2, 30), At(Energy, 3, 2), At(Energy, 4, 5), At(Energy, 4, 6)];
        Assert.Equal(
            [new(Cpu, Seconds(2), Watts(10)), new(Cpu, Seconds(4), Watts(3))], Run(all, readings => readings.Power()));
    }

    [Fact]
    public void Windows_follow_one_another_from_the_start_of_the_session()
    {
        Reading[] all =
        [
            At(Temperature, 0.1, 40), At(Temperature, 0.9, 50), At(Power, 0.95, 7), At(Temperature, 1.0, 60), At(Temperature, 1.5, double.NaN),
            At(Temperature, 5.5, 70),
        ];
        Assert.Equal(
            [
                new(Temperature, Seconds(0), Seconds(1), 2, 45, 40, 50, 40, 50),
                new(Temperature, Seconds(1), Seconds(1), 1, 60, 60, 60, 60, 60),
                new(Temperature, Seconds(5), Seconds(1), 1, 70, 70, 70, 70, 70),
            ],
            Run(all, readings => readings.Of("cpu0").PerWindow(Seconds(1))));
    }

    [Fact]
    public void Windows_hold_every_value_once() => Gen.Select(Gen.Double[0, 10].Array[1, 80], Gen.Double[0.01, 3]).Sample((times, length) =>
    {
        double[] ordered = [.. times.Order()];
        IList<ReadingWindow> windows = Run(
            [.. ordered.Select(time => At(Temperature, time, time))], readings => readings.PerWindow(Seconds(length)));
        Assert.Equal(ordered.Length, windows.Sum(window => window.Count));
        Assert.Equal(ordered.Sum(), windows.Sum(window => window.Mean * window.Count), 1e-9);
        Assert.All(windows, window => Assert.InRange(window.Mean, window.Min - 1e-9, window.Max + 1e-9));
        Assert.Equal(windows.Select(window => window.Start).Order(), windows.Select(window => window.Start));
    });

    [Fact]
    public void A_throttle_lets_one_reading_of_each_series_through_per_period()
    {
        Reading[] all = [At(Temperature, 0, 1), At(Power, 0.1, 2), At(Temperature, 0.9, 3), At(Temperature, 1, 4), At(Power, 1.05, 5)];
        Assert.Equal([all[0], all[1], all[3]], Run(all, readings => readings.AtMostEvery(Seconds(1))));
    }

    [Fact]
    public void An_error_passes_through_every_operator()
    {
        using Subject<Reading> source = new();
        List<string> errors = [];
        using IDisposable windows = source.PerWindow(Seconds(1)).Subscribe(_ => { }, error => errors.Add("windows " + error.Message));
        using IDisposable power = source.Power().Subscribe(_ => { }, error => errors.Add("power " + error.Message));
        source.OnError(new IOException("lost"));
        Assert.Equal(["windows lost", "power lost"], errors);
    }

    [Fact]
    public void A_window_without_length_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Observable.Empty<Reading>().PerWindow(TimeSpan.Zero));

    [Fact]
    public void A_live_session_gives_windows_until_it_stops()
    {
        CountingPlug plug = new();
        List<ReadingWindow> windows = [];
        bool completed = false;
        using (MeterSession meter = AIMeter.Configure("live").SampleEvery(TimeSpan.FromMilliseconds(5)).AddSource(plug).Start())
        {
            meter.Readings.Of("plug", "power").PerWindow(TimeSpan.FromMilliseconds(20)).Subscribe(windows.Add, () => completed = true);
            int before = plug.Reads;
            SpinWait.SpinUntil(() => plug.Reads >= before + 60, TimeSpan.FromMinutes(1));
        }

        Assert.True(completed);
        Assert.True(windows.Sum(window => window.Count) >= 50);
        Assert.All(windows.Zip(windows.Skip(1)), pair => Assert.Equal(pair.First.Last + 1, pair.Second.First));
    }

    private static IList<T> Run<T>(Reading[] readings, Func<IObservable<Reading>, IObservable<T>> query) =>
        query(readings.ToObservable()).ToList().Wait();

    private static Reading At(Channel channel, double seconds, double value) => new(channel, Seconds(seconds), value);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Power Watts(double watts) => AIMetering.Power.FromWatts(watts);
}
