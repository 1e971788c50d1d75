using System.Diagnostics;
using AIMetering.Benchmarks.Machines;
using AIMetering.Sources;
using AIMetering.Sources.Proc;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace AIMetering.Benchmarks.Bare;

/// <summary>The reads of the meter by hand: kept handles, one pread a file, the numbers found in place, nothing else.</summary>
/// <remarks>
/// No failure is handled, no counter is watched, nothing is summed or kept for a report: what remains is the sensors' own time.
/// </remarks>
internal sealed class BareReads : IDisposable
{
    private const int Rows = 1024;

    private readonly SafeFileHandle[] _zones;
    private readonly SafeFileHandle _stat = Open("/proc/stat"), _memory = Open("/proc/meminfo");
    private readonly SafeFileHandle _disks = Open("/proc/diskstats"), _net = Open("/proc/net/dev");
    private readonly SafeFileHandle[] _pressure;
    private readonly SafeFileHandle _cpuInfo = Open("/proc/cpuinfo"), _load = Open("/proc/loadavg");
    private readonly SafeFileHandle _self = Open("/proc/self/stat"), _io = Open("/proc/self/io");
    private readonly byte[][] _diskNames, _netNames;
    private readonly byte[] _buffer = new byte[4096];
    private readonly double[] _values = new double[Rows * Columns];
    private readonly long[] _stamps = new long[Rows * Columns];
    private int _row, _column;

    public BareReads(string sysRoot)
    {
        _zones = [.. PowercapTree.CounterFiles(sysRoot).Select(Open)];
        string[] resources = Directory.Exists("/proc/pressure") ? ["cpu", "memory", "io"] : [];
        _pressure = [.. resources.Select(resource => Open("/proc/pressure/" + resource))];
        SourceEnvironment machine = new(sysRoot, "/proc", "/dev", TimeProvider.System, NullLogger.Instance);
        _diskNames = [.. BlockDisks.Find(machine).Names.Select(System.Text.Encoding.UTF8.GetBytes)];
        string[] interfaces = [.. FileText.Entries("/sys/class/net").Where(name => name != "lo")];
        string[] hardware = [.. interfaces.Where(name => Path.Exists($"/sys/class/net/{name}/device"))];
        _netNames = [.. (hardware.Length > 0 ? hardware : interfaces).Select(System.Text.Encoding.UTF8.GetBytes)];
    }

    private const int Columns = 32;

    /// <summary>Reads everything once.</summary>
    /// <param name="withGauges">Whether to read what the meter reads twenty times a second at most.</param>
    /// <param name="withSlow">Whether to read what the meter reads once a second at most.</param>
    public void Read(bool withGauges, bool withSlow)
    {
        ReadEnergy();
        ReadHost(withGauges);
        if (withSlow)
        {
            ReadSlow();
        }

        ReadProcess(withGauges);
    }

    /// <summary>Reads what the meter reads at the edge of a phase: the energy counters.</summary>
    public void ReadEnergy()
    {
        (_row, _column) = ((_row + 1) % Rows, 0);
        foreach (SafeFileHandle zone in _zones)
        {
            ReadOnlySpan<byte> text = Text(zone, 64);
            Keep(Words.Number(ref text), Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Makes the system calls of a tick at 10 Hz and looks at nothing they bring.</summary>
    public void ReadWithoutParsing()
    {
        foreach (SafeFileHandle zone in _zones)
        {
            Text(zone, 64);
        }

        Text(_stat, 256);
        Text(_memory, 512);
        Text(_disks);
        Text(_net);
        foreach (SafeFileHandle pressure in _pressure)
        {
            Text(pressure);
        }

        _ = Environment.CpuUsage;
        Text(_self);
        Text(_io);
    }

    public void Dispose()
    {
        SafeFileHandle[] single = [_stat, _memory, _disks, _net, _cpuInfo, _load, _self, _io];
        Array.ForEach([.. _zones, .. _pressure, .. single], file => file.Dispose());
    }

    private static SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    private void ReadHost(bool withGauges)
    {
        ReadOnlySpan<byte> text = Text(_stat, 256);
        long now = Stopwatch.GetTimestamp();
        Words.Skip(ref text, 1);
        double user = Words.Number(ref text), nice = Words.Number(ref text), system = Words.Number(ref text);
        double idle = Words.Number(ref text), wait = Words.Number(ref text);
        double irq = Words.Number(ref text), soft = Words.Number(ref text), steal = Words.Number(ref text);
        double busy = user + nice + system + irq + soft;
        Keep(busy, now);
        Keep(100 * (busy + steal) / (busy + steal + idle + wait), now);
        ReadPair(_disks, _diskNames, ownColumn: 2, first: 2, second: 3);
        ReadPair(_net, _netNames, ownColumn: 0, first: 0, second: 7);
        if (withGauges)
        {
            ReadHostGauges();
        }
    }

    private void ReadHostGauges()
    {
        ReadOnlySpan<byte> text = Text(_memory, 512);
        long now = Stopwatch.GetTimestamp();
        double total = Words.After(text, "MemTotal:"u8), available = Words.After(text, "MemAvailable:"u8);
        Keep(total - available, now);
        Keep(100 * (total - available) / total, now);
        foreach (SafeFileHandle pressure in _pressure)
        {
            text = Text(pressure);
            Keep(Words.After(text, "total="u8), Stopwatch.GetTimestamp());
        }
    }

    private void ReadSlow()
    {
        ReadOnlySpan<byte> text = Text(_cpuInfo);
        long now = Stopwatch.GetTimestamp();
        double sum = 0;
        for (int at = text.IndexOf("cpu MHz"u8); at >= 0; at = text.IndexOf("cpu MHz"u8))
        {
            text = text[at..];
            text = text[(text.IndexOf((byte)':') + 1)..];
            sum += Words.Number(ref text);
        }

        Keep(sum, now);
        text = Text(_load);
        Keep(Words.Number(ref text), Stopwatch.GetTimestamp());
    }

    private void ReadProcess(bool withGauges)
    {
        Keep(Environment.CpuUsage.TotalTime.TotalSeconds, Stopwatch.GetTimestamp());
        Keep(GC.GetTotalPauseDuration().TotalSeconds, Stopwatch.GetTimestamp());
        Keep(GC.GetTotalAllocatedBytes(precise: false), Stopwatch.GetTimestamp());
        ReadOnlySpan<byte> text = Text(_io);
        long now = Stopwatch.GetTimestamp();
        Keep(Words.After(text, "\nread_bytes:"u8), now);
        Keep(Words.After(text, "\nwrite_bytes:"u8), now);
        if (withGauges)
        {
            ReadProcessGauges();
        }
    }

    private void ReadProcessGauges()
    {
        ReadOnlySpan<byte> text = Text(_self);
        long now = Stopwatch.GetTimestamp();
        text = text[(text.LastIndexOf((byte)')') + 1)..];
        Words.Skip(ref text, 17);
        Keep(Words.Number(ref text), now);
        Words.Skip(ref text, 3);
        Keep(Words.Number(ref text) * 4096, now);
    }

    // Sums two columns over the lines of the names given; columns are counted from behind the name.
    private void ReadPair(SafeFileHandle file, byte[][] names, int ownColumn, int first, int second)
    {
        ReadOnlySpan<byte> text = Text(file);
        long now = Stopwatch.GetTimestamp();
        (double one, double other) = (0, 0);
        while (Words.TryLine(ref text, out ReadOnlySpan<byte> line))
        {
            Words.Skip(ref line, ownColumn);
            if (!Words.IsAny(Words.Take(ref line).TrimEnd((byte)':'), names))
            {
                continue;
            }

            Words.Skip(ref line, first);
            one += Words.Number(ref line);
            Words.Skip(ref line, second);
            other += Words.Number(ref line);
        }

        Keep(one, now);
        Keep(other, now);
    }

    private ReadOnlySpan<byte> Text(SafeFileHandle file, int limit = 4096) =>
        _buffer.AsSpan(0, RandomAccess.Read(file, _buffer.AsSpan(0, limit), 0));

    private void Keep(double value, long stamp)
    {
        int cell = (_row * Columns) + _column++;
        (_values[cell], _stamps[cell]) = (value, stamp);
    }
}
