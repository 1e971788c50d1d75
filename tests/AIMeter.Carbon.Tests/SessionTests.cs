using System.Globalization;
using AIMetering.Carbon.Providers;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>Whole sessions on this machine, with its own sensors and clock, against services on its own sockets.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "aimeter-session-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_session_is_priced_by_the_provider_at_its_stop()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, HalfHours(context.Request)));
        using UkGrid provider = Provider(service);
        MeterReport report = Measure(provider, TimeSpan.FromSeconds(30));
        CarbonResult average = report.Carbon!.Average;
        Assert.SkipWhen(report.Timeline is null, "this machine knows no energy");

        Assert.NotEmpty(service.Requests);
        Assert.Equal(100, average.EffectiveIntensity!.Value.GramsPerKilowattHour, 1e-9);
        Assert.Equal(report.Timeline.Total.Joules, average.PricedEnergy.Joules, report.Timeline.Total.Joules * 1e-9);
        Assert.Equal("Carbon Intensity API (GB)", Assert.Single(average.Shares).Provenance.Provider);
    }

    [Fact]
    public async Task A_service_that_hangs_delays_no_start_and_no_stop_and_is_settled_with_later()
    {
        bool hangs = true;
        await using LoopbackService service = await LoopbackService.StartAsync(context =>
            hangs ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Play.Json(context, HalfHours(context.Request)));
        using UkGrid provider = Provider(service);
        MeterReport report = Measure(provider, TimeSpan.FromMilliseconds(50));
        Assert.SkipWhen(report.Timeline is null, "this machine knows no energy");

        Assert.True(report.Energy.IsKnown);
        Assert.Equal(IntensityKind.StaticCountry, Assert.Single(report.Carbon!.Average.Shares).Provenance.Kind);
        Assert.True(report.Carbon.IsProvisional);

        hangs = false;
        await report.SettleCarbonAsync(TestContext.Current.CancellationToken);
        Assert.Equal(100, report.Carbon.Average.EffectiveIntensity!.Value.GramsPerKilowattHour, 1e-9);
    }

    [Fact]
    public void Without_a_region_a_session_tells_its_energy_and_how_to_get_carbon()
    {
        MeterReport report = AIMeter.Configure("no region").SampleEvery(TimeSpan.FromMilliseconds(20)).Start().Stop();
        Assert.Null(report.Carbon!.Average.Mass);
        Assert.Contains(report.Timeline is null ? "no energy was measured" : "no grid region was given", report.Carbon.Average.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_session_compares_across_regions()
    {
        MeterReport report = Measure(null, null);
        Assert.SkipWhen(report.Timeline is null, "this machine knows no energy");
        RegionComparison comparison = report.CompareRegions("FR", "PL", "US-CA", "aws:us-east-1");
        Assert.True(comparison.Rows[0].Average.Mass < comparison.Rows[1].Average.Mass);
        Assert.All(comparison.Rows, row => Assert.Equal(report.Timeline.Total, row.Average.Energy));
    }

    private static MeterReport Measure(ICarbonIntensityProvider? provider, TimeSpan? patience)
    {
        MeterConfiguration configuration = AIMeter.Configure("carbon").SampleEvery(TimeSpan.FromMilliseconds(20)).InRegion("GB");
        using MeterSession meter = (provider is null ? configuration : configuration.WithCarbonFrom(provider, patience)).Start();
        double sum = 1;
        for (int i = 0; i < 20_000_000; i++)
        {
            sum = Math.Sqrt(sum + i);
        }

        GC.KeepAlive(sum);
        return meter.Stop();
    }

    private UkGrid Provider(LoopbackService service) =>
        new(options: new CarbonHttpOptions { BaseAddress = service.Address, CacheDirectory = _folder, AttemptTimeout = TimeSpan.FromMinutes(1) });

    /// <summary>100 g/kWh for each half hour asked for in the path.</summary>
    private static string HalfHours(HttpRequest request)
    {
        string[] parts = request.Path.Value!.Split('/');
        DateTimeOffset from = DateTimeOffset.Parse(parts[2], CultureInfo.InvariantCulture);
        DateTimeOffset to = DateTimeOffset.Parse(parts[3], CultureInfo.InvariantCulture);
        int count = (int)((to - from) / TimeSpan.FromMinutes(30));
        return $$"""{"data":[{{string.Join(",", Enumerable.Range(0, count).Select(i => UkGridTests.Row(from.AddMinutes(30 * i), 100)))}}]}""";
    }
}
