using System.Runtime.InteropServices;
using System.Text;
using AIMetering.Readings;
using AIMetering.Sources;
using AIMetering.Sources.Nvml;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIMetering.Gpu.Tests;

/// <summary>The form of a power curve of the simulated driver.</summary>
public enum Curve
{
    Constant,
    Square,
    Sine,
    Ramp,
    Burst,
}

/// <summary>
/// A machine of its own with GPUs: a private copy of the simulated library, loaded and driven through its exports, so that
/// tests run side by side without sharing a driver.
/// </summary>
internal sealed unsafe class SimulatedDriver : IDisposable
{
    public const long Second = 1_000_000_000;
    public const long Millisecond = 1_000_000;

    private readonly string _folder;
    private readonly nint _library;

    private SimulatedDriver(string library, bool realTime = false)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "native", library);
        Assert.SkipUnless(File.Exists(source), "The simulated driver is not built: install a C compiler (gcc) and build again.");
        _folder = Directory.CreateTempSubdirectory("aimeter-gpu-").FullName;
        LibraryPath = Path.Combine(_folder, library);
        File.Copy(source, LibraryPath);
        _library = NativeLibrary.Load(LibraryPath);
        Time = realTime ? TimeProvider.System : new SimulatedTime(this);
    }

    public string LibraryPath { get; }

    /// <summary>Gets the clock of those who measure; in real time its zero differs from that of <see cref="Now"/>.</summary>
    public TimeProvider Time { get; }

    /// <summary>Gets the time of the simulation in nanoseconds.</summary>
    public long Now => ((delegate* unmanaged<long>)Export("sim_now"))();

    public int References => ((delegate* unmanaged<int>)Export("sim_references"))();

    /// <summary>A machine with the models given, at second 100 of a clock that stands still until told.</summary>
    public static SimulatedDriver With(params ReadOnlySpan<string> models) => Build("libnvidia-ml.so.1", models);

    /// <summary>The same under another driver: 470 lacks new symbols, "future" has dropped old ones.</summary>
    public static SimulatedDriver WithDriver(string branch, params ReadOnlySpan<string> models) =>
        Build($"libnvidia-ml-{branch}.so.1", models);

    /// <summary>The same on the real clock.</summary>
    public static SimulatedDriver InRealTime(params ReadOnlySpan<string> models)
    {
        SimulatedDriver driver = new("libnvidia-ml.so.1", realTime: true);
        driver.Add(models);
        return driver;
    }

    public void Advance(TimeSpan time) => ((delegate* unmanaged<long, void>)Export("sim_advance"))(time.Ticks * 100);

    public void Power(int gpu, Curve curve, double aWatts, double bWatts = 0, double periodSeconds = 1, double duty = 0.5, ulong seed = 1) =>
        ((delegate* unmanaged<int, int, double, double, long, double, ulong, void>)Export("sim_power_always"))(
            gpu, (int)curve, aWatts * 1e3, bWatts * 1e3, (long)(periodSeconds * 1e9), duty, seed);

    public void PowerFrom(int gpu, long at, Curve curve, double aWatts, double bWatts = 0, double periodSeconds = 1) =>
        ((delegate* unmanaged<int, long, int, double, double, long, double, ulong, void>)Export("sim_power_then"))(
            gpu, at, (int)curve, aWatts * 1e3, bWatts * 1e3, (long)(periodSeconds * 1e9), 0.5, 1);

    public double TrueJoules(int gpu, long from, long to) =>
        ((delegate* unmanaged<int, long, long, double>)Export("sim_true_energy_mj"))(gpu, from, to) / 1e3;

    public void Counter(int gpu, double tickSeconds, double phaseSeconds = 0, double jitterSeconds = 0, ulong startMillijoules = 1000) =>
        ((delegate* unmanaged<int, long, long, long, ulong, void>)Export("sim_set_counter"))(
            gpu, (long)(tickSeconds * 1e9), (long)(phaseSeconds * 1e9), (long)(jitterSeconds * 1e9), startMillijoules);

    public void ReloadDriver(int gpu, long at) => ((delegate* unmanaged<int, long, void>)Export("sim_reload_driver"))(gpu, at);

    public void Set(int gpu, string knob, double value) =>
        Assert.Equal(1, Named(knob, (text, set) => ((delegate* unmanaged<int, nint, double, int>)set)(gpu, text, value), "sim_set"));

    public void SetUuid(int gpu, string uuid) =>
        Named(uuid, (text, set) => { ((delegate* unmanaged<int, nint, void>)set)(gpu, text); return 0; }, "sim_set_uuid");

    public void SetDriver(int major) => ((delegate* unmanaged<int, void>)Export("sim_set_driver"))(major);

    public void SetProcessStride(int bytes) => ((delegate* unmanaged<int, void>)Export("sim_set_process_stride"))(bytes);

    public void AddSlice(int gpu, int slot, uint instance, uint slices, ulong megabytes) =>
        ((delegate* unmanaged<int, int, uint, uint, ulong, void>)Export("sim_add_mig"))(gpu, slot, instance, slices, megabytes);

    public void AddProcess(int gpu, uint pid, ulong memory, uint sm, bool graphics = false) =>
        ((delegate* unmanaged<int, uint, ulong, uint, uint, int, void>)Export("sim_add_process"))(
            gpu, pid, memory, sm, uint.MaxValue, graphics ? 1 : 0);

    /// <summary>Scripts a fault: a code, or a wait, or both, on calls of a function (empty: any) of a GPU (-1: all).</summary>
    public void Fault(
        int gpu, string function, NvmlReturn code, long from = 0, long to = long.MaxValue, int every = 1, TimeSpan block = default,
        uint field = 0) =>
        Named(
            function,
            (text, fault) =>
            {
                ((delegate* unmanaged<int, nint, uint, long, long, int, int, long, void>)fault)(
                    gpu, text, field, from, to, (int)code, every, block.Ticks * 100);
                return 0;
            },
            "sim_fault");

    public void ClearFaults() => ((delegate* unmanaged<void>)Export("sim_clear_faults"))();

    /// <summary>How often a function was called so far; empty: all of them.</summary>
    public long Calls(string function = "") => Named(function, (text, calls) => (long)((delegate* unmanaged<nint, ulong>)calls)(text), "sim_calls");

    public SourceEnvironment Environment() => new("/sys", "/proc", "/dev", Time, NullLogger.Instance);

    public GpuOptions Options() => new() { Libraries = [LibraryPath], Environment = static _ => null, CudaDevices = static () => null };

    /// <summary>Probes the machine; fails the test when there is no sampler.</summary>
    public NvmlSampler Open(GpuOptions? options = null)
    {
        ProbedSource probed = new NvmlProbe(options ?? Options()).Probe(Environment());
        Assert.True(probed.Status.IsReady, probed.Status.ToString());
        return Assert.IsType<NvmlSampler>(probed.Sampler);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true); // a loaded library lives on without its file

    internal nint Export(string name) => NativeLibrary.GetExport(_library, name);

    private static SimulatedDriver Build(string library, ReadOnlySpan<string> models)
    {
        SimulatedDriver driver = new(library);
        ((delegate* unmanaged<long, void>)driver.Export("sim_use_virtual_clock"))(100 * Second);
        driver.Add(models);
        return driver;
    }

    private void Add(ReadOnlySpan<string> models)
    {
        foreach (string model in models)
        {
            Assert.True(Named(model, (text, add) => ((delegate* unmanaged<nint, int>)add)(text), "sim_add_gpu") >= 0, model);
        }
    }

    private T Named<T>(string text, Func<nint, nint, T> call, string export)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(text + '\0'))
        {
            return call((nint)bytes, Export(export));
        }
    }

    private sealed class SimulatedTime(SimulatedDriver driver) : TimeProvider
    {
        public override long TimestampFrequency => Second;

        public override long GetTimestamp() => driver.Now;
    }
}

/// <summary>Samples as a session does, and looks values up by name.</summary>
internal sealed class Bench
{
    private readonly SimulatedDriver _driver;
    private readonly SampleWriter _writer;

    public Bench(SimulatedDriver driver, GpuOptions? options = null)
    {
        _driver = driver;
        Sampler = driver.Open(options);
        _writer = new SampleWriter(driver.Time, Sampler.Channels.Count);
    }

    public NvmlSampler Sampler { get; }

    public bool Offers(string fullName) => Sampler.Channels.Any(channel => channel.FullName == fullName);

    public Channel Channel(string fullName) => Sampler.Channels.Single(channel => channel.FullName == fullName);

    public Sample this[string fullName] => _writer.Samples[Index(fullName)];

    public double Value(string fullName)
    {
        Sample sample = this[fullName];
        Assert.True(sample.State == SampleState.Read, $"{fullName} is {sample.State}: {sample.Failure}");
        return sample.Value;
    }

    public Bench After(double seconds, bool energyOnly = false)
    {
        _driver.Advance(TimeSpan.FromSeconds(seconds));
        return Now(energyOnly);
    }

    public Bench Now(bool energyOnly = false)
    {
        _writer.Begin(energyOnly);
        Sampler.Sample(_writer);
        return this;
    }

    private int Index(string fullName)
    {
        for (int i = 0; i < Sampler.Channels.Count; i++)
        {
            if (Sampler.Channels[i].FullName == fullName)
            {
                return i;
            }
        }

        throw new KeyNotFoundException($"{fullName} is not among {string.Join(", ", Sampler.Channels)}");
    }
}
