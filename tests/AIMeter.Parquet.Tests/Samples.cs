using System.Text.Json.Nodes;

namespace AIMetering.Export.Tests;

/// <summary>Reports as a user of the packages gets them: loaded from a file, or measured.</summary>
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

    /// <summary>The report with these series of one gauge each, on one device.</summary>
    public static MeterReport WithSeries(params (string Metric, double[] Seconds, double?[] Values)[] all) => Report(report =>
    {
        JsonArray series = report["series"]!.AsArray();
        string gauge = series[0]!.ToJsonString();
        series.Clear();
        foreach ((string metric, double[] seconds, double?[] values) in all)
        {
            JsonNode one = JsonNode.Parse(gauge)!;
            one["metric"] = metric;
            one["unit"] = new JsonObject { ["symbol"] = "s", ["column_suffix"] = "seconds" };
            one["elapsed_seconds"] = new JsonArray([.. seconds.Select(second => (JsonNode)second)]);
            one["values"] = new JsonArray([.. values.Select(value => (JsonNode?)value)]);
            series.Add(one);
        }
    });

    /// <summary>A run that is streamed, with a phase, a count and two series of the program.</summary>
    public static MeterReport Measure(TemporaryFolder folder, string name = "chat", int reads = 60, CountingSource? source = null)
    {
        source ??= new(devices: 2);
        using MeterSession meter = AIMeter.Configure(name).SampleEvery(TimeSpan.FromMilliseconds(5))
            .AddSource(source).WriteTo.Parquet(folder.Path).Start();
        meter.Record("loss", 0.5);
        using (PhaseScope decode = meter.Phase("decode"))
        {
            decode.Count("tokens", 12);
            SpinWait.SpinUntil(() => source.Reads >= reads, TimeSpan.FromMinutes(1));
        }

        meter.Record("loss", double.NaN);
        meter.Record("a/b='c\"", 7);
        return meter.Stop();
    }
}
