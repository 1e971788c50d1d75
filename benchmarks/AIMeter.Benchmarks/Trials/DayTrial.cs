using System.Diagnostics;
using AIMetering.Accounting;
using AIMetering.Benchmarks.Measuring;
using AIMetering.Readings;
using AIMetering.Reports;
using AIMetering.Sampling;
using AIMetering.Sources;

namespace AIMetering.Benchmarks.Trials;

/// <summary>A day at 10 Hz with 100 series, told by a clock that runs as fast as the recorder can follow.</summary>
internal static class DayTrial
{
    private const int Series = 100;
    private const int Sources = 5;
    private const long HistoryBytes = 64L << 20; // the default of a session
    private const int Ticks = 24 * 3600 * 10;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static Dictionary<string, double> Run()
    {
        Record(2000).Dispose(); // compiled by now
        long heap = GC.GetTotalMemory(forceFullCollection: true), resident = CpuClock.Resident();
        double cpu = CpuClock.OfThread();
        using SessionRecorder day = Record(Ticks);
        cpu = CpuClock.OfThread() - cpu;
        long heapAfter = GC.GetTotalMemory(forceFullCollection: true), residentAfter = CpuClock.Resident();
        double hour = History(3600 * 10);
        (double seconds, long peak) = Report(day);
        return new()
        {
            ["history_bytes"] = day.Sources.Sum(source => source.History.Bytes),
            ["history_bytes_1h"] = hour,
            ["thinned_by"] = day.Sources.Max(source => source.History.ThinnedBy),
            ["rows"] = day.Sources.Min(source => source.History.Rows),
            ["heap_bytes"] = heapAfter - heap,
            ["resident_bytes"] = residentAfter - resident,
            ["us_per_tick"] = 1e6 * cpu / Ticks,
            ["report_seconds"] = seconds,
            ["report_resident_bytes"] = peak - residentAfter,
        };
    }

    private static double History(int ticks)
    {
        using SessionRecorder hour = Record(ticks);
        return hour.Sources.Sum(source => source.History.Bytes);
    }

    private static SessionRecorder Record(int ticks)
    {
        FastClock clock = new();
        SessionRecorder recorder = new(clock, HistoryBytes / 16);
        List<SourceRunner> runners = [];
        for (int source = 0; source < Sources; source++)
        {
            SourceRunner runner = new(new Synthetic(source, Series / Sources, clock), clock);
            SourceSlot slot = recorder.Add(runner, Interval, HistoryBytes / Sources);
            Subscription subscription = new(slot, clock.GetTimestamp(), Interval.Ticks);
            runner.SampleFor(subscription);
            runner.Add(subscription);
            runners.Add(runner);
        }

        recorder.Begin(recorder.Now());
        for (int tick = 0; tick < ticks; tick++)
        {
            clock.Advance(Interval.Ticks);
            foreach (SourceRunner runner in runners)
            {
                runner.Sample(clock.GetTimestamp());
            }
        }

        return recorder;
    }

    private static (double Seconds, long PeakResident) Report(SessionRecorder day)
    {
        day.Stop();
        day.Freeze();
        long begin = Stopwatch.GetTimestamp();
        MeterReport report = new ReportBuilder(day, Facts()).Build();
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        long resident = CpuClock.Resident();
        GC.KeepAlive(report);
        return (seconds, resident);
    }

    private static SessionFacts Facts() => new()
    {
        Configuration = AIMeter.Configure("day"),
        RunId = "day",
        StartedAt = DateTimeOffset.UnixEpoch,
        IsDisabled = false,
        Statuses = [],
        Idle = [],
        SamplerCpuTime = null,
        StartTime = TimeSpan.Zero,
        StopTime = TimeSpan.Zero,
        GarbageCollectionPauses = TimeSpan.Zero,
        MissedTicks = 0,
        MostSessions = 1,
    };

    private sealed class FastClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(long ticks) => _now += ticks;
    }

    /// <summary>One energy counter and gauges that wander: every value differs from the one before.</summary>
    private sealed class Synthetic : IMetricSampler
    {
        private readonly TimeProvider _time;
        private double _phase;

        public Synthetic(int source, int series, TimeProvider time)
        {
            (_time, Name) = (time, $"source{source}");
            Device device = new($"device{source}", DeviceKind.Cpu);
            SensorTraits traits = new() { JoulesPerCount = 1e-6, RefreshPeriod = TimeSpan.FromMilliseconds(1), MaxPowerWatts = 500 };
            IEnumerable<string> gauges = Enumerable.Range(1, series - 1).Select(index => $"metric{index}");
            Channels = [Channel.EnergyCounter(device, traits), .. gauges.Select(name => Channel.Gauge(device, name, MetricUnit.Percent))];
        }

        public string Name { get; }

        public IReadOnlyList<Channel> Channels { get; }

        public bool MayBlock => false;

        public void Sample(SampleWriter writer)
        {
            _phase += 0.01;
            writer.Write(0, 100e6 * _time.GetTimestamp() / _time.TimestampFrequency);
            for (int channel = 1; channel < Channels.Count; channel++)
            {
                writer.Write(channel, 50 + (40 * Math.Sin(_phase + channel)));
            }
        }
    }
}
