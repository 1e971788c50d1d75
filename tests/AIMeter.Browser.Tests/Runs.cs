using AIMetering.Readings;

namespace AIMetering.Browser.Tests;

/// <summary>Runs whose every sample is known.</summary>
internal static class Runs
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 15, 46, 30, TimeSpan.Zero);

    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);

    private static readonly Device Cpu = new("cpu0", DeviceKind.Cpu, "AMD EPYC 9654");

    private static readonly Device Gpu = new("gpu0", DeviceKind.Gpu, "NVIDIA H100");

    /// <summary>A minute: 50 W and 100 W at rest, 150 W and 500 W from 20 s to 50 s; the GPU is silent from 30 s to 32 s, its load missing from 40 s to 41 s.</summary>
    public static MeterReport Minute()
    {
        Channel cpuPower = Channel.Power(Cpu, new()), gpuPower = Channel.Power(Gpu, new());
        Channel load = Channel.Gauge(Gpu, "utilization", MetricUnit.Percent), clock = Channel.Gauge(Gpu, "sm_clock", MetricUnit.Megahertz);
        Channel host = Channel.Gauge(new Device("host", DeviceKind.Host), "cpu_utilization", MetricUnit.Percent);
        Channel loss = Channel.Gauge(new Device("user", DeviceKind.User), "loss", MetricUnit.None);
        RecordedRun run = Begin("llama chat");
        for (int tick = 0; tick <= 600; tick++)
        {
            (TimeSpan time, bool works) = (Tenth * tick, tick is >= 200 and < 500);
            run.Add(cpuPower, time, works ? 150 : 50);
            run.Add(host, time, works ? 80 : 5);
            run.Add(load, time, tick is > 400 and < 410 ? double.NaN : works ? 95 : 0);
            run.Add(clock, time, works ? 1980 : 345);
            if (tick is <= 300 or >= 320)
            {
                run.Add(gpuPower, time, works ? 500 : 100);
            }
        }

        for (int step = 0; step < 10; step++)
        {
            run.Add(loss, TimeSpan.FromSeconds(22 + (step * 2.5)), 4 * Math.Exp(-step / 3.0));
        }

        run.AddPhase("load", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));
        run.AddPhase("decode", TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(50), new Dictionary<string, double> { ["tokens"] = 1280 });
        run.AddPhase("decode/attention", TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(35));
        run.Note(TimeSpan.FromSeconds(30), "recording", "gpu0 did not answer");
        run.Remark("A run made for tests.");
        return run.ToReport(TimeSpan.FromSeconds(60));
    }

    /// <summary>An hour of eight GPUs with thirty metrics each at 10 Hz: 8.6 million samples, one of which is a peak.</summary>
    public static MeterReport Hour(TimeSpan peakAt, double peak)
    {
        RecordedRun run = Begin("a long run", new() { HistoryBytes = 1L << 30 });
        Channel[] channels = [.. Enumerable.Range(0, 8).SelectMany(ChannelsOf)];
        Random noise = new(17);
        double[] level = new double[channels.Length];
        for (int tick = 0; tick < 36_000; tick++)
        {
            for (int index = 0; index < channels.Length; index++)
            {
                level[index] = Math.Clamp(level[index] + ((noise.NextDouble() - 0.5) * 8), 0, 100);
                bool isPeak = index == 0 && Tenth * tick == peakAt;
                run.Add(channels[index], Tenth * tick, isPeak ? peak : index % 30 == 0 ? 200 + level[index] : level[index]);
            }
        }

        run.AddPhase("train", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(55));
        return run.ToReport(TimeSpan.FromHours(1));
    }

    /// <summary>A run in which every name that a program or a driver may choose is one.</summary>
    public static MeterReport Named(string name)
    {
        string id = string.Concat(name.Where(sign => !char.IsWhiteSpace(sign)));
        MetricUnit unit = new(name, "things");
        Device gpu = new(id, DeviceKind.Gpu, name) { Uuid = name };
        Channel power = Channel.Power(gpu, new()), gauge = Channel.Gauge(gpu, name, unit);
        Channel user = Channel.Gauge(new Device("user", DeviceKind.User), name, unit);
        RecordedRun run = Begin(name, new()
        {
            SourceOf = _ => name,
            Sources = [SourceStatus.Ready(name, [gpu], name, name), SourceStatus.Unavailable(name, name, name)],
            Machine = new()
            {
                OperatingSystem = name,
                Kernel = name,
                Cpu = name,
                Container = name,
                Runtime = name,
                Architecture = name,
                AIMeterVersion = name,
            },
        });
        for (int tick = 0; tick <= 50; tick++)
        {
            run.Add(power, Tenth * tick, 100 + tick);
            run.Add(gauge, Tenth * tick, tick);
            run.Add(user, Tenth * tick, tick);
        }

        run.AddPhase(name.Replace('/', '|'), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), new Dictionary<string, double> { [name] = 10 });
        run.Note(TimeSpan.FromSeconds(2), name, name);
        run.Remark(name);
        return run.ToReport(TimeSpan.FromSeconds(5));
    }

    private static RecordedRun Begin(string name, RecordedRunOptions? options = null) => RecordedRun.Begin(
        new RunDescription(name, "0198a2d35b7d4c0f", Start, Tenth, []),
        options ?? new() { Carbon = new() { Region = Carbon.GridRegion.Parse("DE") } });

    private static IEnumerable<Channel> ChannelsOf(int number)
    {
        Device gpu = new($"gpu{number}", DeviceKind.Gpu);
        return
        [
            Channel.Power(gpu, new()),
            .. Enumerable.Range(0, 27).Select(metric => Channel.Gauge(gpu, $"metric_{metric}", MetricUnit.Percent)),
            Channel.Gauge(gpu, "temperature", MetricUnit.Celsius), Channel.Gauge(gpu, "pcie_rx_rate", MetricUnit.BytesPerSecond),
        ];
    }
}
