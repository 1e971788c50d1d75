using AIMetering.Carbon.Providers;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>How long answers stand before the service is asked again, and whose answers they are.</summary>
public sealed class FreshnessTests : IDisposable
{
    private readonly Play _play = new();

    public void Dispose() => _play.Dispose();

    [Theory]
    [InlineData(29, 1)]
    [InlineData(31, 2)]
    public async Task Half_hours_of_Great_Britain_stand_until_the_next_one(int minutesLater, int requests)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, UkGridTests.Day(Play.Noon.AddHours(-1), 200)));
        using var provider = new UkGrid(options: _play.Reach(service.Address));
        await AskAsync(provider, GridRegion.Parse("GB"), -60, 30);
        _play.Time.Advance(TimeSpan.FromMinutes(minutesLater));
        await AskAsync(provider, GridRegion.Parse("GB"), -60, 30);
        Assert.Equal(requests, service.Requests.Count);
    }

    [Theory]
    [InlineData(0, 59, 1)]
    [InlineData(0, 61, 2)]
    [InlineData(58, 4, 1)]
    [InlineData(58, 6, 2)]
    public async Task Hours_of_Electricity_Maps_stand_until_the_hour_ends_and_five_minutes_at_least(int first, int later, int requests)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, """
            {"zone":"DE","history":[{"carbonIntensity":200,"datetime":"2026-05-04T11:00:00.000Z","isEstimated":true}]}
            """));
        using var provider = new ElectricityMaps("tok-123", _play.Reach(service.Address));
        _play.Time.Advance(TimeSpan.FromMinutes(first));
        await AskAsync(provider, Play.Germany, -60, 0);
        _play.Time.Advance(TimeSpan.FromMinutes(later));
        await AskAsync(provider, Play.Germany, -60, 0);
        Assert.Equal(requests, service.Requests.Count);
    }

    [Fact]
    public async Task What_another_address_answered_is_not_this_ones_answer()
    {
        await using LoopbackService one = await LoopbackService.StartAsync(context => Play.Json(context, UkGridTests.Day(Play.Noon.AddHours(-1), 200)));
        await using LoopbackService other = await LoopbackService.StartAsync(context => Play.Json(context, UkGridTests.Day(Play.Noon.AddHours(-1), 300)));
        using var first = new UkGrid(options: _play.Reach(one.Address));
        using var second = new UkGrid(options: _play.Reach(other.Address));
        await AskAsync(first, GridRegion.Parse("GB"), -60, 0);
        IntensityAnswer answer = await AskAsync(second, GridRegion.Parse("GB"), -60, 0);
        Assert.All(answer.Points, point => Assert.Equal(300, point.OriginalValue));
        Assert.NotEmpty(answer.Points);
    }

    [Fact]
    public async Task A_forecast_that_names_no_model_stands_beside_values_that_name_theirs()
    {
        var script = new WattTimeService(_play.Time);
        script.Instead = context => context.Request.Path == "/v3/forecast"
            ? Play.Json(context, WattTimeService.Envelope("""{"point_time":"2026-05-04T12:00:00Z","value":650}""", model: null))
            : script.Pass(context);
        await using LoopbackService service = await LoopbackService.StartAsync(script.Answer, _play.Time);
        script.Newest = Play.Noon.AddMinutes(-5);
        using var provider = new WattTime(WattTimeService.User, WattTimeService.Password, "DE", _play.Reach(service.Address));
        IntensityAnswer answer = await provider.GetIntensityAsync(
            Play.Ask(Play.Berlin, CarbonSignal.MarginalOperating, -10, 10), TestContext.Current.CancellationToken);
        Assert.Equal([IntensityKind.Historical, IntensityKind.Historical, IntensityKind.Forecast],
            answer.Points.Where(point => point.From >= Play.Noon.AddMinutes(-10)).Select(point => point.Provenance.Kind));
    }

    [Fact]
    public async Task Values_of_an_older_model_are_left_out_and_it_is_said()
    {
        var script = new WattTimeService(_play.Time);
        await using LoopbackService service = await LoopbackService.StartAsync(script.Answer, _play.Time);
        using var provider = new WattTime(WattTimeService.User, WattTimeService.Password, "DE", _play.Reach(service.Address));
        IntensityRequest request = Play.Ask(Play.Berlin, CarbonSignal.MarginalOperating, -20, 0);
        await provider.GetIntensityAsync(request, TestContext.Current.CancellationToken);
        _play.Time.Advance(TimeSpan.FromMinutes(6));
        script.Instead = context => Play.Json(context, WattTimeService.Envelope("""{"point_time":"2026-05-04T11:50:00+00:00","value":999}""", model: "2026-05-01"));
        IntensityAnswer answer = await provider.GetIntensityAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(999, Assert.Single(answer.Points).OriginalValue);
        Assert.Equal("values of an older model are left out", answer.Problem);
    }

    [Fact]
    public async Task Values_written_by_a_clock_that_was_ahead_are_asked_for_again()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, UkGridTests.Day(Play.Noon.AddHours(-1), 200)));
        using (var ahead = new UkGrid(options: _play.Reach(service.Address) with { Time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Play.Noon.AddYears(1)) }))
        {
            await AskAsync(ahead, GridRegion.Parse("GB"), -60, 0);
        }

        using var provider = new UkGrid(options: _play.Reach(service.Address));
        await AskAsync(provider, GridRegion.Parse("GB"), -60, 0);
        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task A_region_with_a_name_no_file_could_have_is_cached_all_the_same()
    {
        string region = "../" + new string('x', 300) + "\n:?*";
        var script = new WattTimeService(_play.Time);
        script.Instead = context => Play.Json(context, WattTimeService.Envelope(
            """{"point_time":"2026-05-04T11:50:00Z","value":650},{"point_time":"2026-05-04T11:55:00Z","value":650}""",
            region: System.Text.Json.JsonEncodedText.Encode(region).ToString()));
        await using LoopbackService service = await LoopbackService.StartAsync(script.Answer, _play.Time);
        using var provider = new WattTime(WattTimeService.User, WattTimeService.Password, region, _play.Reach(service.Address));
        IntensityAnswer answer = await provider.GetIntensityAsync(
            Play.Ask(Play.Berlin, CarbonSignal.MarginalOperating, -10, 0), TestContext.Current.CancellationToken);
        Assert.Null(answer.Problem);
        Assert.Equal(2, answer.Points.Count);
        Assert.Equal(region, service.RequestsTo("/v3/historical")[0].Query["region"]);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_play.Folder)!, "2026-05-04.jsonl"));
    }

    [Fact]
    public async Task Thirty_days_of_Great_Britain_keep_the_pieces_that_came()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context =>
            context.Request.Path.Value!.Contains("2026-04-04", StringComparison.Ordinal)
                ? Play.Json(context, UkGridTests.Day(Play.Noon.AddDays(-30), 200))
                : Play.Json(context, """{"error":{"code":"400 Bad Request","message":"not yet"}}""", 400));
        using var provider = new UkGrid(options: _play.Reach(service.Address));
        IntensityAnswer answer = await AskAsync(provider, GridRegion.Parse("GB"), -30 * 24 * 60, 0);
        Assert.Equal(4, answer.Points.Count);
        Assert.Equal("HTTP 400: not yet", answer.Problem);
    }

    private static Task<IntensityAnswer> AskAsync(ICarbonIntensityProvider provider, GridRegion region, int from, int to) =>
        provider.GetIntensityAsync(Play.Ask(region, CarbonSignal.Average, from, to), TestContext.Current.CancellationToken);
}
