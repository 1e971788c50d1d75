using AIMetering.Readings;

namespace AIMetering.Tests.Analysis;

/// <summary>Reports made of given series, as a session or a file would give them.</summary>
internal static class Runs
{
    public static readonly Device Gpu = new("gpu0", DeviceKind.Gpu, "NVIDIA H100 80GB HBM3") { Uuid = "GPU-1" };

    public static readonly Device Cpu = new("cpu0", DeviceKind.Cpu, "AMD EPYC 9654");

    public static readonly Device Host = new("host", DeviceKind.Host);

    public static readonly Device Process = new("process", DeviceKind.Process);

    public static readonly Device User = new("user", DeviceKind.User);

    public static readonly SensorTraits Sensor = new() { GainError = 0.05, MaxPowerWatts = 700, AveragingWindow = TimeSpan.FromMilliseconds(100) };

    public static MeterReport Of(double seconds, params SeriesReport[] series) => Of(seconds, [], series);

    public static MeterReport Of(double seconds, IReadOnlyList<DeviceReport> devices, params SeriesReport[] series) => new()
    {
        Name = "made",
        RunId = "0123456789abcdef",
        StartedAt = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero),
        Duration = TimeSpan.FromSeconds(seconds),
        SamplingInterval = TimeSpan.FromMilliseconds(100),
        Energy = EnergyResult.Sum(devices.Where(device => device.Device.InTotal).Select(device => (device.Device.Id, device.Energy))),
        MeasuredEnergy = EnergyResult.Unknown("not said"),
        Devices = devices,
        Phases = [],
        Units = [],
        Series = series,
        Sources = [],
        Quality = new(),
        Overhead = new(),
        Notes = [],
    };

    public static MeterReport With(this MeterReport report, params PhaseReport[] phases) => new()
    {
        Name = report.Name,
        RunId = report.RunId,
        StartedAt = report.StartedAt,
        Duration = report.Duration,
        SamplingInterval = report.SamplingInterval,
        Energy = report.Energy,
        MeasuredEnergy = report.MeasuredEnergy,
        Devices = report.Devices,
        Phases = phases,
        Units = report.Units,
        Series = report.Series,
        Sources = report.Sources,
        Quality = report.Quality,
        Overhead = report.Overhead,
        Notes = report.Notes,
    };

    public static PhaseReport Phase(string name, params (double Start, double End)[] runs)
    {
        (TimeSpan Start, TimeSpan End)[] spans = [.. runs.Select(run => (TimeSpan.FromSeconds(run.Start), TimeSpan.FromSeconds(run.End)))];
        TimeSpan duration = TimeSpan.FromSeconds(runs.Sum(run => run.End - run.Start));
        return new()
        {
            Name = name,
            Path = name,
            Depth = 0,
            Count = runs.Length,
            FirstStart = spans[0].Start,
            Duration = duration,
            MeanDuration = duration / runs.Length,
            DurationDeviation = TimeSpan.Zero,
            Energy = EnergyResult.Unknown("not said"),
            MeanEnergy = EnergyResult.Unknown("not said"),
            Devices = [],
            Units = [],
            Runs = spans,
        };
    }

    /// <summary>A series sampled at 10 Hz, from a function of the seconds since the start.</summary>
    public static SeriesReport Sampled(Channel channel, double seconds, Func<double, double> value, double interval = 0.1, double from = 0) =>
        Sampled(channel, [.. Enumerable.Range(0, (int)Math.Round((seconds - from) / interval) + 1).Select(i => from + (i * interval))], value);

    public static SeriesReport Sampled(Channel channel, double[] at, Func<double, double> value) => Series(channel, at, [.. at.Select(value)]);

    public static SeriesReport Series(Channel channel, double[] at, double[] values) => new()
    {
        Channel = channel,
        Source = "made",
        StatisticsUnit = channel.Kind switch
        {
            ChannelKind.EnergyCounter => MetricUnit.Watts,
            ChannelKind.Counter when channel.Unit == MetricUnit.Bytes => MetricUnit.BytesPerSecond,
            _ => channel.Unit,
        },
        ElapsedSeconds = at,
        Values = values,
    };

    public static SeriesReport Gauge(string metric, double seconds, Func<double, double> value, double interval = 0.1, double from = 0) =>
        Sampled(Channel.Gauge(User, metric, MetricUnit.None), seconds, value, interval, from);

    public static SeriesReport Utilization(double seconds, Func<double, double> value, Device? device = null, double interval = 0.1) =>
        Sampled(Channel.Gauge(device ?? Gpu, "utilization", MetricUnit.Percent), seconds, value, interval);

    public static DeviceReport Report(Device device, EnergyResult energy) =>
        new() { Device = device, Source = "made", Energy = energy, GainError = Sensor.GainError };

    public static EnergyResult Energy(double joules, double bound, MeasurementMethod method = MeasurementMethod.Counter) =>
        AIMetering.Tests.Reports.SampleReports.Known(joules, bound, method, "made");
}
