using System.Globalization;
using AIMetering.Sources;
using AIMetering.Sources.Nvml;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIMetering;

/// <summary>Configures a session once and starts it once. Made by <see cref="AIMeter.Configure"/>.</summary>
public sealed partial class MeterConfiguration
{
    /// <summary>The shortest sampling interval: the kernel's RAPL counters update about every millisecond.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(1);

    /// <summary>The longest sampling interval.</summary>
    public static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1);

    private static readonly TimeSpan LongestWaitAtStop = TimeSpan.FromSeconds(10);

    private readonly List<IMetricSampler> _customSources = [];
    private bool _started;

    internal MeterConfiguration(string? name)
    {
        Name = string.IsNullOrWhiteSpace(name) ? "run" : name.Trim();
        WriteTo = new OutputConfiguration(this);
    }

    /// <summary>Gets where the report and the readings go.</summary>
    public OutputConfiguration WriteTo { get; }

    internal string Name { get; }

    internal TimeSpan Interval { get; private set; } = TimeSpan.FromMilliseconds(100);

    internal TimeSpan StopPatience { get; private set; } = TimeSpan.FromMilliseconds(250);

    internal long HistoryBytes { get; private set; } = 64L << 20;

    internal bool IsStrict { get; private set; }

    internal Action? Drain { get; private set; }

    internal IReadOnlyList<IMetricSampler> CustomSources => _customSources;

    internal SourceEnvironment Environment { get; private set; } =
        new("/sys", "/proc", "/dev", TimeProvider.System, NullLogger.Instance);

    /// <summary>Sets how often sources are read.</summary>
    /// <param name="interval">From 1 ms to 1 h. The default is 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is outside these limits.</exception>
    public MeterConfiguration SampleEvery(TimeSpan interval)
    {
        if (interval < ShortestInterval || interval > LongestInterval)
        {
            throw new ArgumentOutOfRangeException(nameof(interval), interval,
                $"SampleEvery takes 1 ms to 1 h, not {Show(interval)}. Counters lose no energy between samples, so 100 ms suits most runs.");
        }

        Interval = interval;
        return this;
    }

    /// <summary>Measures these GPUs only, by NVML index. Without this call every GPU that is visible is measured.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative.</exception>
    /// <exception cref="ArgumentException">No index is given, or one twice.</exception>
    public MeterConfiguration OnGpus(params int[] indexes)
    {
        ArgumentNullException.ThrowIfNull(indexes);
        foreach (int index in indexes)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(indexes));
        }

        return OnGpus([.. indexes.Select(index => index.ToString(CultureInfo.InvariantCulture))]);
    }

    /// <summary>Measures these GPUs only, by index, UUID (or its unique beginning) or PCI bus id.</summary>
    /// <exception cref="ArgumentException">None is given, one is empty, or one is given twice.</exception>
    public MeterConfiguration OnGpus(params string[] gpus)
    {
        ArgumentNullException.ThrowIfNull(gpus);
        if (gpus.Length == 0 || gpus.Any(string.IsNullOrWhiteSpace) || gpus.Distinct(StringComparer.OrdinalIgnoreCase).Count() < gpus.Length)
        {
            throw new ArgumentException(
                $"OnGpus takes each GPU once, by index, UUID or PCI bus id; it was given '{string.Join(", ", gpus)}'. Leave the call out to measure all.", nameof(gpus));
        }

        return With(options => options with { Gpus = string.Join(',', gpus) });
    }

    /// <summary>Reads the profiling counters of Hopper and newer GPUs too: SM, tensor, memory and pipe activity, PCIe and NVLink traffic.</summary>
    /// <remarks>
    /// Opt-in, because it changes what is measured: the counters keep the GPU's monitoring unit awake. Polling an idle A100's
    /// counters was seen elsewhere to raise its power from about 50 to 100 W (NVIDIA dcgm-exporter issue 464).
    /// </remarks>
    public MeterConfiguration ProfileGpus() => With(options => options with { ProfileGpus = true });

    /// <summary>Reads the profiling counters of Volta and newer data-center GPUs from a DCGM host engine that is already running.</summary>
    /// <param name="address">A host with an optional port, or the path of a unix socket.</param>
    /// <remarks>Opt-in for the same reason as <see cref="ProfileGpus"/>. No engine is ever started.</remarks>
    /// <exception cref="ArgumentException">The address is empty.</exception>
    public MeterConfiguration ProfileGpusWithDcgm(string address = "localhost:5555")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        return With(options => options with { DcgmAddress = address });
    }

    /// <summary>Adds a source of your own.</summary>
    /// <exception cref="ArgumentException">A source of that name was added before.</exception>
    public MeterConfiguration AddSource(IMetricSampler source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (_customSources.Any(each => each.Name == source.Name))
        {
            throw new ArgumentException($"AddSource was given two sources called '{source.Name}'; give each a name of its own.", nameof(source));
        }

        _customSources.Add(source);
        return this;
    }

    /// <summary>Makes <see cref="Start"/> throw when a source that was counted on is missing: the CPU's energy, or a GPU asked for by <see cref="OnGpus(int[])"/>.</summary>
    /// <remarks>Without it, a missing source is a status in the report, never an exception. Nothing throws later on, strict or not.</remarks>
    public MeterConfiguration Strict()
    {
        IsStrict = true;
        return this;
    }

    /// <summary>Leaves out the model that stands in where the CPU has no energy sensor: its energy is then unknown.</summary>
    public MeterConfiguration WithoutEstimates() => With(options => options with { AllowEstimates = false });

    /// <summary>Allows reading the CPU's energy registers through /dev/cpu when nothing better answers. Needs root; never writes.</summary>
    public MeterConfiguration AllowMsr() => With(options => options with { AllowMsr = true });

    /// <summary>Drains asynchronous GPU work at the edges of phases, so that a phase holds its own work.</summary>
    /// <param name="drain">Returns when all work handed to the GPU is done; the time it takes is reported.</param>
    public MeterConfiguration SynchronizeGpuWith(Action drain)
    {
        ArgumentNullException.ThrowIfNull(drain);
        Drain = drain;
        return this;
    }

    /// <summary>Drains the CUDA work of this process at the edges of phases, whatever library it goes through.</summary>
    /// <remarks>Calls the CUDA driver by P/Invoke when the program has loaded it, and does nothing until then.</remarks>
    public MeterConfiguration SynchronizeCuda() => SynchronizeGpuWith(new CudaDrain().Wait);

    /// <summary>Reads sysfs elsewhere, for example where a container mounts the host's.</summary>
    /// <exception cref="ArgumentException">There is no such folder.</exception>
    public MeterConfiguration WithSysRoot(string path)
    {
        Environment = Environment with { SysRoot = Folder(path, nameof(WithSysRoot), "-v /sys:/host/sys:ro") };
        return this;
    }

    /// <summary>Reads procfs elsewhere, for example where a container mounts the host's.</summary>
    /// <exception cref="ArgumentException">There is no such folder.</exception>
    public MeterConfiguration WithProcRoot(string path)
    {
        Environment = Environment with { ProcRoot = Folder(path, nameof(WithProcRoot), "-v /proc:/host/proc:ro") };
        return this;
    }

    /// <summary>Limits the memory for the history of samples, all series together; when it is full, every second sample is dropped.</summary>
    /// <param name="bytes">At least 1 MiB. The default is 64 MiB. Energies do not depend on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 MiB.</exception>
    public MeterConfiguration KeepHistory(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1L << 20);
        HistoryBytes = bytes;
        return this;
    }

    /// <summary>Sets how long stopping may wait for the sensors' next update, which places the last edge.</summary>
    /// <param name="patience">From 0 to 10 s. The default is 250 ms; a RAPL counter takes 1 to 2 ms, a GPU's up to 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside these limits.</exception>
    public MeterConfiguration WaitAtStop(TimeSpan patience)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(patience, LongestWaitAtStop);
        StopPatience = patience;
        return this;
    }

    /// <summary>Takes notes of lost sources and failed outputs; nothing is ever written to the console.</summary>
    public MeterConfiguration WithLogger(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        Environment = Environment with { Log = new QuietLogger(logger) };
        return this;
    }

    /// <summary>Measures on another clock, for tests.</summary>
    public MeterConfiguration WithTimeProvider(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        Environment = Environment with { Time = time };
        return this;
    }

    /// <summary>Starts measuring.</summary>
    /// <returns>The session; stop or dispose it to get the report.</returns>
    /// <exception cref="InvalidOperationException">This configuration was started before.</exception>
    /// <exception cref="IOException">An output cannot be written; nothing was measured yet.</exception>
    /// <exception cref="MeterException">A source is missing and <see cref="Strict"/> was asked for.</exception>
    public MeterSession Start()
    {
        if (_started)
        {
            throw new InvalidOperationException($"The configuration of '{Name}' was started before. Call AIMeter.Configure for each session.");
        }

        _started = true;
        return MeterSession.Start(this);
    }

    private MeterConfiguration With(Func<SourceOptions, SourceOptions> change)
    {
        Environment = Environment with { Options = change(Environment.Options) };
        return this;
    }

    private static string Folder(string path, string option, string mount)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Directory.Exists(path) ? Path.TrimEndingDirectorySeparator(path)
            : throw new ArgumentException($"{option} was given '{path}', which is not a folder. In a container, mount the host's, for example with {mount}.", nameof(path));
    }

    private static string Show(TimeSpan interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{interval.TotalMilliseconds:G6} ms");
}
