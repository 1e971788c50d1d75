using System.Globalization;
using AIMetering.Carbon.Providers;
using Xunit;

namespace AIMetering.Carbon.Tests;

public sealed class UkGridTests : IDisposable
{
    private readonly Play _play = new();

    public void Dispose() => _play.Dispose();

    [Fact]
    public async Task Actual_values_are_historical_and_a_null_falls_to_the_forecast_under_its_label()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, """
            {"data":[
              {"from":"2026-05-04T11:00Z","to":"2026-05-04T11:30Z","intensity":{"forecast":166,"actual":163,"index":"moderate"}},
              {"from":"2026-05-04T11:30Z","to":"2026-05-04T12:00Z","intensity":{"forecast":170,"actual":null,"index":"moderate"}},
              {"from":"2026-05-04T12:00Z","to":"2026-05-04T12:30Z","intensity":{"forecast":null,"actual":null,"index":"moderate"}}]}
            """));
        IntensityAnswer answer = await AskAsync(service, null, -60, 30);
        Assert.Equal([(163.0, IntensityKind.Historical), (170.0, IntensityKind.Forecast)],
            answer.Points.Select(point => (point.Intensity.GramsPerKilowattHour, point.Provenance.Kind)));
        Assert.Equal(1, answer.Dropped);
        Assert.All(answer.Points, point => Assert.Equal("average, CO2, direct, consumption", point.Provenance.Basis));
        Assert.Equal("/intensity/2026-05-04T11:00Z/2026-05-04T12:30Z", Assert.Single(service.Requests).Path);
    }

    [Theory]
    [InlineData("""{"data":[{"regionid":13,"shortname":"London","data":[{"from":"2026-05-04T11:30Z","to":"2026-05-04T12:00Z","intensity":{"forecast":140,"index":"moderate"},"generationmix":[]}]}]}""")]
    [InlineData("""{"data":{"regionid":13,"shortname":"London","data":[{"from":"2026-05-04T11:30Z","to":"2026-05-04T12:00Z","intensity":{"forecast":140,"index":"moderate"}}]}}""")]
    public async Task A_region_has_forecasts_only_in_either_shape(string json)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, json));
        IntensityPoint point = Assert.Single((await AskAsync(service, 13, -30, 0)).Points);
        Assert.Equal((140.0, IntensityKind.Forecast, "GB region 13"), (point.OriginalValue!.Value, point.Provenance.Kind, point.Provenance.Region));
        Assert.Equal("/regional/intensity/2026-05-04T11:30Z/2026-05-04T12:00Z/regionid/13", Assert.Single(service.Requests).Path);
    }

    [Fact]
    public async Task More_than_fourteen_days_are_asked_for_in_pieces()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, """{"data":[]}"""));
        IntensityAnswer answer = await AskAsync(service, null, -30 * 24 * 60, 0);
        Assert.Equal(3, service.Requests.Count);
        Assert.Contains("no values", answer.Problem, StringComparison.Ordinal);
        Assert.All(service.Requests, request =>
        {
            string[] parts = request.Path.Split('/');
            Assert.True(Moment(parts[3]) - Moment(parts[2]) <= TimeSpan.FromDays(14));
        });
    }

    [Fact]
    public async Task A_refusal_is_read_from_the_error_inside_the_error()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context =>
            Play.Json(context, """{"error":{"code":"400 Bad Request","message":"Please enter a valid date"}}""", 400));
        Assert.Equal("HTTP 400: Please enter a valid date", (await AskAsync(service, null, -30, 0)).Problem);
        Assert.Single(service.Requests);
    }

    [Theory]
    [InlineData("DE")]
    [InlineData("em:GB-NIR")]
    [InlineData("54.60,-5.93")] // Belfast
    public async Task Outside_Great_Britain_nothing_is_asked(string code)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, "{}"));
        using var provider = new UkGrid(options: _play.Reach(service.Address));
        IntensityAnswer answer = await provider.GetIntensityAsync(Play.Ask(GridRegion.Parse(code), CarbonSignal.Average, -30, 0), TestContext.Current.CancellationToken);
        Assert.Contains("Great Britain only", answer.Problem, StringComparison.Ordinal);
        Assert.Empty(service.Requests);
    }

    [Theory]
    [InlineData("55.31,-5.64")] // Southend on the Mull of Kintyre, twenty kilometres across the sea
    [InlineData("54.90,-5.03")] // Stranraer
    public async Task The_Scottish_shore_opposite_is_Great_Britain(string code)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, Day(Play.Noon.AddHours(-1), 200)));
        using var provider = new UkGrid(options: _play.Reach(service.Address));
        IntensityAnswer answer = await provider.GetIntensityAsync(Play.Ask(GridRegion.Parse(code), CarbonSignal.Average, -30, 0), TestContext.Current.CancellationToken);
        Assert.NotEmpty(answer.Points);
        Assert.Null(answer.Problem);
    }

    [Fact]
    public async Task Kept_values_say_how_the_region_of_this_run_became_known()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, Day(Play.Noon.AddHours(-1), 200)));
        using var provider = new UkGrid(options: _play.Reach(service.Address));
        foreach ((string code, GridRegionSource source) in new[]
        {
            ("GB", GridRegionSource.Configuration), ("51.51,-0.13", GridRegionSource.Coordinates), ("aws:eu-west-2", GridRegionSource.CloudRegion),
        })
        {
            IntensityAnswer answer = await provider.GetIntensityAsync(
                Play.Ask(GridRegion.Parse(code), CarbonSignal.Average, -30, 0), TestContext.Current.CancellationToken);
            Assert.NotEmpty(answer.Points);
            Assert.All(answer.Points, point => Assert.Equal(source, point.Provenance.RegionSource));
        }

        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task A_marginal_question_is_not_answered_with_an_average()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, Day(Play.Noon.AddHours(-1), 200)));
        using var provider = new UkGrid(options: _play.Reach(service.Address));
        IntensityAnswer answer = await provider.GetIntensityAsync(
            Play.Ask(GridRegion.Parse("GB"), CarbonSignal.MarginalOperating, -30, 0), TestContext.Current.CancellationToken);
        Assert.Empty(answer.Points);
        Assert.Empty(service.Requests);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(18)]
    public void A_region_that_does_not_exist_is_refused(int region) =>
        Assert.Contains("1 to 17", Assert.Throws<ArgumentOutOfRangeException>(() => new UkGrid(region)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_forecast_finds_the_best_start()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context =>
            Play.Json(context, $$"""{"data":[{{Row(Play.Noon, 300)}},{{Row(Play.Noon.AddMinutes(30), 100)}},{{Row(Play.Noon.AddMinutes(60), 300)}}]}"""));
        IntensityAnswer answer = await AskAsync(service, null, 0, 90);
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(1000), Play.Noon.AddDays(-1), TimeSpan.FromMinutes(30));
        BestStart best = CarbonPlanning.BestStart(run, new IntensitySeries(CarbonSignal.Average, answer.Points), Play.Noon, Play.Noon.AddHours(1));
        Assert.Equal(Play.Noon.AddMinutes(30), best.Start);
        Assert.Equal(50, best.Result!.Mass!.Value.Grams, 1e-9);
    }

    /// <summary>A day of half hours of one value.</summary>
    internal static string Day(DateTimeOffset from, int grams) =>
        $$"""{"data":[{{string.Join(",", Enumerable.Range(0, 4).Select(i => Row(from.AddMinutes(30 * i), grams)))}}]}""";

    internal static string Row(DateTimeOffset from, int grams) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"from":"{{{from.UtcDateTime:yyyy-MM-ddTHH:mm}}}Z","to":"{{{from.UtcDateTime.AddMinutes(30):yyyy-MM-ddTHH:mm}}}Z","intensity":{"forecast":{{{grams}}},"actual":{{{grams}}},"index":"low"}}""");

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private async Task<IntensityAnswer> AskAsync(LoopbackService service, int? region, int from, int to)
    {
        using var provider = new UkGrid(region, _play.Reach(service.Address));
        return await provider.GetIntensityAsync(Play.Ask(GridRegion.Parse("GB"), CarbonSignal.Average, from, to), TestContext.Current.CancellationToken);
    }
}
