using AIMetering.Readings;
using AIMetering.Sources;
using AIMetering.Tests.Sessions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AIMetering.Tests.Issues;

/// <summary>Sources, drains and loggers of the program's own that once harmed it, or the figures.</summary>
public sealed class HostileSourceTests
{
    private static readonly Device Plug = new("plug", DeviceKind.Other);

    [Fact]
    public void A_source_that_cannot_say_what_it_offers_is_missing_with_its_reason()
    {
        Source source = new("broken", () => throw new InvalidOperationException("no plug"), _ => { });
        using MeterSession meter = TestMachine.Bare().AddSource(source).Start();

        SourceStatus status = Assert.Single(meter.Stop().Sources, each => each.Source == "broken");
        Assert.False(status.IsReady);
        Assert.Contains("no plug", status.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_source_that_tells_other_channels_each_time_is_taken_at_its_first_word(bool mayBlock)
    {
        int asked = 0;
        Source source = new("moody", () => [.. Enumerable.Range(0, 5 - Math.Min(4, asked++)).Select(index => Channel.Gauge(Plug, $"g{index}", MetricUnit.None))],
            writer => writer.Write(4, 1))
        { MayBlock = mayBlock };
        using MeterSession meter = TestMachine.Bare().SampleEvery(TimeSpan.FromMilliseconds(5)).AddSource(source).Start();
        Thread.Sleep(50);

        Assert.Contains(meter.Stop().Series, series => series.Channel.FullName == "plug.g4" && series.Values.Length > 0);
    }

    [Fact]
    public void A_device_whose_energy_two_sources_offer_is_counted_once()
    {
        PlannedSource first = PlannedSource.Constant("first", "cpu0", 100), second = PlannedSource.Constant("second", "cpu0", 100);
        using MeterSession meter = TestMachine.Bare().AddSource(first).AddSource(second).Start();
        Thread.Sleep(100);
        MeterReport report = meter.Stop();

        Assert.Single(report.Devices);
        SourceStatus status = Assert.Single(report.Sources, each => each.Source == "second");
        Assert.False(status.IsReady);
        Assert.Contains("cpu0", status.Reason, StringComparison.Ordinal);
        Assert.NotNull(status.Remedy);
        Assert.True(second.IsDisposed);
    }

    [Fact]
    public void A_counter_and_a_power_of_one_device_do_not_both_account_its_energy()
    {
        Source source = new("both", () => [Channel.EnergyCounter(Plug, new SensorTraits()), Channel.Power(Plug, new SensorTraits())], _ => { });
        using MeterSession meter = TestMachine.Bare().AddSource(source).Start();

        Assert.Contains("accountsEnergy", Assert.Single(meter.Stop().Sources, each => each.Source == "both").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Negative_power_reaches_neither_the_energy_nor_the_history_nor_the_stop()
    {
        int reads = 0;
        Source source = new("solar", () => [Channel.Power(new Device("cpu0", DeviceKind.Cpu), new SensorTraits { RefreshPeriod = TimeSpan.FromMilliseconds(1) })],
            writer => writer.Write(0, reads++ % 3 == 1 ? -500 : 10))
        { MayBlock = false };
        using MeterSession meter = TestMachine.Bare().SampleEvery(TimeSpan.FromMilliseconds(2)).AddSource(source).Start();
        Thread.Sleep(100);
        MeterReport report = meter.Stop();

        Assert.DoesNotContain(-500, Assert.Single(report.Series, series => series.Channel.FullName == "cpu0.power").Values.ToArray());
        Assert.True(report.Quality.FailedReads > 0);
        Assert.NotNull(report.Timeline);
    }

    [Fact]
    public void A_quick_source_may_stop_its_session_from_within_a_read()
    {
        MeterSession? meter = null;
        Source source = new("suicidal", () => [Channel.Gauge(Plug, "g", MetricUnit.None)], writer =>
        {
            writer.Write(0, 1);
            meter?.Phase("inside").Dispose();
            meter?.Stop();
        })
        { MayBlock = false };
        meter = TestMachine.Bare().SampleEvery(TimeSpan.FromMilliseconds(5)).AddSource(source).Start();

        Assert.True(SpinWait.SpinUntil(() => meter.IsStopped, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_drain_may_hold_a_phase_and_even_stop_the_session()
    {
        MeterSession? meter = null;
        MeterReport? inner = null;
        using MeterSession session = meter = TestMachine.Bare().SynchronizeGpuWith(() =>
        {
            meter?.Phase("drain").Dispose();
            inner = meter?.Stop();
        }).Start();

        session.Phase("work").Dispose();

        Assert.Same(inner, session.Stop());
    }

    [Fact]
    public void A_logger_that_throws_harms_nobody()
    {
        Observer observer = new();
        using MeterSession meter = TestMachine.Bare().WithLogger(new BrokenLogger()).Start();
        using IDisposable subscription = meter.Readings.Subscribe(observer);
        meter.Record("loss", 1);

        Assert.True(SpinWait.SpinUntil(() => observer.Calls > 0, TimeSpan.FromSeconds(10)));
        Assert.NotNull(meter.Stop());
    }

    private sealed record Source(string Name, Func<IReadOnlyList<Channel>> Offer, Action<SampleWriter> Read) : IMetricSampler
    {
        public IReadOnlyList<Channel> Channels => Offer();

        public bool MayBlock { get; init; } = true;

        public void Sample(SampleWriter writer) => Read(writer);
    }

    private sealed class Observer : IObserver<Reading>
    {
        public int Calls { get; private set; }

        public void OnNext(Reading value)
        {
            Calls++;
            throw new InvalidOperationException("broken");
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }

    private sealed class BrokenLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new ObjectDisposedException("log");

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new ObjectDisposedException("log");
    }
}
