using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>Series read from one file.</summary>
/// <param name="file">The file; owned from here on.</param>
/// <param name="name">What people call it.</param>
/// <param name="channels">The series.</param>
internal abstract class FileGroup(TextFile file, string name, params Channel[] channels) : SeriesGroup(channels)
{
    private readonly string _garbled = $"{name} holds something unexpected";
    private Pace _pace;

    public override string Refused { get; } = $"{name} cannot be read any more";

    /// <summary>Sets how often the file is read at most; by default at every sample.</summary>
    protected Pace Pace
    {
        init => _pace = value;
    }

    public override void Read(SampleWriter writer, int first)
    {
        if (!_pace.IsDue(writer.Now()))
        {
            return;
        }

        ReadOnlySpan<byte> text = file.Read();
        if (!TryWrite(text, writer, first, writer.Now()))
        {
            Fail(writer, first, _garbled);
        }
    }

    public override void Dispose() => file.Dispose();

    /// <summary>Understands the text and writes the values.</summary>
    /// <returns>False when the text is not what the kernel documents.</returns>
    protected abstract bool TryWrite(ReadOnlySpan<byte> text, SampleWriter writer, int first, long readEnded);
}
