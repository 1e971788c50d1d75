using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>Pressure stall information: the share of time in which at least one task waited for a resource.</summary>
/// <remarks>Made from the kernel's total of stalled microseconds, not from its 10 s averages, so it belongs to the sampled span.</remarks>
internal sealed class PressureGroup : FileGroup
{
    private Rate _stalled;

    private PressureGroup(TextFile file, string resource, Device host, TimeProvider time)
        : base(file, $"/proc/pressure/{resource}", Channel.Gauge(host, $"{resource}_pressure", MetricUnit.Percent)) =>
        _stalled = new Rate(time);

    /// <summary>Opens the pressure of a resource: cpu, memory or io.</summary>
    public static PressureGroup? TryOpen(SourceEnvironment environment, Device host, string resource) =>
        TextFile.TryOpen(Path.Combine(environment.ProcRoot, "pressure", resource), text => TryParse(text, out _)) is { } file
            ? new PressureGroup(file, resource, host, environment.Time)
            : null;

    public override void Read(SampleWriter writer, int first)
    {
        if (_stalled.IsDue(writer.Now()))
        {
            base.Read(writer, first);
        }
    }

    /// <summary>Reads the total of the line <c>some</c>, in microseconds.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out ulong microseconds)
    {
        microseconds = 0;
        if (!ProcText.TryTakeLine(ref text, out ReadOnlySpan<byte> line) || !ProcText.TakeWord(ref line).SequenceEqual("some"u8))
        {
            return false;
        }

        int total = line.IndexOf("total="u8);
        line = total < 0 ? default : line[(total + 6)..];
        return ProcText.TryTakeNumber(ref line, out microseconds);
    }

    protected override bool TryWrite(ReadOnlySpan<byte> text, SampleWriter writer, int first, long readEnded)
    {
        if (!TryParse(text, out ulong microseconds))
        {
            return false;
        }

        if (_stalled.TryAdvance(microseconds, readEnded, out double perSecond))
        {
            writer.Write(first, Math.Min(100, perSecond / 1e6 * 100), readEnded);
        }

        return true;
    }
}
