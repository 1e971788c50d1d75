using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>Threads and resident memory of this process, from <c>/proc/self/stat</c>.</summary>
internal sealed class SelfStat : FileGroup
{
    private static readonly double PageSize = Environment.SystemPageSize;

    private SelfStat(TextFile file, TimeProvider time, params Channel[] channels)
        : base(file, "/proc/self/stat", channels) => Pace = Pace.TwentyTimesASecond(time);

    public static SelfStat? TryOpen(SourceEnvironment environment, Device process)
    {
        string path = Path.Combine(environment.ProcRoot, "self", "stat");
        Channel memory = Channel.Gauge(process, "working_set", MetricUnit.Bytes);
        Channel threads = Channel.Gauge(process, "threads", MetricUnit.Count);
        TextFile? file = TextFile.TryOpen(path, text => TryParse(text, out _, out _));
        return file is null ? null : new SelfStat(file, environment.Time, memory, threads);
    }

    /// <summary>Reads threads and resident pages: words 20 and 24, counted past the program's name, which may hold anything.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out ulong threads, out ulong pages)
    {
        (threads, pages) = (0, 0);
        int nameEnd = text.LastIndexOf((byte)')');
        ReadOnlySpan<byte> words = nameEnd < 0 ? default : text[(nameEnd + 1)..];
        ProcText.Skip(ref words, 17); // words 3 to 19
        bool known = ProcText.TryTakeNumber(ref words, out threads);
        ProcText.Skip(ref words, 3);
        return known & ProcText.TryTakeNumber(ref words, out pages);
    }

    protected override bool TryWrite(ReadOnlySpan<byte> text, SampleWriter writer, int first, long readEnded)
    {
        if (!TryParse(text, out ulong threads, out ulong pages))
        {
            return false;
        }

        writer.Write(first, pages * PageSize, readEnded);
        writer.Write(first + 1, threads, readEnded);
        return true;
    }
}
