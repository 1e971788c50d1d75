using System.Text.Json.Nodes;

namespace AIMetering.Sql.Tests;

/// <summary>Reports as a user of the packages gets them: loaded from a file.</summary>
internal static class Samples
{
    private static readonly string Json = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "full-report.json"));

    /// <summary>The report under a run id of its own.</summary>
    public static MeterReport Report(Action<JsonObject>? change = null)
    {
        JsonObject report = JsonNode.Parse(Json)!.AsObject();
        report["run_id"] = Guid.NewGuid().ToString("N");
        change?.Invoke(report);
        return MeterReport.FromJson(report.ToJsonString());
    }
}
