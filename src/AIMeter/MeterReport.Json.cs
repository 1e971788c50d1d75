using System.Text;
using AIMetering.Reports.Json;

namespace AIMetering;

public sealed partial class MeterReport
{
    /// <summary>The report as JSON, complete and exact: <see cref="FromJson"/> gives the same report back.</summary>
    /// <returns>Indented JSON of schema version <see cref="SchemaVersion"/>, told in docs/report-schema.md.</returns>
    public string ToJson() => ToJson(samples: true);

    /// <summary>The report as JSON, with or without the samples of its series, for those who keep samples elsewhere.</summary>
    /// <param name="samples">
    /// Whether the samples are in it. Without them <c>elapsed_seconds</c> and <c>values</c> of each series are empty and all else is there,
    /// statistics included: of a long run, kilobytes instead of hundreds of megabytes.
    /// </param>
    /// <returns>JSON as <see cref="ToJson()"/> gives it; <see cref="FromJson"/> reads it.</returns>
    public string ToJson(bool samples) => ReportJson.Write(this, samples);

    /// <summary>Writes the report as JSON in UTF-8, as <see cref="ToJson()"/> gives it. The stream stays open.</summary>
    public void WriteJson(Stream stream) => WriteJson(stream, samples: true);

    /// <summary>Writes the report as JSON in UTF-8, as <see cref="ToJson(bool)"/> gives it. The stream stays open.</summary>
    /// <param name="stream">Where it is written.</param>
    /// <param name="samples">Whether the samples of the series are in it.</param>
    public void WriteJson(Stream stream, bool samples)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ReportJson.Write(this, stream, samples);
    }

    /// <summary>Reads a report that <see cref="ToJson()"/> gave.</summary>
    /// <exception cref="InvalidDataException">The text is cut off, damaged, no report, or of a newer schema version; the message says which.</exception>
    public static MeterReport FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        byte[] utf8 = Encoding.UTF8.GetBytes(json);
        return ReportJson.Read(() => new MemoryStream(utf8), "The text");
    }

    /// <summary>Reads a report from a JSON file.</summary>
    /// <exception cref="InvalidDataException">The file is cut off, damaged, no report, or of a newer schema version; the message names the path and says which.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static MeterReport Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return ReportJson.Read(() => File.OpenRead(path), $"The report '{path}'");
    }
}
