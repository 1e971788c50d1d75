using System.Globalization;

namespace AIMetering.Leaves.Tests.Import;

/// <summary>Writes small files in the format of the Python AIMeter.</summary>
internal sealed class OriginalFile : IDisposable
{
    public const string Header = "timestamp,task_name,name,index,cpu_power,power.draw [W],dram_power,utilization.gpu [%]";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _lines = [];

    public OriginalFile(string header = Header) => _lines.Add(header);

    public string Path => _folder.In("run_20260504_120000.csv");

    /// <summary>A row of a GPU at so many tenths of a second after noon.</summary>
    public OriginalFile Row(int tenths, string cells, int gpu = 0, string name = "NVIDIA A800 80GB PCIe", string task = "run")
    {
        _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{Stamp(tenths)},{task},{name},{gpu},{cells}"));
        return this;
    }

    /// <summary>So many seconds at ten samples a second, at 150 W of the CPU, 9 W of the memory and so many watts of the GPU.</summary>
    public OriginalFile Steady(double seconds, double gpuWatts = 300, string name = "NVIDIA A800 80GB PCIe")
    {
        for (int tenth = 0; tenth <= seconds * 10; tenth++)
        {
            Row(tenth, string.Create(CultureInfo.InvariantCulture, $"150.00 W,{gpuWatts:F2} W,9.00 W,99.00 %"), name: name);
        }

        return this;
    }

    public OriginalFile Line(string line)
    {
        _lines.Add(line);
        return this;
    }

    public OriginalFile Replace(int line, string cell, string by)
    {
        _lines[line - 1] = _lines[line - 1].Replace(cell, by, StringComparison.Ordinal);
        return this;
    }

    public string Save(bool endLastLine = true)
    {
        File.WriteAllText(Path, string.Join("\r\n", _lines) + (endLastLine ? "\r\n" : ""));
        return Path;
    }

    public void Dispose() => _folder.Dispose();

    private static string Stamp(int tenths) =>
        new DateTime(2026, 5, 4, 12, 0, 0).AddMilliseconds(100 * tenths).ToString("yyyy-MM-dd HH:mm:ss.f", CultureInfo.InvariantCulture);
}
