using System.Globalization;
using AIMetering.Carbon.Providers;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AIMetering.Carbon.Tests;

public sealed class ElectricityMapsTests : IDisposable
{
    private const string Token = "tok-123-secret";

    private readonly Play _play = new();

    public void Dispose() => _play.Dispose();

    [Fact]
    public async Task The_last_hours_come_from_the_history_with_estimates_labelled_and_nulls_dropped()
    {
        await using LoopbackService service = await ServiceAsync(_ => $$"""
            {"zone":"DE","history":[
              {{Row(-3, "241.0", estimated: false)}},
              {{Row(-2, "null", estimated: false)}},
              {{Row(-1, "322", estimated: true)}}]}
            """);
        IntensityAnswer answer = await AskAsync(service, Play.Germany, -180, 0);
        Assert.Equal([(241.0, IntensityKind.Historical), (322.0, IntensityKind.Estimated)],
            answer.Points.Select(point => (point.OriginalValue!.Value, point.Provenance.Kind)));
        Assert.Equal(1, answer.Dropped);
        Assert.Equal("average, CO2e, lifecycle, consumption", answer.Points[0].Provenance.Basis);
    }

    [Fact]
    public async Task The_callers_own_address_is_never_taken_for_the_place()
    {
        await using LoopbackService service = await ServiceAsync(path => path.EndsWith("history", StringComparison.Ordinal) ? """{"zone":"DE","history":[]}""" : Latest("DE"));
        await AskAsync(service, Play.Germany, -60, 0);
        Assert.Equal(["/carbon-intensity/history", "/carbon-intensity/latest"], service.Requests.Select(request => request.Path));
        Assert.All(service.Requests, request =>
        {
            Assert.Equal("false", request.Query["shouldUseFallbackCallerLookup"]);
            Assert.Equal("DE", request.Query["zone"]);
            Assert.Equal(Token, request.Headers["auth-token"]);
            Assert.DoesNotContain(request.Query.Values, value => value.Contains(Token, StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("DE", "US-NE-ISNE")]
    [InlineData("FR", "FR-COR")]
    public async Task An_answer_for_another_zone_is_not_used(string asked, string answered)
    {
        await using LoopbackService service = await ServiceAsync(_ => Latest(answered));
        IntensityAnswer answer = await AskAsync(service, GridRegion.Parse(asked), -60, 0);
        Assert.Empty(answer.Points);
        Assert.Contains($"answered for '{answered}'", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_without_a_zone_is_asked_for_by_its_point_and_the_country_is_checked()
    {
        GridRegion losAngeles = GridRegion.Parse("34.05,-118.24");
        await using LoopbackService service = await ServiceAsync(path =>
            path.EndsWith("history", StringComparison.Ordinal) ? $$"""{"zone":"US-CAL-LDWP","history":[{{Row(-1, "300", false)}}]}""" : Latest("US-CAL-LDWP"));
        IntensityAnswer answer = await AskAsync(service, losAngeles, -60, 0);
        Assert.Equal(("34.05", "-118.24"), (service.Requests[0].Query["lat"], service.Requests[0].Query["lon"]));
        Assert.Equal(300, Assert.Single(answer.Points).OriginalValue);
    }

    [Fact]
    public async Task A_place_that_cannot_be_named_is_not_asked_for()
    {
        await using LoopbackService service = await ServiceAsync(_ => "{}");
        Assert.Contains("no zone and has no coordinates", (await AskAsync(service, GridRegion.Parse("US-CA"), -60, 0)).Problem, StringComparison.Ordinal);
        Assert.Empty(service.Requests);
    }

    [Theory]
    [InlineData(401, """{"error":"Invalid auth-token","message":"Please check tok-123-secret"}""", "HTTP 401: Invalid auth-token")]
    [InlineData(403, """{"message":"Token tok-123-secret unauthorized for zoneKey"}""", "HTTP 403: Token *** unauthorized for zoneKey")]
    public async Task A_refusal_is_permanent_and_never_shows_the_token(int status, string body, string problem)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, body, status));
        using var provider = new ElectricityMaps(Token, _play.Reach(service.Address));
        Assert.Equal(problem, (await AskAsync(provider, Play.Germany, -60, 0)).Problem);
        int asked = service.Requests.Count;
        Assert.Equal(problem, (await AskAsync(provider, Play.Germany, -60, 0)).Problem);
        Assert.Equal(asked, service.Requests.Count);
    }

    [Fact]
    public async Task Without_data_for_a_zone_404_is_a_problem_in_words()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, """{"error":"No recent data for zone"}""", 404));
        Assert.Equal("HTTP 404: No recent data for zone", (await AskAsync(service, Play.Germany, -60, 0)).Problem);
    }

    [Fact]
    public async Task Older_times_are_asked_for_ten_days_at_a_time()
    {
        await using LoopbackService service = await ServiceAsync(_ => $$"""{"zone":"DE","data":[{{Row(-480, "400", false)}}]}""");
        await AskAsync(service, Play.Germany, -25 * 24 * 60, -24 * 60);
        Assert.Equal(3, service.Requests.Count);
        Assert.All(service.Requests, request =>
        {
            Assert.Equal("/carbon-intensity/past-range", request.Path);
            TimeSpan length = DateTimeOffset.Parse(request.Query["end"], CultureInfo.InvariantCulture) - DateTimeOffset.Parse(request.Query["start"], CultureInfo.InvariantCulture);
            Assert.True(length <= TimeSpan.FromDays(10));
        });
    }

    [Fact]
    public async Task A_free_token_prices_the_last_day_of_a_longer_run_from_the_history()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => context.Request.Path.Value!.EndsWith("history", StringComparison.Ordinal)
            ? Play.Json(context, $$"""{"zone":"DE","history":[{{Row(-2, "300", false)}},{{Row(-1, "310", false)}}]}""")
            : Play.Json(context, """{"message":"Endpoint not available"}""", 403));
        IntensityAnswer answer = await AskAsync(service, Play.Germany, -30 * 60, 0);
        Assert.Equal([300.0, 310.0], answer.Points.Select(point => point.OriginalValue!.Value));
        Assert.Contains("Endpoint not available", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forecast_outside_the_plan_leaves_the_history_standing()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => context.Request.Path.Value!.EndsWith("forecast", StringComparison.Ordinal)
            ? Play.Json(context, """{"message":"Endpoint not available"}""", 403)
            : Play.Json(context, $$"""{"zone":"DE","history":[{{Row(-1, "300", false)}},{{Row(0, "310", true)}}]}"""));
        IntensityAnswer answer = await AskAsync(service, Play.Germany, -60, 180);
        Assert.Equal(2, answer.Points.Count);
        Assert.Equal("HTTP 403: Endpoint not available", answer.Problem);
    }

    [Fact]
    public async Task Hours_to_come_are_labelled_as_a_forecast()
    {
        await using LoopbackService service = await ServiceAsync(path => path.EndsWith("forecast", StringComparison.Ordinal)
            ? $$"""{"zone":"DE","forecast":[{{Forecast(0, 300)}},{{Forecast(1, 200)}},{{Forecast(2, 100)}}],"updatedAt":"2026-05-04T11:50:00Z"}"""
            : "{}");
        IntensityAnswer answer = await AskAsync(service, Play.Germany, 60, 180);
        Assert.All(answer.Points, point => Assert.Equal(IntensityKind.Forecast, point.Provenance.Kind));
        Assert.Equal(3, answer.Points.Count);
    }

    [Fact]
    public async Task Direct_factors_are_asked_for_and_labelled_as_such()
    {
        await using LoopbackService service = await ServiceAsync(_ => $$"""{"zone":"DE","history":[{{Row(-1, "300", false)}}]}""");
        using var provider = new ElectricityMaps(Token, _play.Reach(service.Address)) { Scope = EmissionScope.Direct, DisableEstimations = true };
        IntensityAnswer answer = await AskAsync(provider, Play.Germany, -60, 0);
        Assert.Equal(("direct", "true"), (service.Requests[0].Query["emissionFactorType"], service.Requests[0].Query["disableEstimations"]));
        Assert.Equal("average, CO2e, direct, consumption", Assert.Single(answer.Points).Provenance.Basis);
    }

    [Fact]
    public async Task A_marginal_question_is_not_answered_with_an_average()
    {
        await using LoopbackService service = await ServiceAsync(_ => Latest("DE"));
        using var provider = new ElectricityMaps(Token, _play.Reach(service.Address));
        IntensityAnswer answer = await provider.GetIntensityAsync(Play.Ask(Play.Germany, CarbonSignal.MarginalOperating, -60, 0), TestContext.Current.CancellationToken);
        Assert.Empty(answer.Points);
        Assert.Empty(service.Requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void A_missing_token_is_refused_with_the_remedy(string? token) =>
        Assert.Contains("ELECTRICITY_MAPS_TOKEN", Assert.Throws<ArgumentException>(() => new ElectricityMaps(token)).Message, StringComparison.Ordinal);

    private static Task<LoopbackService> ServiceAsync(Func<string, string> answer) =>
        LoopbackService.StartAsync(context => Play.Json(context, answer(context.Request.Path.Value!)));

    private static string Row(int hour, string grams, bool estimated) =>
        $$"""{"zone":"DE","carbonIntensity":{{grams}},"datetime":"{{At(hour)}}","updatedAt":"2026-05-04T11:53:02.115Z","emissionFactorType":"lifecycle","isEstimated":{{(estimated ? "true" : "false")}},"estimationMethod":null}""";

    private static string Forecast(int hour, int grams) => $$"""{"carbonIntensity":{{grams}},"datetime":"{{At(hour)}}"}""";

    private static string Latest(string zone) =>
        $$"""{"zone":"{{zone}}","carbonIntensity":322,"datetime":"{{At(-1)}}","isEstimated":true,"estimationMethod":"TIME_SLICER_AVERAGE","temporalGranularity":"hourly"}""";

    private static string At(int hour) => Play.Noon.AddHours(hour).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static Task<IntensityAnswer> AskAsync(ElectricityMaps provider, GridRegion region, int from, int to) =>
        provider.GetIntensityAsync(Play.Ask(region, CarbonSignal.Average, from, to), TestContext.Current.CancellationToken);

    private async Task<IntensityAnswer> AskAsync(LoopbackService service, GridRegion region, int from, int to)
    {
        using var provider = new ElectricityMaps(Token, _play.Reach(service.Address));
        return await AskAsync(provider, region, from, to);
    }
}
