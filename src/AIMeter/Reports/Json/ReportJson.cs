using System.Text.Json;

namespace AIMetering.Reports.Json;

/// <summary>Writes and reads the JSON form, and says in words what is wrong with a file.</summary>
internal static class ReportJson
{
    public static void Write(MeterReport report, Stream stream, bool samples) =>
        JsonSerializer.Serialize(stream, DocumentWriter.Write(report, samples), ReportJsonContext.Default.ReportDocument);

    public static string Write(MeterReport report, bool samples) =>
        JsonSerializer.Serialize(DocumentWriter.Write(report, samples), ReportJsonContext.Default.ReportDocument);

    /// <summary>Reads a report.</summary>
    /// <param name="open">Opens the text from its beginning; asked twice when the first reading fails.</param>
    /// <param name="what">What is read, for messages, such as <c>The report 'runs/a.json'</c>.</param>
    public static MeterReport Read(Func<Stream> open, string what)
    {
        try
        {
            using Stream stream = open();
            ReportDocument? document = JsonSerializer.Deserialize(stream, ReportJsonContext.Default.ReportDocument);
            return Checked(document, what);
        }
        catch (JsonException error)
        {
            RefuseOther(open, what);
            throw new InvalidDataException($"{what} is cut off or damaged: {error.Message}", error);
        }
    }

    private static MeterReport Checked(ReportDocument? document, string what)
    {
        RefuseOther(new ReportHeader(document?.Format, document?.SchemaVersion), what);
        try
        {
            return DocumentReader.Read(document!);
        }
        catch (Exception error) when (DocumentReader.IsContradiction(error))
        {
            throw new InvalidDataException($"{what} contradicts itself: {error.Message}", error);
        }
    }

    private static void RefuseOther(Func<Stream> open, string what)
    {
        try
        {
            using Stream stream = open();
            RefuseOther(JsonSerializer.Deserialize(stream, ReportJsonContext.Default.ReportHeader) ?? new(), what);
        }
        catch (JsonException)
        {
            // Not even a header: the caller says that the text is damaged.
        }
    }

    private static void RefuseOther(ReportHeader header, string what)
    {
        if (header.Format != ReportDocument.FormatName || header.SchemaVersion is not { } version)
        {
            throw new InvalidDataException($"{what} is JSON, but not a report of AIMeter: it lacks \"format\": \"{ReportDocument.FormatName}\" or its schema_version.");
        }

        if (version is < 1 or > MeterReport.SchemaVersion)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"{what} has schema version {version}; this version of AIMeter reads versions 1 to {MeterReport.SchemaVersion}. Update the AIMeter package."));
        }
    }
}
