using System.Runtime.CompilerServices;

namespace Smoke;

internal sealed class CoreUse : IUse
{
    public string Package => "AIMeter";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new CoreUse());

    public void Configure(MeterConfiguration configuration, string folder) => configuration.InRegion("DE").WriteTo.Json(folder).WriteTo.Html(folder);

    public Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder)
    {
        string text = report.ToText();
        MeterReport copy = MeterReport.FromJson(report.ToJson());
        return Uses.Claims(
            new("the session took samples", report.Quality.Samples > 0),
            new("a series has values", report.Series.Any(series => series.Statistics is { Count: > 1 })),
            new("the energy is known with its bound", report.Energy is { IsKnown: true, Bound.Joules: > 0 }),
            new("carbon is priced", report.Carbon?.Average.Mass is { Grams: > 0 }),
            new("every source is ready or says why not", report.Sources.All(source => source.IsReady || source.Reason is { Length: > 0 })),
            new("the phase was measured once", report.FindPhase("work") is { Count: 1 } phase && phase.Duration > TimeSpan.Zero),
            new("the text report names the session", text.Contains("smoke", StringComparison.Ordinal)),
            new("the page names the session", report.ToHtml().Contains("smoke", StringComparison.Ordinal)),
            new("correlation and diagnosis answer", report.Correlate() is not null && report.Diagnose() is not null),
            new("a run compares with itself", MeterReport.Compare(report, copy) is not null),
            new("JSON keeps the energy", copy.Energy.Energy == report.Energy.Energy),
            new("JSON keeps the samples", copy.Series.Count == report.Series.Count),
            new("JSON and page were written", Directory.GetFiles(folder).Select(Path.GetExtension).Order().SequenceEqual([".html", ".json"])));
    }
}
