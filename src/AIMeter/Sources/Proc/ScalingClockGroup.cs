using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>The mean clock of the CPUs from cpufreq, once a second.</summary>
/// <remarks>Each read may wake its CPU, so at most 16 are asked, spread evenly.</remarks>
internal sealed class ScalingClockGroup : SeriesGroup
{
    private const int MostFiles = 16;
    private readonly TextFile[] _files;
    private readonly TimeProvider _time;
    private Pace _pace;

    private ScalingClockGroup(TextFile[] files, Channel channel, TimeProvider time)
        : base(channel) => (_files, _time, _pace) = (files, time, Pace.OnceASecond(time));

    public override string Refused => "scaling_cur_freq cannot be read any more";

    public static ScalingClockGroup? TryOpen(SourceEnvironment environment, Channel channel)
    {
        string folder = Path.Combine(environment.SysRoot, "devices", "system", "cpu");
        IEnumerable<string> all = FileText.Entries(folder).Select(name => Path.Combine(folder, name, "cpufreq", "scaling_cur_freq"));
        string[] paths = [.. all.Where(File.Exists)];
        int count = Math.Min(MostFiles, paths.Length);
        IEnumerable<string> spread = Enumerable.Range(0, count).Select(i => paths[i * paths.Length / count]);
        IEnumerable<TextFile?> opened = spread.Select(path => TextFile.TryOpen(path, text => TryParse(text, out _), 64));
        TextFile[] files = [.. opened.OfType<TextFile>()];
        return files.Length == 0 ? null : new ScalingClockGroup(files, channel, environment.Time);
    }

    public override void Read(SampleWriter writer, int first)
    {
        if (!_pace.IsDue(_time.GetTimestamp()))
        {
            return;
        }

        (double sum, int count) = (0, 0);
        foreach (TextFile file in _files)
        {
            if (TryParse(file.Read(), out ulong kilohertz))
            {
                (sum, count) = (sum + kilohertz, count + 1);
            }
        }

        writer.Write(first, count == 0 ? double.NaN : sum / count / 1000);
    }

    public override void Dispose() => Array.ForEach(_files, file => file.Dispose());

    private static bool TryParse(ReadOnlySpan<byte> text, out ulong kilohertz)
    {
        ReadOnlySpan<byte> line = text.TrimEnd((byte)'\n');
        return ProcText.TryTakeNumber(ref line, out kilohertz) && kilohertz > 0; // "<unknown>" where the driver cannot tell
    }
}
