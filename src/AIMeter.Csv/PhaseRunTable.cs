using System.Text;
using System.Text.Json;
using CsvHelper;

namespace AIMetering.Export;

/// <summary>A row each time something is told of a run of a phase: of the rows of one number the last counts.</summary>
internal static class PhaseRunTable
{
    public static void Header(CsvWriter csv) => csv.WriteHeader(
        ["number", "path", "name", "depth", "time", "start_seconds", "end_seconds", "drain_seconds", "counts"]);

    public static void Row(CsvWriter csv, DateTimeOffset startedAt, PhaseRun run)
    {
        csv.WriteField(run.Number);
        csv.Text(run.Path);
        csv.Text(run.Name);
        csv.WriteField(run.Depth);
        csv.Instant(startedAt, run.Start);
        csv.Seconds(run.End);
        csv.Seconds(run.DrainTime);
        csv.Text(Json(run.Counts));
        csv.EndRecord();
    }

    /// <summary>What the session as a whole has counted: it has neither number nor path.</summary>
    public static void Row(CsvWriter csv, DateTimeOffset startedAt, IReadOnlyDictionary<string, double> counts)
    {
        csv.Text(null);
        csv.Text(null);
        csv.Text(null);
        csv.Text(null);
        csv.Instant(startedAt, TimeSpan.Zero);
        csv.Text(null);
        csv.Text(null);
        csv.Text(Json(counts));
        csv.EndRecord();
    }

    private static string? Json(IReadOnlyDictionary<string, double> counts)
    {
        if (counts.Count == 0)
        {
            return null;
        }

        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            foreach ((string unit, double amount) in counts)
            {
                json.WriteNumber(unit, amount);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
