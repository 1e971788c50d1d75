using AIMetering.Readings;

namespace AIMetering.Tests.Reports;

/// <summary>Reports built by hand: what every form of a report must be able to say.</summary>
internal static class SampleReports
{
    public static readonly Device Cpu = new("cpu0", DeviceKind.Cpu, "AMD EPYC 9654 96-Core Processor");

    public static readonly Device Dram = new("dram0", DeviceKind.Memory, "DDR5 of socket 0");

    public static readonly Device Gpu = new("gpu0", DeviceKind.Gpu, "NVIDIA H100 80GB HBM3") { Uuid = "GPU-7c1f0b5e" };

    public static readonly Device Cores = new("cpu0-core", DeviceKind.Part, "cores of socket 0")
    {
        PartOf = "cpu0",
        ExclusionReason = "part of cpu0",
    };

    private static readonly Device Host = new("host", DeviceKind.Host);

    private static readonly Device User = new("user", DeviceKind.User);

    /// <summary>A rich report: every property of the model says something.</summary>
    public static MeterReport Full(string name = "llama-2-7b chat") => new()
    {
        Name = name,
        RunId = "3f2a9c1e5b7d4c0f",
        StartedAt = new(2026, 11, 22, 15, 46, 30, 123, TimeSpan.Zero),
        Duration = TimeSpan.FromTicks(123_456_789),
        SamplingInterval = TimeSpan.FromMilliseconds(100),
        TimeDoubt = TimeSpan.FromMilliseconds(10),
        Energy = Known(
            1234.5678, 45, MeasurementMethod.Mixed, "powercap+nvml+cpu-model",
            EnergyCaveats.Partial | EnergyCaveats.ContainsEstimate, ["gpu1: the driver lost the device after 3.2 s"]),
        MeasuredEnergy = Known(1034.5678, 15, MeasurementMethod.Counter, "powercap+nvml"),
        EstimatedEnergy = Known(200, 60, MeasurementMethod.Estimated, "cpu-model", EnergyCaveats.ContainsEstimate),
        NetEnergy = Known(800.25, 50, MeasurementMethod.Mixed, "powercap+nvml"),
        Process = new()
        {
            CpuTimeShare = 0.4217,
            Energy = Known(212.3, 12, MeasurementMethod.Attributed, "powercap"),
            Unattributed = Known(291.1, 16, MeasurementMethod.Attributed, "powercap"),
            Shared = Known(503.4, 8, MeasurementMethod.Counter, "powercap"),
            Rule = "CPU time of this process over the busy CPU time of the host, of CPU and memory energy, idle included.",
        },
        Timeline = new(
            [new DateTime(2026, 11, 22, 15, 46, 30, 123).Ticks, new DateTime(2026, 11, 22, 15, 46, 42, 468).Ticks + 6789],
            [0, 1234.5678], [0, 1189.5678], [0, 1279.5678]),
        LoadedCarbon = SampleCarbon.Full(),
        Devices = [CpuReport(), DramReport(), GpuReport(), CoresReport()],
        Phases = Phases(),
        Units = [new("tokens", 192, Known(6.43, 0.23, MeasurementMethod.Mixed, "powercap+nvml+cpu-model"))],
        Series = Series(),
        Sources = Sources(),
        Quality = new()
        {
            Samples = 1234,
            FailedReads = 3,
            MissedTicks = 2,
            Gaps = 1,
            CounterResets = 1,
            CounterWraps = 4,
            ImpossibleDeltas = 1,
            Suspended = TimeSpan.FromSeconds(1.5),
            GarbageCollectionPauses = TimeSpan.FromMilliseconds(12.25),
            Events =
            [
                new(TimeSpan.FromSeconds(3.2), TimeSpan.FromSeconds(9.7), 3, "gpu1", "NVML_ERROR_GPU_IS_LOST: the device fell off the bus"),
                new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), 1, "cpu0.energy", "the counter restarted at zero"),
            ],
        },
        Overhead = new()
        {
            SamplerCpuTime = TimeSpan.FromMilliseconds(14.8),
            PercentOfOneCore = 0.1199,
            ReadTime = TimeSpan.FromMilliseconds(9.1),
            Reads = 369,
            StartTime = TimeSpan.FromMilliseconds(12.34),
            StopTime = TimeSpan.FromMilliseconds(105.6),
            HistoryBytes = 1_234_567,
            SharedBySessions = 2,
        },
        Machine = new()
        {
            OperatingSystem = "Debian GNU/Linux 12 (bookworm)",
            Kernel = "6.1.0-25-amd64",
            Cpu = "AMD EPYC 9654 96-Core Processor",
            LogicalCpus = 192,
            MemoryBytes = 811_234_567_890,
            Container = "docker",
            Runtime = ".NET 10.0.12",
            Architecture = "X64",
            AIMeterVersion = "0.1.0",
        },
        Notes =
        [
            "Boundary: CPU packages, memory and GPU boards. Power supplies, fans, disks, mainboard and network are not seen by these "
            + "sensors; a wall meter shows 20 to 40 % more.",
        ],
    };

    /// <summary>A machine without any sensor: nothing is known, and everything says why.</summary>
    public static MeterReport Blind() => new()
    {
        Name = "no sensors",
        RunId = "00000000000000ff",
        StartedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Duration = TimeSpan.FromMilliseconds(42),
        SamplingInterval = TimeSpan.FromMilliseconds(100),
        Energy = EnergyResult.Unknown("nothing was measured"),
        MeasuredEnergy = EnergyResult.Unknown("no source of energy is ready"),
        Devices = [],
        Phases = [],
        Units = [],
        Series = [],
        Sources = [SourceStatus.Unavailable("powercap", "this machine has no /sys/class/powercap/intel-rapl (a virtual machine)")],
        Quality = new(),
        Overhead = new(),
        Notes = [],
        CarbonAccount = new(new(), null),
    };

    public static EnergyResult Known(
        double joules, double bound, MeasurementMethod method, string source,
        EnergyCaveats caveats = EnergyCaveats.None, IReadOnlyList<string>? missing = null) =>
        Between(joules, joules - bound, joules + bound, method, source, caveats, missing);

    public static EnergyResult Between(
        double joules, double low, double high, MeasurementMethod method, string source,
        EnergyCaveats caveats = EnergyCaveats.None, IReadOnlyList<string>? missing = null) =>
        EnergyResult.Known(Energy.FromJoules(joules), Energy.FromJoules(low), Energy.FromJoules(high), method, source, caveats, missing);

    private static DeviceReport CpuReport() => new()
    {
        Device = Cpu,
        Source = "powercap",
        Energy = Known(453.4321, 6.1, MeasurementMethod.Counter, "powercap", EnergyCaveats.CounterReset),
        Idle = new(Power.FromWatts(21.2), Power.FromWatts(20.1), Power.FromWatts(22.3), TimeSpan.FromSeconds(5), Explicit: true),
        NetEnergy = Known(191.7, 20, MeasurementMethod.Counter, "powercap"),
        MeanPower = Power.FromWatts(36.73),
        PeakPower = Power.FromWatts(92.13),
        RefreshPeriod = TimeSpan.FromMilliseconds(0.998),
        GainError = 0.012,
        RawCounter = (262_143_328_850, 53_328_850.5),
    };

    private static DeviceReport DramReport() => new()
    {
        Device = Dram,
        Source = "cpu-model",
        Energy = Known(200, 60, MeasurementMethod.Estimated, "cpu-model", EnergyCaveats.ContainsEstimate),
        MeanPower = Power.FromWatts(16.2),
        GainError = 0.3,
    };

    private static DeviceReport GpuReport() => new()
    {
        Device = Gpu,
        Source = "nvml",
        Energy = Between(0.581, 0.1, 12.5, MeasurementMethod.Counter, "nvml", EnergyCaveats.BelowResolution),
        MeanPower = Power.FromWatts(0.047),
        PeakPower = Power.FromWatts(701.5),
        RefreshPeriod = TimeSpan.FromMilliseconds(100),
        GainError = 0.05,
    };

    private static DeviceReport CoresReport() => new()
    {
        Device = Cores,
        Source = "powercap",
        Energy = EnergyResult.Unknown("permission denied", "powercap", EnergyCaveats.SensorLost, ["cores of die 1"]),
        GainError = 0.012,
    };

    private static PhaseReport[] Phases() =>
    [
        Phase("load", "load", 0, 1, 1.5, 120.5, 1.2),
        Phase("generate", "generate", 0, 3, 10.2, 1050, 12) with
        {
            NetEnergy = Known(700, 14, MeasurementMethod.Mixed, "powercap+nvml"),
            EnergyDeviation = Energy.FromJoules(2.345),
        },
        Phase("decode", "generate/decode", 1, 3, 9.1, 980, 11) with
        {
            Unfinished = 1,
            EnergyDeviation = Energy.FromJoules(1.9),
            Devices = [(Cpu, Known(400, 5, MeasurementMethod.Counter, "powercap")), (Gpu, EnergyResult.Unknown("lost", "nvml"))],
            Units = [new("tokens", 192, Known(5.1, 0.06, MeasurementMethod.Mixed, "powercap+nvml")), new("loss", 2.5, EnergyResult.Unknown("lost"))],
            DrainTime = TimeSpan.FromMilliseconds(1.25),
        },
        Phase("sample", "generate/decode/sample", 2, 57, 0.0123, 0.9, 3.1) with
        {
            Energy = Between(0.9, 0.02, 3.1, MeasurementMethod.Counter, "powercap", EnergyCaveats.BelowResolution),
        },
    ];

    private static PhaseReport Phase(string name, string path, int depth, int count, double seconds, double joules, double bound) => new()
    {
        Name = name,
        Path = path,
        Depth = depth,
        Count = count,
        FirstStart = TimeSpan.FromSeconds(0.25),
        Duration = TimeSpan.FromSeconds(seconds),
        MeanDuration = TimeSpan.FromSeconds(seconds / count),
        DurationDeviation = TimeSpan.FromSeconds(seconds / 50),
        Energy = Known(joules, bound, MeasurementMethod.Mixed, "powercap+nvml"),
        MeanEnergy = Known(joules / count, bound / count, MeasurementMethod.Mixed, "powercap+nvml"),
        Devices = [(Cpu, Known(joules, bound, MeasurementMethod.Counter, "powercap"))],
        Units = [],
        Runs = [(TimeSpan.FromSeconds(0.25), TimeSpan.FromTicks(17_654_321)), (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3))],
    };

    private static SeriesReport[] Series() =>
    [
        new()
        {
            Channel = Channel.Gauge(Host, "cpu_usage", MetricUnit.Percent),
            Source = "proc",
            Statistics = new(120, 42.12345, 0.5, 100, 41.9, 12.3, 41, 97, 99.5),
            StatisticsUnit = MetricUnit.Percent,
            ElapsedSeconds = new double[] { 0.0001, 0.1000002, 0.2 },
            Values = new[] { 1.5, double.NaN, 1.0 / 3 },
        },
        new()
        {
            Channel = Channel.EnergyCounter(Cpu, new()
            {
                JoulesPerCount = 1e-6,
                WrapsAt = 262_143_328_850,
                RefreshPeriod = TimeSpan.FromMilliseconds(1),
                LongestRefreshPeriod = TimeSpan.FromMilliseconds(3),
                GainError = 0.012,
                MaxPowerWatts = 720,
                Method = MeasurementMethod.Counter,
            }),
            Source = "powercap",
            Statistics = new(119, 36.73, 20.5, 92.13, 21, 15.5, 30, 80.2, 91.7),
            StatisticsUnit = MetricUnit.Watts,
            ElapsedSeconds = new double[] { 0, 0.1, 0.2 },
            Values = new[] { 0, 3.125, 6.0000001 },
        },
        new()
        {
            Channel = Channel.Power(Gpu, new() { AveragingWindow = TimeSpan.FromSeconds(1) }, accountsEnergy: false),
            Source = "nvml",
            Statistics = new(3, 350.25, 70, 701.5, 70, 315, 279, 700, 701),
            StatisticsUnit = MetricUnit.Watts,
            ElapsedSeconds = new double[] { 0.05, 0.15, 0.25 },
            Values = new[] { 70, 279.25, 701.5 },
            ThinnedBy = 2,
        },
        new()
        {
            Channel = Channel.Counter(Host, "disk_read", MetricUnit.Bytes),
            Source = "proc",
            Statistics = new(119, 12_345_678, 0, 234_567_890, 0, 3_000_000, 11_000_000, 200_000_000, 230_000_000),
            StatisticsUnit = MetricUnit.BytesPerSecond,
            ElapsedSeconds = new double[] { 0.1, 0.2 },
            Values = new[] { 1e12, 1.00001e12 },
        },
        new()
        {
            Channel = Channel.Gauge(User, "loss", MetricUnit.None),
            Source = "user",
            Statistics = new(2, double.NaN, double.NegativeInfinity, double.PositiveInfinity, 2, 0, 2, 2, 2),
            StatisticsUnit = MetricUnit.None,
            ElapsedSeconds = new double[] { 1, 2 },
            Values = new[] { double.PositiveInfinity, double.NegativeInfinity },
        },
    ];

    private static SourceStatus[] Sources() =>
    [
        SourceStatus.Ready("powercap", [Cpu, Cores], "only the package and core domains are readable", "sudo chmod -R a+r /sys/class/powercap"),
        SourceStatus.Ready("nvml", [Gpu]),
        SourceStatus.Ready("proc", []),
        SourceStatus.Unavailable(
            "perf", "kernel.perf_event_paranoid is 3, which keeps the power counters from this user",
            "sudo sysctl kernel.perf_event_paranoid=0, or run with CAP_PERFMON (sudo setcap cap_perfmon=ep $(which dotnet))"),
        SourceStatus.Unavailable("hwmon", "no power sensor among /sys/class/hwmon"),
    ];
}
