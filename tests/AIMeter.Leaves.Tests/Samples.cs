using System.Text.Json.Nodes;

namespace AIMetering.Leaves.Tests;

/// <summary>Reports as a user of the packages gets them: loaded from a file.</summary>
internal static class Samples
{
    private static readonly string Json = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "full-report.json"));

    public static MeterReport Report() => MeterReport.FromJson(Json);

    /// <summary>The report with other words or numbers in its JSON form.</summary>
    public static MeterReport Report(Action<JsonObject> change)
    {
        JsonObject report = JsonNode.Parse(Json)!.AsObject();
        change(report);
        return MeterReport.FromJson(report.ToJsonString());
    }

    public static MeterReport Named(string name) => Report(report => report["name"] = name);

    public static string Csv(Action<TextWriter> write)
    {
        using StringWriter text = new();
        write(text);
        return text.ToString();
    }
}
