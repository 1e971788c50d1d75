using System.Text.Json;

namespace AIMetering.Export;

/// <summary>Puts the report of a manifest and the samples of the Parquet files together again.</summary>
internal static class ReportReader
{
    public static MeterReport Read(RunFolder run) => Read(run, ManifestFile.Read(run));

    public static MeterReport Read(RunFolder run, RunManifest manifest)
    {
        JsonElement report = ReportOf(run, manifest);
        Dictionary<string, SampleList> samples = SampleReader.Read(run, manifest);
        string temporary = Path.Combine(Path.GetTempPath(), $"aimeter-{Guid.NewGuid():N}.json");
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                Join(file, report, samples, manifest.Samples == RunManifest.Streamed);
            }

            return MeterReport.Load(temporary);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
        {
            throw new InvalidDataException($"The report in '{run.Manifest}' is damaged: {error.Message.Replace(temporary, "report", StringComparison.Ordinal)}", error);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // A recovered run has its report made now where it was too long to be made beside another session.
    private static JsonElement ReportOf(RunFolder run, RunManifest manifest) => manifest switch
    {
        { Report: { ValueKind: JsonValueKind.Object } report } => report,
        { State: RunManifest.Recovered } => Descriptions.Json(RecoveredReport.Make(run, manifest)),
        _ => throw new InvalidDataException(
            $"The run '{run.Path}' has no report: its state is '{manifest.State}'. Its session measures still, or its process was killed: "
            + "ParquetExport.Recover then makes the report of what was measured."),
    };

    // In a file, as the samples of hours do not fit into a text.
    private static void Join(Stream file, JsonElement report, Dictionary<string, SampleList> samples, bool isWhole)
    {
        using Utf8JsonWriter json = new(file);
        json.WriteStartObject();
        foreach (JsonProperty property in report.EnumerateObject())
        {
            if (!property.NameEquals("series"))
            {
                property.WriteTo(json);
                continue;
            }

            json.WriteStartArray(property.Name);
            foreach (JsonElement series in property.Value.EnumerateArray())
            {
                Join(json, series, samples, isWhole);
                json.Flush();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Join(Utf8JsonWriter json, JsonElement series, Dictionary<string, SampleList> samples, bool isWhole)
    {
        SampleList list = samples.GetValueOrDefault(series.GetProperty("column").GetString() ?? "") ?? new();
        json.WriteStartObject();
        foreach (JsonProperty property in series.EnumerateObject())
        {
            switch (property.Name)
            {
                case "elapsed_seconds": list.WriteTimes(json, property.Name); break;
                case "values": list.WriteValues(json, property.Name); break;
                case "thinned_by" when isWhole: json.WriteNumber(property.Name, 1); break;
                default: property.WriteTo(json); break;
            }
        }

        json.WriteEndObject();
    }
}
