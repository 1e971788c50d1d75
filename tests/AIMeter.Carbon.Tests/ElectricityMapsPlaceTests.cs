using System.Globalization;
using AIMetering.Carbon.Providers;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>Which zone is asked for, which one answers, and which end of a run the forecast has to cover.</summary>
public sealed class ElectricityMapsPlaceTests : IDisposable
{
    private readonly Play _play = new();

    public void Dispose() => _play.Dispose();

    [Theory]
    [InlineData("54.60,-5.93", "GB-NIR")] // Belfast
    [InlineData("59.33,18.07", "SE-SE3")] // Stockholm
    [InlineData("60.39,5.32", "NO-NO5")] // Bergen
    [InlineData("55.68,12.57", "DK-DK2")] // Copenhagen
    [InlineData("45.46,9.19", "IT-NO")] // Milan
    [InlineData("34.69,135.50", "JP-KN")] // Osaka
    public async Task A_point_is_asked_for_as_a_point_and_the_zone_that_answers_stands_in_the_papers(string point, string zone)
    {
        await using LoopbackService service = await AnswerAsync(zone);
        IntensityAnswer answer = await AskAsync(service, GridRegion.Parse(point), -60, 0);
        string[] degrees = point.Split(',');
        Assert.All(service.Requests, request =>
        {
            Assert.Equal((degrees[0], degrees[1]), (request.Query["lat"], request.Query["lon"]));
            Assert.DoesNotContain("zone", request.Query.Keys);
            Assert.Equal("false", request.Query["shouldUseFallbackCallerLookup"]);
        });
        IntensityProvenance papers = Assert.Single(answer.Points).Provenance;
        Assert.Equal((zone, null, GridRegionSource.Coordinates), (papers.Region, papers.Note, papers.RegionSource));
    }

    [Fact]
    public async Task A_zone_found_by_its_point_is_known_to_the_cache_of_the_next_process()
    {
        await using LoopbackService service = await AnswerAsync("GB-NIR");
        GridRegion belfast = GridRegion.Parse("54.60,-5.93");
        await AskAsync(service, belfast, -60, 0);
        int asked = service.Requests.Count;
        Assert.Equal("GB-NIR", Assert.Single((await AskAsync(service, belfast, -60, 0)).Points).Provenance.Region);
        Assert.Equal(asked, service.Requests.Count);
    }

    [Fact]
    public async Task A_region_that_was_named_is_asked_for_by_its_zone()
    {
        await using LoopbackService service = await AnswerAsync("SE-SE3");
        IntensityAnswer answer = await AskAsync(service, GridRegion.Parse("em:SE-SE3"), -60, 0);
        Assert.All(service.Requests, request => Assert.Equal("SE-SE3", request.Query["zone"]));
        Assert.Equal("SE-SE3", Assert.Single(answer.Points).Provenance.Region);
    }

    [Fact]
    public async Task Across_a_border_nearby_the_answer_is_taken_and_says_so()
    {
        GridRegion geneva = GridRegion.Parse("46.20,6.14");
        string neighbour = geneva.CountryCode == "CH" ? "FR" : "CH";
        await using LoopbackService service = await AnswerAsync(neighbour);
        IntensityAnswer answer = await AskAsync(service, geneva, -60, 0);
        Assert.Null(answer.Problem);
        IntensityProvenance papers = Assert.Single(answer.Points).Provenance;
        Assert.Equal(neighbour, papers.Region);
        Assert.Equal(
            $"the point lies in {neighbour} for Electricity Maps and in {geneva.CountryCode} for the embedded raster: it is near the border", papers.Note);
    }

    [Theory]
    [InlineData("52.52,13.40", "PL")] // Berlin: 80 km from Poland
    [InlineData("52.52,13.40", "US-NE-ISNE")]
    [InlineData("39.04,-77.49", "USSR")]
    public async Task A_zone_that_is_not_near_is_not_used(string point, string zone)
    {
        await using LoopbackService service = await AnswerAsync(zone);
        IntensityAnswer answer = await AskAsync(service, GridRegion.Parse(point), -60, 0);
        Assert.Empty(answer.Points);
        Assert.Contains($"answered for '{zone}': not used", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_a_run_that_is_less_than_an_hour_ahead_is_covered_by_the_forecast()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context,
            context.Request.Path.Value!.EndsWith("forecast", StringComparison.Ordinal)
                ? $$"""{"zone":"DE","forecast":[{{Row(0, 300)}}]}"""
                : $$"""{"zone":"DE","history":[{{Row(-1, 200)}}],"carbonIntensity":200,"datetime":"{{At(-1)}}"}"""));
        IntensityAnswer answer = await AskAsync(service, Play.Germany, -60, 30);
        Assert.Equal([(200.0, IntensityKind.Historical), (300.0, IntensityKind.Forecast)],
            answer.Points.Select(point => (point.OriginalValue!.Value, point.Provenance.Kind)));
    }

    [Fact]
    public async Task Where_the_zone_lags_the_forecast_covers_the_run_that_has_just_ended()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context,
            context.Request.Path.Value!.EndsWith("forecast", StringComparison.Ordinal)
                ? $$"""{"zone":"DE","forecast":[{{Row(-1, 300)}}]}"""
                : $$"""{"zone":"DE","history":[{{Row(-2, 200)}}],"carbonIntensity":200,"datetime":"{{At(-2)}}"}"""));
        IntensityAnswer answer = await AskAsync(service, Play.Germany, -30, 0);
        Assert.Equal((300.0, IntensityKind.Forecast), Assert.Single(
            answer.Points.Where(point => point.To > Play.Noon.AddMinutes(-30)).Select(point => (point.OriginalValue!.Value, point.Provenance.Kind))));
    }

    [Fact]
    public async Task Where_the_history_reaches_the_end_no_forecast_is_asked_for()
    {
        await using LoopbackService service = await AnswerAsync("DE");
        await AskAsync(service, Play.Germany, -60, 0);
        Assert.Empty(service.RequestsTo("/carbon-intensity/forecast"));
    }

    [Fact]
    public async Task A_refused_token_is_sent_once_and_to_no_other_endpoint()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context =>
            Play.Json(context, """{"error":"Invalid auth-token","message":"Please check"}""", 401));
        using var provider = new ElectricityMaps("tok-123", _play.Reach(service.Address));
        await AskAsync(provider, Play.Germany, -30 * 60, 60);
        IntensityAnswer answer = await AskAsync(provider, GridRegion.Parse("FR"), -30, 0);
        Assert.Equal("HTTP 401: Invalid auth-token", answer.Problem);
        Assert.Single(service.Requests);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_page_from_the_front_of_the_service_is_no_verdict_on_the_token_or_the_plan(int status)
    {
        bool blocked = true;
        await using LoopbackService service = await LoopbackService.StartAsync(context => blocked
            ? Play.Json(context, "<html>blocked</html>", status)
            : Play.Json(context, $$"""{"zone":"DE","history":[{{Row(-1, 200)}}]}"""));
        using var provider = new ElectricityMaps("tok-123", _play.Reach(service.Address));
        Assert.Empty((await AskAsync(provider, Play.Germany, -60, 0)).Points);
        blocked = false;
        Assert.Single((await AskAsync(provider, Play.Germany, -60, 0)).Points);
    }

    /// <summary>A service that answers for one zone, whatever was asked.</summary>
    private static Task<LoopbackService> AnswerAsync(string zone) => LoopbackService.StartAsync(context => Play.Json(
        context, $$"""{"zone":"{{zone}}","history":[{{Row(-1, 200)}}],"forecast":[],"carbonIntensity":200,"datetime":"{{At(-1)}}"}"""));

    private static string Row(int hour, int grams) => $$"""{"carbonIntensity":{{grams}},"datetime":"{{At(hour)}}","isEstimated":false}""";

    private static string At(int hour) => Play.Noon.AddHours(hour).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static Task<IntensityAnswer> AskAsync(ElectricityMaps provider, GridRegion region, int from, int to) =>
        provider.GetIntensityAsync(Play.Ask(region, CarbonSignal.Average, from, to), TestContext.Current.CancellationToken);

    private async Task<IntensityAnswer> AskAsync(LoopbackService service, GridRegion region, int from, int to)
    {
        using var provider = new ElectricityMaps("tok-123", _play.Reach(service.Address));
        return await AskAsync(provider, region, from, to);
    }
}
