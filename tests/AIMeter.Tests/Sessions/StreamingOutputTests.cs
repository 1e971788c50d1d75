using AIMetering.Readings;
using AIMetering.Sources;
using Xunit;

namespace AIMetering.Tests.Sessions;

public sealed class StreamingOutputTests
{
    private readonly Counting _source = new();

    [Fact]
    public void A_sink_that_breaks_while_measuring_is_let_go_and_the_report_says_what_it_lacks()
    {
        Sink broken = new("broken") { OnWrite = () => throw new IOException("the disk is full.") };
        Sink sound = new("sound");
        MeterReport report = Run(broken, sound);

        Assert.Contains("output broken: the disk is full; it got no readings after that", report.Notes);
        Assert.Equal((1, 1, false), (broken.Writes, broken.Disposals, broken.IsClosed));
        Assert.Equal((1, true), (sound.Disposals, sound.IsClosed));
        Assert.True(sound.Readings >= 10, $"{sound.Readings} readings");
    }

    [Fact]
    public void A_sink_that_cannot_be_closed_is_noted()
    {
        MeterReport report = Run(new Sink("late") { OnClose = () => throw new IOException("the server is gone") });
        Assert.Contains("output late: the server is gone", report.Notes);
    }

    [Fact]
    public void Sinks_of_a_session_that_cannot_start_are_given_up()
    {
        Sink first = new("first"), second = new("second") { OnOpen = () => throw new IOException("no rights") };

        Assert.Equal("no rights", Assert.Throws<IOException>(() => Run(first, second)).Message);
        Assert.Equal((1, 1), (first.Disposals, second.Disposals));
    }

    [Fact]
    public void Sinks_that_were_made_before_one_that_cannot_be_made_are_given_up()
    {
        Sink first = new("first");
        MeterConfiguration configuration = Configured();
        configuration.WriteTo.Sink(() => first);
        configuration.WriteTo.Sink(() => throw new IOException("no room"));

        Assert.Equal("no room", Assert.Throws<IOException>(configuration.Start).Message);
        Assert.Equal(1, first.Disposals);
    }

    [Fact]
    public void Sinks_of_a_strict_session_that_lacks_a_sensor_are_given_up()
    {
        Sink sink = new("sink");
        MeterConfiguration configuration = TestMachine.On("no-sensors").Strict();
        configuration.WriteTo.Sink(() => sink);

        Assert.Throws<MeterException>(configuration.Start);
        Assert.Equal(1, sink.Disposals);
    }

    [Fact]
    public void An_observer_that_subscribed_twice_and_left_once_still_hears()
    {
        Ear ear = new();
        using MeterSession meter = Configured().Start();
        IDisposable first = meter.Readings.Subscribe(ear);
        meter.Readings.Subscribe(ear);
        first.Dispose();
        Thread.Sleep(100);
        meter.Stop();

        Assert.True(ear.Heard > 0);
        Assert.Equal(1, ear.Completions);
    }

    private MeterConfiguration Configured() =>
        AIMeter.Configure("outputs").SampleEvery(TimeSpan.FromMilliseconds(5)).AddSource(_source);

    private MeterReport Run(params Sink[] sinks)
    {
        MeterConfiguration configuration = Configured();
        foreach (Sink sink in sinks)
        {
            configuration.WriteTo.Sink(() => sink);
        }

        using MeterSession meter = configuration.Start();
        int start = _source.Reads;
        Assert.True(SpinWait.SpinUntil(() => _source.Reads >= start + 12, TimeSpan.FromSeconds(30)));
        return meter.Stop();
    }

    private sealed class Counting : IMetricSampler
    {
        private int _reads;

        public string Name => "counting";

        public int Reads => Volatile.Read(ref _reads);

        public IReadOnlyList<Channel> Channels { get; } = [Channel.Gauge(new Device("things", DeviceKind.Other), "count", MetricUnit.Count)];

        public void Sample(SampleWriter writer) => writer.Write(0, Interlocked.Increment(ref _reads));
    }

    private sealed class Ear : IObserver<Reading>
    {
        public int Heard { get; private set; }

        public int Completions { get; private set; }

        public void OnCompleted() => Completions++;

        public void OnError(Exception error)
        {
        }

        public void OnNext(Reading value) => Heard++;
    }

    private sealed class Sink(string name) : IReadingSink
    {
        public string Name => name;

        public Action? OnOpen { get; init; }

        public Action? OnWrite { get; init; }

        public Action? OnClose { get; init; }

        public int Writes { get; private set; }

        public int Readings { get; private set; }

        public int Disposals { get; private set; }

        public bool IsClosed { get; private set; }

        public void Open(RunDescription run) => OnOpen?.Invoke();

        public void Write(ReadOnlySpan<Reading> readings)
        {
            Writes++;
            OnWrite?.Invoke();
            Readings += readings.Length;
        }

        public void Close(MeterReport report)
        {
            OnClose?.Invoke();
            IsClosed = true;
        }

        public void Dispose() => Disposals++;
    }
}
