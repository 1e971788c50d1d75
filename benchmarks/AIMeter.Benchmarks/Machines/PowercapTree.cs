using System.Buffers.Text;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace AIMetering.Benchmarks.Machines;

/// <summary>A sysfs of two sockets with RAPL: powercap zones kept by us, everything else the machine's own.</summary>
internal sealed class PowercapTree : IDisposable
{
    // As an Ice Lake server shows it: 2^32 - 1 counts of 61 microjoules.
    private const ulong Range = 262_143_328_850;

    // Zones that both vendors' quirks leave standing, so that every machine reads the same four.
    private static readonly (string Id, string Name, double Watts)[] Zones =
    [
        ("intel-rapl:0", "package-0", 120), ("intel-rapl:0:0", "dram", 25),
        ("intel-rapl:1", "package-1", 90), ("intel-rapl:1:0", "dram", 20),
    ];

    private static readonly string[] Borrowed = ["block", "class/net", "class/block", "devices/system/cpu", "fs"];

    private readonly SafeFileHandle[] _counters;
    private readonly byte[] _text = new byte[13];

    private PowercapTree(string root)
    {
        Root = root;
        _counters = [.. CounterFiles(root).Select(file => File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))];
    }

    /// <summary>Gets the folder to hand to the meter as sysfs.</summary>
    public string Root { get; }

    /// <summary>Makes a tree, in memory where the system has a folder for that.</summary>
    public static PowercapTree Create()
    {
        string parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        string root = Path.Combine(parent, "aimeter-bench-" + Path.GetRandomFileName());
        foreach ((string id, string name, _) in Zones)
        {
            string zone = Path.Combine(root, "class/powercap", id);
            Directory.CreateDirectory(zone);
            File.WriteAllText(Path.Combine(zone, "name"), name + "\n");
            File.WriteAllText(Path.Combine(zone, "max_energy_range_uj"), Range.ToString(CultureInfo.InvariantCulture) + "\n");
            File.WriteAllText(Path.Combine(zone, "energy_uj"), "000000000001\n");
        }

        Borrow(root);
        return new PowercapTree(root);
    }

    public static PowercapTree Open(string root) => new(root);

    /// <summary>The counters of a tree, in the order in which the meter reads them.</summary>
    public static IEnumerable<string> CounterFiles(string root) =>
        Zones.Select(zone => Path.Combine(root, "class/powercap", zone.Id, "energy_uj"));

    /// <summary>Shows the energy after so many seconds of a constant load.</summary>
    public void Show(double seconds)
    {
        for (int zone = 0; zone < Zones.Length; zone++)
        {
            ulong microjoules = (1 + (ulong)(Zones[zone].Watts * seconds * 1e6)) % (Range + 61);
            Utf8Formatter.TryFormat(microjoules, _text, out _, new('D', 12)); // always of the same length: no file gets shorter
            _text[12] = (byte)'\n';
            RandomAccess.Write(_counters[zone], _text, 0);
        }
    }

    public void Dispose() => Array.ForEach(_counters, counter => counter.Dispose());

    /// <summary>Removes a tree.</summary>
    public static void Delete(string root) => Directory.Delete(root, recursive: true);

    private static void Borrow(string root)
    {
        foreach (string entry in Borrowed.Where(entry => Directory.Exists(Path.Combine("/sys", entry))))
        {
            string link = Path.Combine(root, entry);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            Directory.CreateSymbolicLink(link, Path.Combine("/sys", entry));
        }
    }
}
