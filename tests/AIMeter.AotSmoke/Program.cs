// A user's program, published ahead of time: one real session, a report as text and as JSON, and something measured.
// Exit code 0 when all of it holds; otherwise the first thing that does not is named.
using AIMetering;

MeterReport report = Measure();
string text = report.ToText();
MeterReport copy = MeterReport.FromJson(report.ToJson());
Console.WriteLine(text);

return Check(
    ("the session took samples", report.Quality.Samples > 0),
    ("a series has values", report.Series.Any(series => series.Statistics is { Count: > 1 })),
    ("energy has a bound, or a reason", report.Energy is { IsKnown: true, Bound.Joules: > 0 } or { Reason: not null }),
    ("sources were looked for", report.Sources.Count > 0),
    ("every source is ready or says why not", report.Sources.All(source => source.IsReady || source.Reason is { Length: > 0 })),
    ("the phase was measured once", report.FindPhase("work") is { Count: 1 } phase && phase.Duration > TimeSpan.Zero),
    ("the text report names the session", text.Contains("aot-smoke", StringComparison.Ordinal)),
    ("the page names the session", report.ToHtml().Contains("aot-smoke", StringComparison.Ordinal)),
    ("correlation and diagnosis answer", report.Correlate() is not null && report.Diagnose() is not null),
    ("a run compares with itself", MeterReport.Compare(report, copy) is not null),
    ("JSON keeps the energy", copy.Energy.Energy == report.Energy.Energy),
    ("JSON keeps the samples", copy.Series.Count == report.Series.Count));

static MeterReport Measure()
{
    using MeterSession meter = AIMeter.Configure("aot-smoke").SampleEvery(TimeSpan.FromMilliseconds(20)).Start();
    using (PhaseScope work = meter.Phase("work"))
    {
        work.Count("rounds", Work(TimeSpan.FromMilliseconds(500)));
    }

    return meter.Stop();
}

static int Work(TimeSpan time)
{
    long begin = TimeProvider.System.GetTimestamp();
    int rounds = 0;
    double sum = 1;
    while (TimeProvider.System.GetElapsedTime(begin) < time)
    {
        for (int i = 1; i <= 10_000; i++)
        {
            sum = Math.Sqrt(sum + i);
        }

        rounds++;
    }

    return double.IsFinite(sum) ? rounds : 0;
}

static int Check(params (string Claim, bool Holds)[] claims)
{
    foreach ((string claim, bool holds) in claims)
    {
        if (!holds)
        {
            Console.Error.WriteLine($"Native AOT smoke: it does not hold that {claim}.");
            return 1;
        }
    }

    Console.WriteLine($"Native AOT smoke: {claims.Length} claims hold.");
    return 0;
}
