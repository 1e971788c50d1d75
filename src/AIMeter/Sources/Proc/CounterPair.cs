using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>Finds two counts in the text of a file, such as bytes in and bytes out.</summary>
/// <returns>False when the text does not hold them.</returns>
internal delegate bool PairParser(ReadOnlySpan<byte> text, out double first, out double second);

/// <summary>Two counters from one file.</summary>
internal sealed class CounterPair : FileGroup
{
    private readonly PairParser _parse;
    private Growth _first, _second;

    private CounterPair(TextFile file, string name, Channel first, Channel second, PairParser parse)
        : base(file, name, first, second) => _parse = parse;

    /// <summary>Opens the file if it is there and holds both counts.</summary>
    public static CounterPair? TryOpen(string path, string name, Channel first, Channel second, PairParser parse) =>
        TextFile.TryOpen(path, text => parse(text, out _, out _)) is { } file
            ? new CounterPair(file, name, first, second, parse)
            : null;

    protected override bool TryWrite(ReadOnlySpan<byte> text, SampleWriter writer, int first, long readEnded)
    {
        if (!_parse(text, out double one, out double other))
        {
            return false;
        }

        writer.Write(first, _first.Advance(one), readEnded);
        writer.Write(first + 1, _second.Advance(other), readEnded);
        return true;
    }
}
