using System.Buffers;
using System.Text;

namespace AIMetering.Export;

/// <summary>The JSON form of a report without its samples, which have a table of their own.</summary>
internal static class ReportText
{
    /// <summary>The text, in ASCII.</summary>
    public static byte[] WithoutSamples(MeterReport report)
    {
        ArrayBufferWriter<byte> text = new();
        using DocumentCopy copy = new(text, _ => SeriesSamples.None);
        report.WriteJson(new Feeder(copy));
        copy.Feed([], isLast: true);
        return text.WrittenSpan.ToArray();
    }

    /// <summary>The report of a text and its samples.</summary>
    public static MeterReport WithSamples(byte[] document, Func<int, SeriesSamples> samplesOf)
    {
        ArrayBufferWriter<byte> text = new(document.Length);
        using DocumentCopy copy = new(text, samplesOf);
        copy.Feed(document, isLast: true);
        return MeterReport.FromJson(Encoding.UTF8.GetString(text.WrittenSpan));
    }

    /// <summary>A stream that hands on what is written.</summary>
    private sealed class Feeder(DocumentCopy copy) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) => copy.Feed(buffer, isLast: false);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
