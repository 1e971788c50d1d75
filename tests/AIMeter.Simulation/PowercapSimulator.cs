using System.Globalization;
using System.Text;
using AIMetering.Sampling;
using Microsoft.Win32.SafeHandles;

namespace AIMetering.Simulation;

/// <summary>A powercap tree whose counter is kept, as the hardware keeps it: a new value about every millisecond, of a load with a known truth.</summary>
public sealed class PowercapSimulator : IDisposable
{
    // A real range would not wrap during a trial; this one is that of most Intel packages.
    private const long Range = 262_143_328_850;
    private const string Zone = "class/powercap/intel-rapl:0";

    private readonly SafeFileHandle _counter;
    private readonly Thread _thread;
    private readonly Load _load;
    private readonly long _origin = TimeProvider.System.GetTimestamp();
    private volatile bool _stopping;
    private long _last, _longest;

    public PowercapSimulator(Load load)
    {
        _load = load;
        SysRoot = Directory.CreateTempSubdirectory("aimeter-powercap-").FullName;
        Write($"{Zone}/name", "package-0");
        Write($"{Zone}/max_energy_range_uj", Range.ToString(CultureInfo.InvariantCulture));
        Write($"{Zone}/constraint_1_name", "short_term");
        Write($"{Zone}/constraint_1_power_limit_uw", "400000000");
        Write($"{Zone}/energy_uj", "0");
        _counter = File.OpenHandle(Path.Combine(SysRoot, Zone, "energy_uj"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        Tick();
        _thread = new Thread(Run) { IsBackground = true, Name = "powercap simulator", Priority = ThreadPriority.Highest };
        _thread.Start();
    }

    /// <summary>Gets the root to give to <c>WithSysRoot</c>.</summary>
    public string SysRoot { get; }

    /// <summary>Gets the longest time that the counter stood still: hardware never lacks a CPU, this thread may.</summary>
    public TimeSpan LongestGap => TimeSpan.FromSeconds(Volatile.Read(ref _longest) / Frequency);

    /// <summary>The true energy in joules between two time stamps of the system's clock.</summary>
    public double Truth(long from, long to) => _load.Energy(Seconds(from), Seconds(to));

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _counter.Dispose();
        Directory.Delete(SysRoot, recursive: true);
    }

    private static double Frequency => TimeProvider.System.TimestampFrequency;

    private double Seconds(long timestamp) => (timestamp - _origin) / Frequency;

    private void Run()
    {
        using IPacer pacer = Pacer.For(TimeProvider.System);
        long next = TimeProvider.System.GetTimestamp();
        while (!_stopping)
        {
            next = Math.Max(next + (long)(Frequency / 1000), TimeProvider.System.GetTimestamp());
            pacer.WaitUntil(next);
            Tick();
        }
    }

    // Always the same length, written at once: a reader never sees half of a value.
    private void Tick()
    {
        long now = TimeProvider.System.GetTimestamp();
        double microjoules = _load.Energy(Seconds(now)) * 1e6;
        Span<byte> text = stackalloc byte[16];
        Encoding.ASCII.TryGetBytes(string.Create(CultureInfo.InvariantCulture, $"{(long)microjoules % Range,15}\n"), text, out _);
        RandomAccess.Write(_counter, text, 0);
        Volatile.Write(ref _longest, Math.Max(_longest, TimeProvider.System.GetTimestamp() - (_last == 0 ? now : _last)));
        _last = now;
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(SysRoot, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text + "\n");
    }
}
