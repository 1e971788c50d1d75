using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AIMetering.BenchmarkDotNet.Subjects;

/// <summary>A powercap tree on disk whose counter is moved by work alone: every step takes a millisecond and so many joules, in whatever process.</summary>
public sealed class PowercapOfWork : IDisposable
{
    /// <summary>Names the root of the tree to processes that were not told otherwise.</summary>
    public const string Variable = "SIMULATED_POWERCAP";

    /// <summary>What each step uses: 30 W for its millisecond.</summary>
    public const double JoulesPerStep = 0.03;

    private const string Zone = "class/powercap/intel-rapl:0";
    private const long Range = 262_143_328_850; // as most Intel packages have it: no wrap during a test

    private readonly SafeFileHandle _counter;
    private long _microjoules;

    private PowercapOfWork(string root)
    {
        string file = Path.Combine(root, Zone, "energy_uj");
        _microjoules = long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
        _counter = File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
    }

    /// <summary>Makes a tree in a folder.</summary>
    public static void Create(string root)
    {
        string zone = Path.Combine(root, Zone);
        Directory.CreateDirectory(zone);
        Write("name", "package-0");
        Write("max_energy_range_uj", Range.ToString(CultureInfo.InvariantCulture));
        Write("constraint_1_name", "short_term");
        Write("constraint_1_power_limit_uw", "100000000");
        Write("energy_uj", "1000000".PadLeft(15)); // at 0 stand counters that do not count

        void Write(string name, string text) => File.WriteAllText(Path.Combine(zone, name), text + "\n");
    }

    /// <summary>Goes on with the tree that the environment names.</summary>
    public static PowercapOfWork Open() => new(Environment.GetEnvironmentVariable(Variable)
        ?? throw new InvalidOperationException($"{Variable} does not name a simulated powercap tree."));

    /// <summary>Works so many steps.</summary>
    public void Work(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            Spin();
            Add();
        }
    }

    public void Dispose() => _counter.Dispose();

    private static void Spin()
    {
        long began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMilliseconds(1))
        {
            Thread.SpinWait(20);
        }
    }

    // Always the same length, written at once: a reader never sees half of a value.
    private void Add()
    {
        _microjoules += (long)(JoulesPerStep * 1e6);
        Span<byte> text = stackalloc byte[16];
        Encoding.ASCII.TryGetBytes(string.Create(CultureInfo.InvariantCulture, $"{_microjoules,15}\n"), text, out _);
        RandomAccess.Write(_counter, text, 0);
    }
}
