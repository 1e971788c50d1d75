using System.Globalization;
using AIMetering.Carbon.Providers;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AIMetering.Carbon.Tests;

public sealed class WattTimeTests : IAsyncLifetime
{
    private readonly Play _play = new();
    private readonly WattTimeService _script;
    private LoopbackService _service = null!;

    public WattTimeTests() => _script = new WattTimeService(_play.Time);

    public async ValueTask InitializeAsync() => _service = await LoopbackService.StartAsync(_script.Answer, _play.Time);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _play.Dispose();
    }

    [Fact]
    public async Task The_worked_example_comes_out_over_the_wire()
    {
        using WattTime provider = Provider();
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(200), Play.Noon.AddMinutes(-10), TimeSpan.FromMinutes(10));
        var account = new CarbonAccount(new CarbonSettings { Region = Play.Berlin, Providers = [provider] }, run, _play.Time);
        CarbonStatement statement = await account.SettleAsync(Now);

        Assert.Equal(9.8278347, statement.Marginal.Mass!.Value.Grams, 1e-7);
        CarbonShare share = Assert.Single(statement.Marginal.Shares);
        Assert.Equal("marginal-operating, CO2, direct, margin", share.Provenance.Basis);
        Assert.Equal(("WattTime", "DE", "2023-03-01", "lb CO2/MWh", IntensityKind.Historical),
            (share.Provenance.Provider, share.Provenance.Region, share.Provenance.Vintage, share.Provenance.OriginalUnit, share.Provenance.Kind));
        Assert.Equal(GridRegionSource.Coordinates, share.Provenance.RegionSource);
        Assert.Equal(_play.Time.GetUtcNow(), share.Provenance.RetrievedAt);
    }

    [Fact]
    public async Task Requests_carry_the_token_and_times_with_a_zone_and_no_credentials()
    {
        using WattTime provider = Provider();
        await Marginal(provider, -10, 0);
        Assert.Equal(["/login", "/v3/region-from-loc", "/v3/historical"], _service.Requests.Select(request => request.Path));
        Seen historical = _service.Requests[2];
        Assert.Equal("Bearer jwt0", historical.Headers["Authorization"]);
        Assert.EndsWith("Z", historical.Query["start"], StringComparison.Ordinal);
        Assert.Equal(("DE", "co2_moer", "true"), (historical.Query["region"], historical.Query["signal_type"], historical.Query["include_imputed_marker"]));
        Assert.DoesNotContain(_service.Requests, request => request.Query.Any(pair => pair.Value.Contains(WattTimeService.Password, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Coordinates_are_sent_with_a_point_in_every_culture_and_with_two_decimals()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = comma;
        try
        {
            using WattTime provider = Provider();
            await provider.GetIntensityAsync(Play.Ask(GridRegion.FromCoordinates(52.520008, 13.404954), CarbonSignal.MarginalOperating, -10, 0), Now);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Seen location = Assert.Single(_service.RequestsTo("/v3/region-from-loc"));
        Assert.Equal(("52.52", "13.40"), (location.Query["latitude"], location.Query["longitude"]));
    }

    [Fact]
    public async Task The_token_is_renewed_before_it_dies()
    {
        using WattTime provider = Provider();
        await Marginal(provider, -10, 0);
        _play.Time.Advance(TimeSpan.FromMinutes(26));
        Assert.Null((await Marginal(provider, 10, 20)).Problem);
        Assert.Equal(2, _service.RequestsTo("/login").Count);
        Assert.Equal("Bearer jwt1", _service.Requests[^1].Headers["Authorization"]);
    }

    [Fact]
    public async Task A_token_that_died_early_is_renewed_once_and_the_call_repeated()
    {
        bool revoked = true;
        _script.Instead = context => context.Request.Headers.Authorization == "Bearer jwt0" && revoked
            ? Play.Json(context, """{"message":"token expired"}""", 401)
            : _script.Pass(context);
        using WattTime provider = Provider();
        IntensityAnswer answer = await Marginal(provider, -10, 0);
        Assert.Null(answer.Problem);
        Assert.NotEmpty(answer.Points);
        Assert.Equal(2, _service.RequestsTo("/login").Count);
    }

    [Fact]
    public async Task Endless_401_ends_after_one_new_token()
    {
        _script.Instead = context => Play.Json(context, """{"message":"no"}""", 401);
        using WattTime provider = Provider();
        IntensityAnswer answer = await Marginal(provider, -10, 0);
        Assert.Equal("HTTP 401: no", answer.Problem);
        Assert.Equal((2, 2), (_service.RequestsTo("/login").Count, _service.RequestsTo("/v3/region-from-loc").Count));
    }

    [Fact]
    public async Task A_wrong_password_is_tried_once_and_never_shown()
    {
        using var provider = new WattTime(WattTimeService.User, "hunter2", options: _play.Reach(_service.Address));
        IntensityAnswer answer = await Marginal(provider, -10, 0);
        await Marginal(provider, -10, 0);
        Assert.Contains("check the user name and the password", answer.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", answer.Problem, StringComparison.Ordinal);
        Assert.Single(_service.Requests);
    }

    [Fact]
    public async Task A_service_that_echoes_credentials_is_redacted()
    {
        _script.Instead = context => Play.Json(context,
            $$"""{"error":"user {{WattTimeService.User}} with {{WattTimeService.Password}} and {{context.Request.Headers.Authorization}} may not"}""", 400);
        using WattTime provider = Provider();
        string problem = (await Marginal(provider, -10, 0)).Problem!;
        Assert.Equal("HTTP 400: user *** with *** and Bearer *** may not", problem);
        Assert.DoesNotContain(WattTimeService.Password, provider.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_permanent_for_its_region_and_is_not_asked_for_again()
    {
        _script.Instead = context => context.Request.Path == "/v3/historical"
            ? Play.Json(context, """{"error":"Invalid scope. You do not have sufficient access to this resource"}""", 403)
            : _script.Pass(context);
        using WattTime provider = Provider();
        IntensityAnswer first = await Marginal(provider, -10, 0);
        IntensityAnswer second = await Marginal(provider, -10, 0);
        Assert.Contains("Invalid scope", first.Problem, StringComparison.Ordinal);
        Assert.Equal(first.Problem, second.Problem);
        Assert.Single(_service.RequestsTo("/v3/historical"));
        Assert.Single(_service.RequestsTo("/login"));
    }

    [Fact]
    public async Task A_page_of_HTML_is_not_quoted()
    {
        _script.Instead = context => Play.Json(context, "<html><body>Request blocked. CloudFront</body></html>", 403);
        using WattTime provider = Provider();
        string problem = (await Marginal(provider, -10, 0)).Problem!;
        Assert.StartsWith("HTTP 403: a page instead of an answer", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("CloudFront", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throttling_is_waited_out_with_doubling_pauses()
    {
        int throttled = 0;
        _script.Instead = context => context.Request.Path == "/v3/historical" && throttled++ < 3
            ? Play.Json(context, """{"error":"slow down"}""", 429)
            : _script.Pass(context);
        using WattTime provider = Provider();
        IntensityAnswer answer = await _play.LetTimePass(Marginal(provider, -10, 0));
        Assert.NotEmpty(answer.Points);
        DateTimeOffset[] at = [.. _service.RequestsTo("/v3/historical").Select(request => request.At)];
        Assert.Equal(4, at.Length);
        Assert.True(at[1] - at[0] >= TimeSpan.FromSeconds(30), "the first pause is 30 s");
        Assert.True(at[2] - at[1] >= TimeSpan.FromSeconds(60), "the second pause is 60 s");
        Assert.True(at[3] - at[2] >= TimeSpan.FromSeconds(120), "the third pause is 120 s");
    }

    [Fact]
    public async Task Throttling_without_end_is_given_up()
    {
        _script.Instead = context => Play.Json(context, """{"error":"slow down"}""", 429);
        using WattTime provider = Provider();
        IntensityAnswer answer = await _play.LetTimePass(Marginal(provider, -10, 0));
        Assert.Equal("HTTP 429: slow down", answer.Problem);
        Assert.Equal(4, _service.RequestsTo("/v3/region-from-loc").Count);
    }

    [Fact]
    public async Task A_fault_of_the_server_is_tried_three_times()
    {
        _script.Instead = context => Play.Json(context, "oops", 503);
        using WattTime provider = Provider();
        IntensityAnswer answer = await _play.LetTimePass(Marginal(provider, -10, 0));
        Assert.Equal("HTTP 503: oops", answer.Problem);
        Assert.Equal(3, _service.RequestsTo("/v3/region-from-loc").Count);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{\"data\":[", "not JSON")]
    [InlineData("[]", "no list 'data'")]
    [InlineData("{\"data\":{}}", "no list 'data'")]
    public async Task A_broken_answer_is_a_problem_and_not_an_exception(string body, string problem)
    {
        _script.Instead = context => context.Request.Path == "/v3/historical" ? Play.Json(context, body) : _script.Pass(context);
        using WattTime provider = Provider();
        IntensityAnswer answer = await Marginal(provider, -10, -6);
        Assert.Contains(problem, answer.Problem, StringComparison.Ordinal);
        Assert.Empty(answer.Points);
    }

    [Fact]
    public async Task Another_unit_is_not_taken_for_pounds()
    {
        _script.Instead = context => context.Request.Path == "/v3/historical"
            ? Play.Json(context, WattTimeService.Envelope("""{"point_time":"2026-05-04T11:50:00+00:00","value":87}""", units: "percentile"))
            : _script.Pass(context);
        using WattTime provider = Provider();
        IntensityAnswer answer = await Marginal(provider, -10, 0);
        Assert.Contains("'percentile' is not understood", answer.Problem, StringComparison.Ordinal);
        Assert.Empty(answer.Points);
    }

    [Fact]
    public async Task Nulls_negatives_and_naive_times_are_dropped_and_counted_and_a_true_zero_stays()
    {
        _script.Instead = context => context.Request.Path == "/v3/historical"
            ? Play.Json(context, WattTimeService.Envelope("""
                {"point_time":"2026-05-04T11:40:00+00:00","value":null},
                {"point_time":"2026-05-04T11:45:00+00:00","value":-3},
                {"point_time":"2026-05-04T11:50:00","value":500},
                {"point_time":"2026-05-04T11:50:00+00:00","value":0},
                {"point_time":"2026-05-04T11:55:00+00:00","value":430.0,"imputed_data_used":true}
                """))
            : _script.Pass(context);
        using WattTime provider = Provider();
        IntensityAnswer answer = await Marginal(provider, -10, 0);
        Assert.Equal(3, answer.Dropped);
        Assert.Equal([(0.0, IntensityKind.Historical), (430.0, IntensityKind.Imputed)],
            answer.Points.Select(point => (point.OriginalValue!.Value, point.Provenance.Kind)));
    }

    [Fact]
    public async Task A_window_whose_end_is_not_there_yet_is_completed_by_the_nowcast_and_holding()
    {
        _script.Newest = Play.Noon.AddMinutes(-15);
        _play.Time.SetUtcNow(Play.Noon.AddSeconds(30));
        using WattTime provider = Provider();
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(200), Play.Noon.AddMinutes(-29.5), TimeSpan.FromMinutes(30));
        var account = new CarbonAccount(new CarbonSettings { Region = Play.Berlin, Providers = [provider] }, run, _play.Time);
        CarbonResult marginal = (await account.SettleAsync(Now)).Marginal;

        Assert.Equal([IntensityKind.Historical, IntensityKind.Nowcast, IntensityKind.Held], marginal.Shares.Select(share => share.Provenance.Kind).Order());
        Assert.Equal(1, marginal.Coverage!.Value, 1e-9);
        Assert.Equal("0", Assert.Single(_service.RequestsTo("/v3/forecast")).Query["horizon_hours"]);
    }

    [Fact]
    public async Task An_empty_window_says_so_and_the_table_stands_in_under_its_own_label()
    {
        _script.Newest = DateTimeOffset.MinValue;
        using WattTime provider = Provider();
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(200), Play.Noon.AddHours(-3), TimeSpan.FromMinutes(10));
        var account = new CarbonAccount(new CarbonSettings { Region = Play.Berlin, Providers = [provider] }, run, _play.Time);
        CarbonResult marginal = (await account.SettleAsync(Now)).Marginal;
        Assert.Equal(IntensityKind.StaticCountry, Assert.Single(marginal.Shares).Provenance.Kind);
        Assert.Contains(marginal.Notes, note => note.Contains("no values for this time yet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_time_to_come_is_answered_by_the_forecast_and_its_label()
    {
        using WattTime provider = Provider();
        IntensityAnswer answer = await Marginal(provider, 0, 600);
        Assert.Equal("10", Assert.Single(_service.RequestsTo("/v3/forecast")).Query["horizon_hours"]);
        Assert.Equal(120, answer.Points.Count(point => point.Provenance.Kind == IntensityKind.Forecast));
        Assert.Empty(_service.RequestsTo("/v3/historical"));
    }

    [Fact]
    public async Task A_long_time_is_asked_for_in_pieces_without_doubling_the_seams()
    {
        using WattTime provider = Provider();
        IntensityAnswer answer = await Marginal(provider, -40 * 24 * 60, 0);
        IReadOnlyList<Seen> pieces = _service.RequestsTo("/v3/historical");
        Assert.Equal(2, pieces.Count);
        Assert.All(pieces, piece => Assert.True(At(piece, "end") - At(piece, "start") < TimeSpan.FromDays(30)));
        Assert.Equal(TimeSpan.FromMinutes(5), At(pieces[1], "start") - At(pieces[0], "end"));
        Assert.Equal(answer.Points.Count, answer.Points.Select(point => point.From).Distinct().Count());
    }

    [Fact]
    public async Task A_forecast_of_the_provider_is_a_series_to_plan_with()
    {
        using WattTime provider = Provider();
        IntensitySeries forecast = await CarbonPlanning.ForecastAsync(
            provider, Play.Berlin, CarbonSignal.MarginalOperating, Play.Noon, Play.Noon.AddHours(3), Now);
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(200), Play.Noon, TimeSpan.FromMinutes(5));
        BestStart best = CarbonPlanning.BestStart(run, forecast, Play.Noon, Play.Noon.AddHours(2));
        Assert.Equal(430 * 0.45359237, best.Result!.EffectiveIntensity!.Value.GramsPerKilowattHour, 1e-9);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_credentials()
    {
        await using LoopbackService elsewhere = await LoopbackService.StartAsync(context => Play.Json(context, "{}"));
        _script.Instead = context =>
        {
            context.Response.Redirect(elsewhere.Address + "v3/historical");
            return Task.CompletedTask;
        };
        using WattTime provider = Provider();
        Assert.Equal("HTTP 302", (await Marginal(provider, -10, 0)).Problem);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Without_coordinates_the_remedy_is_named_and_nothing_is_sent()
    {
        using WattTime provider = Provider();
        IntensityAnswer answer = await provider.GetIntensityAsync(Play.Ask(Play.Germany, CarbonSignal.MarginalOperating, -10, 0), Now);
        Assert.Contains("give latitude and longitude", answer.Problem, StringComparison.Ordinal);
        Assert.Empty(_service.Requests);
    }

    [Fact]
    public async Task A_cloud_region_is_resolved_by_its_coordinates_once_a_day()
    {
        using WattTime provider = Provider();
        await provider.GetIntensityAsync(Play.Ask(GridRegion.Parse("aws:eu-central-1"), CarbonSignal.MarginalOperating, -10, 0), Now);
        await provider.GetIntensityAsync(Play.Ask(GridRegion.Parse("aws:eu-central-1"), CarbonSignal.MarginalOperating, -100, -90), Now);
        Assert.Single(_service.RequestsTo("/v3/region-from-loc"));
    }

    [Fact]
    public async Task The_average_is_asked_for_under_its_own_signal_and_label()
    {
        using WattTime provider = Provider();
        IntensityAnswer answer = await provider.GetIntensityAsync(Play.Ask(Play.Berlin, CarbonSignal.Average, -10, 0), Now);
        Assert.All(_service.Requests.Skip(1), request => Assert.Equal("co2_aoer", request.Query["signal_type"]));
        Assert.NotEmpty(answer.Points);
        Assert.All(answer.Points, point => Assert.Equal("average, CO2, direct, generation", point.Provenance.Basis));
    }

    [Theory]
    [InlineData(null, "x")]
    [InlineData("x", null)]
    [InlineData("", " ")]
    public void Missing_credentials_are_refused_with_the_remedy(string? user, string? password) =>
        Assert.Contains("WATTTIME_USERNAME", Assert.Throws<ArgumentException>(() => new WattTime(user, password)).Message, StringComparison.Ordinal);

    [Fact]
    public void Credentials_go_over_https_only() => Assert.Contains("https",
        Assert.Throws<ArgumentException>(() => new WattTime("a", "b", options: new CarbonHttpOptions { BaseAddress = new Uri("http://example.org") })).Message, StringComparison.Ordinal);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static DateTimeOffset At(Seen request, string parameter) => DateTimeOffset.Parse(request.Query[parameter], CultureInfo.InvariantCulture);

    private static Task<IntensityAnswer> Marginal(WattTime provider, int from, int to) =>
        provider.GetIntensityAsync(Play.Ask(Play.Berlin, CarbonSignal.MarginalOperating, from, to), Now);

    private WattTime Provider() => new(WattTimeService.User, WattTimeService.Password, options: _play.Reach(_service.Address));
}
