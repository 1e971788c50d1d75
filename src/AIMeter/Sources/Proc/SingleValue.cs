using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>Finds one value in the text of a file.</summary>
/// <returns>False when the text does not hold it.</returns>
internal delegate bool ValueParser(ReadOnlySpan<byte> text, out double value);

/// <summary>One series from one file: a gauge as it is, or a counter that never steps back.</summary>
internal sealed class SingleValue : FileGroup
{
    private readonly ValueParser _parse;
    private Growth _growth;

    private SingleValue(TextFile file, string name, Channel channel, ValueParser parse, TimeProvider? slowly)
        : base(file, name, channel) =>
        (_parse, Pace) = (parse, slowly is null ? default : Pace.OnceASecond(slowly));

    /// <summary>Opens the file if it is there and holds the value.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="channel">The series.</param>
    /// <param name="parse">Finds the value.</param>
    /// <param name="slowly">The clock, for what is read once a second at most because it changes slowly or is dear to read.</param>
    public static SingleValue? TryOpen(
        string path, string name, Channel channel, ValueParser parse, TimeProvider? slowly = null) =>
        TextFile.TryOpen(path, text => parse(text, out _), limit: 4096) is { } file
            ? new SingleValue(file, name, channel, parse, slowly)
            : null;

    protected override bool TryWrite(ReadOnlySpan<byte> text, SampleWriter writer, int first, long readEnded)
    {
        bool found = _parse(text, out double value);
        if (found)
        {
            writer.Write(first, Channels[0].Kind == ChannelKind.Counter ? _growth.Advance(value) : value, readEnded);
        }

        return found;
    }
}
