using System.Buffers;
using System.Text;

namespace AIMetering.Export;

/// <summary>The JSON form of a report without its samples, which have a table of their own.</summary>
internal static class ReportText
{
    /// <summary>The text, in ASCII.</summary>
    public static byte[] WithoutSamples(MeterReport report)
    {
        using MemoryStream document = new();
        report.WriteJson(document, samples: false);
        ArrayBufferWriter<byte> text = new();
        using DocumentCopy copy = new(text, _ => SeriesSamples.None); // without the indentation
        copy.Feed(document.ToArray(), isLast: true);
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
}
