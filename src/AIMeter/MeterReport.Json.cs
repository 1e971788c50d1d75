using System.Text;
using AIMetering.Reports.Json;

namespace AIMetering;

public sealed partial class MeterReport
{
    /// <summary>The report as JSON, complete and exact: <see cref="FromJson"/> gives the same report back.</summary>
    /// <returns>Indented JSON of schema version <see cref="SchemaVersion"/>, told in docs/report-schema.md.</returns>
    public string ToJson() => ReportJson.Write(this);

    /// <summary>Writes the report as JSON in UTF-8, as <see cref="ToJson"/> gives it. The stream stays open.</summary>
    public void WriteJson(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ReportJson.Write(this, stream);
    }

    /// <summary>Reads a report that <see cref="ToJson"/> gave.</summary>
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
